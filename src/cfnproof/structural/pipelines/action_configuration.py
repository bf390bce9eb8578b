"""What is wrong with the Configuration of an action of a known type.

https://docs.aws.amazon.com/codepipeline/latest/userguide/structure-configuration-examples.html
"""

from collections.abc import Iterator

from cfnproof.structural.pipelines.action_types import ActionType
from cfnproof.structural.pipelines.model import Action, Pipeline
from cfnproof.structural.rule import Violation
from cfnproof.template.nodes import entries
from cfnproof.template.suggestions import nearest, suggest


def configuration_violations(action: Action, kind: ActionType, pipeline: Pipeline) -> Iterator[Violation]:
    """Yield unknown keys, missing keys and values that are not allowed."""
    unknown = [] if kind.more_keys else [entry for entry in entries(action.configuration) if entry.key not in kind.keys]
    for entry in unknown:
        message = f"has the unknown Configuration key {entry.key!r}: {suggest(entry.key, kind.keys)}"
        yield pipeline.violation(action, message, entry.mark)
    meant = {nearest(entry.key, kind.keys) for entry in unknown}
    for key, reason in _required(action, kind):
        if not action.value(key) and key not in meant:
            message = f"has no {key!r} in its Configuration, which {reason}: set it"
            yield pipeline.violation(action, message, action.place_of("Configuration"))
    yield from _values(action, kind, pipeline)


def _required(action: Action, kind: ActionType) -> Iterator[tuple[str, str]]:
    """The keys that must be there, and the end of a message that says why."""
    for key in kind.required:
        yield key, f"{kind.provider} needs"
    for when in kind.required_when:
        if action.value(when.key) and when.value in (action.possible(when.key) or ()):
            for key in when.keys:
                yield key, f"{kind.provider} needs with {when.key} {when.value}"


def _values(action: Action, kind: ActionType, pipeline: Pipeline) -> Iterator[Violation]:
    for key, allowed in kind.values.items():
        for value in sorted(action.possible(key) or ()):
            if action.value(key) and value not in allowed:
                yield pipeline.violation(
                    action, f"has {value!r} for {key}: {suggest(value, allowed)}", action.mark_of(key)
                )
    for key, allowed in kind.lists.items():
        for value in sorted(action.possible(key) or ()):
            for element in value.split(",") if action.value(key) else ():
                if element not in allowed:
                    yield pipeline.violation(
                        action, f"has {element!r} in {key}: {suggest(element, allowed)}", action.mark_of(key)
                    )
