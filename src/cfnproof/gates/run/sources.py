"""What a deployed pipeline reads from outside, and what starts it when that changes.

https://docs.aws.amazon.com/codepipeline/latest/userguide/change-detection-methods.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.emulator.context import ClientOf

CODECOMMIT: Final = "CodeCommit"
S3: Final = "S3"
_PLACES: Final = {CODECOMMIT: ("RepositoryName", "BranchName"), S3: ("S3Bucket", "S3ObjectKey")}
_EVENTS: Final = {CODECOMMIT: "aws.codecommit", S3: "aws.s3"}
_POLL: Final = "PollForSourceChanges"


@dataclass(frozen=True, slots=True)
class Source:
    """What a source action takes: a branch of a repository, or an object of a bucket."""

    provider: str
    container: str
    item: str

    def __str__(self) -> str:
        """As a message names it."""
        if self.provider == CODECOMMIT:
            return f"branch {self.item!r} of repository {self.container!r}"
        return f"object s3://{self.container}/{self.item}"


@dataclass(frozen=True, slots=True)
class Starter:
    """What starts a pipeline on a change: an EventBridge rule, or polling where `rule` is empty.

    `provider` is that of the sources whose changes it takes; `state` is the rule's.
    """

    provider: str
    rule: str = ""
    state: str = ""

    def __str__(self) -> str:
        """As a message names it."""
        return f"rule {self.rule!r} ({self.state})" if self.rule else f"its own polling ({_POLL})"


@dataclass(frozen=True, slots=True)
class Declared:
    """A pipeline's declaration: its sources, what starts it, and all values of its actions' configurations."""

    sources: tuple[Source, ...]
    starters: tuple[Starter, ...]
    texts: tuple[str, ...]

    def names(self, path: str) -> bool:
        """Whether an action's configuration names a path in a source artifact."""
        return any(path in text for text in self.texts)


def declared(client: ClientOf, pipeline: str, arn: str) -> Declared:
    """Read a pipeline and the rules that target it."""
    stages = client("codepipeline").get_pipeline(name=pipeline)["pipeline"]["stages"]
    actions: list[Mapping[str, Any]] = [action for stage in stages for action in stage["actions"]]
    sources = {source: action for action in actions if (source := _source(action)) is not None}
    polled = {source.provider for source, action in sources.items() if _polls(action)}
    starters = (*_rules(client, arn), *(Starter(provider) for provider in sorted(polled)))
    texts = tuple(text for action in actions for text in action.get("configuration", {}).values())
    return Declared(tuple(sources), starters, texts)


def _source(action: Mapping[str, Any]) -> Source | None:
    kind, configuration = action["actionTypeId"], action.get("configuration", {})
    keys = _PLACES.get(kind["provider"]) if (kind["category"], kind["owner"]) == ("Source", "AWS") else None
    return Source(kind["provider"], *(configuration[key] for key in keys)) if keys else None


def _polls(action: Mapping[str, Any]) -> bool:
    """Whether the source is polled, which it is unless the switch is false."""
    switch: str = action.get("configuration", {}).get(_POLL, "true")
    return switch.lower() == "true"


def _rules(client: ClientOf, arn: str) -> Iterator[Starter]:
    """The rules whose target is the pipeline and that take changes of a source, whether enabled or not."""
    events = client("events")
    for name in events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]:
        rule = events.describe_rule(Name=name)
        services = json.loads(rule.get("EventPattern") or "{}").get("source", ())
        for provider, service in _EVENTS.items():
            if service in services:
                yield Starter(provider, name, rule["State"])
