"""The rule that starts a pipeline listens to that pipeline's own repository and branch, and may start nothing else.

A rule that names another branch or repository never fires, or fires for pushes that the pipeline does not build; one
that takes every event starts it for deleted branches and comments.
https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.event_roles import role_violations
from cfnproof.structural.pipelines.event_rules import CODECOMMIT, REPOSITORY, EventRule, event_rules
from cfnproof.structural.pipelines.model import Action, Pipeline, pipelines
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.texts.gaps import is_text
from cfnproof.structural.values.arns import arn
from cfnproof.template.expressions import Parts, Reference, literal, parts, show, text
from cfnproof.template.model import Template
from cfnproof.template.nodes import Mark, Node, Object, Sequence, dig, entries, walk
from cfnproof.template.suggestions import suggest

_EXPECTED: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("source",), (CODECOMMIT,)),
    (("detail-type",), ("CodeCommit Repository State Change",)),
    (("detail", "event"), ("referenceCreated", "referenceUpdated")),
    (("detail", "referenceType"), ("branch",)),
)
_FIELDS: Final = ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
_DETAILS: Final = (
    "baseCommitId", "callerUserArn", "commitId", "conflictDetailLevel", "conflictDetailsLevel",
    "conflictResolutionStrategy", "destinationCommitId", "event", "eventMetadata", "mergeOption", "oldCommitId",
    "referenceFullName", "referenceName", "referenceType", "repositoryId", "repositoryName", "sourceCommitId",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fault:
    """One fault of a pattern; `message` goes on after the pattern's field."""

    message: str
    mark: Mark


def check(template: Template) -> Iterator[Violation]:
    """Yield what is wrong with the rules on CodeCommit that start a pipeline of the template."""
    for rule in event_rules(template):
        for pipeline in pipelines(template):
            for target in rule.targets_of(pipeline):
                if _about_codecommit(rule, pipeline):
                    for fault in _pattern_faults(rule, pipeline):
                        yield Violation(fault.message, fault.mark, rule.id)
                    yield from role_violations(rule, target, pipeline)
                    yield from _never_fires(rule, pipeline)


def _never_fires(rule: EventRule, pipeline: Pipeline) -> Iterator[Violation]:
    """What keeps the rule from every event: its State, and a bus to which CodeCommit does not send."""
    if rule.disabled:
        message = f"the rule is DISABLED, so a push does not start {pipeline.id!r}: remove State"
        yield Violation(message, rule.resource.mark_of("State"), rule.id)
    bus = parts(rule.resource.property("EventBusName"), rule.template)
    own = any(isinstance(part, Reference) and part.name in rule.template.resources for part in bus)
    if own or (is_text(bus) and text(bus).rpartition("/")[2] not in {"", "default"}):
        message = f"the rule listens to the bus {text(bus)!r}, and CodeCommit's events go to the default bus"
        yield Violation(f"{message}: remove EventBusName", rule.resource.mark_of("EventBusName"), rule.id)


def _about_codecommit(rule: EventRule, pipeline: Pipeline) -> bool:
    """Whether the rule is about CodeCommit's events, or about something unreadable that may be."""
    if rule.pattern is None:
        return rule.resource.property("EventPattern") is not None and any(pipeline.of("Source", "CodeCommit"))
    found = [part for node in walk(rule.pattern) for part in parts(node, rule.template)]
    repositories = {resource.logical_id for resource in rule.template.of_type(REPOSITORY)}
    return any(
        part.name in repositories if isinstance(part, Reference) else "codecommit" in str(part).casefold()
        for part in found
    )


def _pattern_faults(rule: EventRule, pipeline: Pipeline) -> Iterator[_Fault]:
    sources = [action for action in pipeline.of("Source", "CodeCommit") if action.owner == "AWS"]
    if rule.pattern is None:
        message = "the EventPattern cannot be read here: write it as a mapping"
        yield _Fault(message, rule.resource.mark_of("EventPattern"))
    elif not sources:
        message = f"the rule starts {pipeline.id!r} on CodeCommit's events, and that pipeline has no CodeCommit source"
        yield _Fault(f"{message}: start the one that has", rule.resource.mark_of("EventPattern"))
    else:
        for path, expected in _EXPECTED:
            found = dig(rule.pattern, *path)
            if _texts(found, rule.template) != sorted(expected):
                message = f"{'.'.join(path)} is {_shown(found, rule.template)}: write {_list(expected)}"
                yield _Fault(message, _place(rule, path))
        yield from _unknown(rule)
        yield from _source_faults(rule, rule.pattern, pipeline, sources)


def _unknown(rule: EventRule) -> Iterator[_Fault]:
    for node, known in ((rule.pattern, _FIELDS), (dig(rule.pattern, "detail"), _DETAILS)):
        for entry in entries(node):
            if entry.key not in known:
                message = f"no event of CodeCommit has the field {entry.key!r}, so the rule never fires"
                yield _Fault(f"{message}: {suggest(entry.key, known)}", entry.mark)


def _source_faults(rule: EventRule, pattern: Object, pipeline: Pipeline, sources: list[Action]) -> Iterator[_Fault]:
    """Whether the pattern names the repository and branch of one source of the pipeline."""
    listed = dig(pattern, "resources")
    only = listed.items[0] if isinstance(listed, Sequence) and len(listed.items) == 1 else None
    watched = [source for source in sources if _is_repository(only, source)]
    if not watched:
        wanted = " or ".join(f"'{_written(source)}'" for source in sources)
        message = f"resources is {_shown(listed, rule.template)}, and the repository of {pipeline.id!r} is {wanted}"
        yield _Fault(f"{message}: name exactly that", _place(rule, ("resources",)))
    branches = [source.value("BranchName") for source in watched or sources]
    path = ("detail", "referenceName")
    names = dig(pattern, *path)
    name = names.items[0] if isinstance(names, Sequence) and len(names.items) == 1 else None
    if not parts(name, rule.template) or parts(name, rule.template) not in branches:
        wanted = " or ".join(repr(text(branch)) for branch in branches)
        message = (
            f"detail.referenceName is {_shown(names, rule.template)}, and the branch of {pipeline.id!r} is {wanted}"
        )
        yield _Fault(f"{message}: name exactly that", _place(rule, path))


def _is_repository(node: Node | None, source: Action) -> bool:
    """Whether a value is the ARN of the repository that the source reads."""
    template = source.template
    value = parts(node, template)
    name = source.value("RepositoryName")
    named = _names(name, template)
    if len(value) == 1 and isinstance(value[0], Reference) and value[0].attribute == "Arn":
        return bool(named & _names((Reference(value[0].name, "Name"),), template))
    found = arn(value)
    return (
        found is not None
        and found.service == ("codecommit",)
        and bool(named & _names(found.resource, template))
        and _may_be(found.region, source.region)
        and _may_be(found.account, (Reference("AWS::AccountId"),))
    )


def _names(name: Parts, template: Template) -> set[Parts]:
    """The ways in which the template writes a repository's name: `GetAtt Name`, and the name that it gives."""
    found = {name} if name else set()
    for repository in template.of_type(REPOSITORY):
        own = {(Reference(repository.logical_id, "Name"),), parts(repository.property("RepositoryName"), template)}
        if name in own:
            found |= own - {()}
    return found


def _may_be(value: Parts, expected: Parts) -> bool:
    """Whether a segment can be what is expected: the same, or written out, or from a parameter."""
    pseudo = any(isinstance(part, Reference) and part.name.startswith("AWS::") for part in value)
    literals = is_text((*value, *expected))
    return value == expected or (bool(value) and not pseudo and not literals)


def _written(source: Action) -> str:
    name = text(source.value("RepositoryName"))
    return f"arn:${{AWS::Partition}}:codecommit:{text(source.region)}:${{AWS::AccountId}}:{name}"


def _texts(node: Node | None, template: Template) -> list[str] | None:
    """The texts of a list, sorted; None for anything else."""
    if not isinstance(node, Sequence):
        return None
    return sorted(literal(item, template) or "" for item in node.items)


def _shown(node: Node | None, template: Template) -> str:
    if node is None:
        return "missing"
    if isinstance(node, Sequence):
        return "[" + ", ".join(show(item, template) for item in node.items) + "]"
    return f"{show(node, template)!r}, no list"


def _list(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(values) + "]"


def _place(rule: EventRule, path: tuple[str, ...]) -> Mark:
    """The place of the field at `path`, or of what it is missing in."""
    place = rule.resource.mark_of("EventPattern")
    node: Node | None = rule.pattern
    for key in path:
        if not isinstance(node, Object) or node.get(key) is None:
            break
        place, node = node.mark_of(key), node.get(key)
    return place


RULE = Rule(
    id="event_rule_matches_source",
    title="The rule that starts a pipeline listens to its repository and branch, and may start nothing else",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html",
    resource_types=(
        "AWS::Events::Rule",
        "AWS::IAM::Role",
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::ManagedPolicy",
    ),
    check=check,
)
