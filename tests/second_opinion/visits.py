"""What LocalStack's engine evaluates of two templates, the one before an update and the one after."""

from collections.abc import Iterator
from typing import Any, Final

from tests.second_opinion.expectations import calls
from tests.second_opinion.lives import CREATED, UPDATED, Facts
from tests.second_opinion.subjects import Subject, Template

_OUTPUTS: Final = "Outputs"


def reads_absent(facts: Facts, subject: Subject) -> bool:
    """Whether something that is evaluated reads of a resource whose condition is false on that side.

    Of what is on one side the other is evaluated as well; what is on neither is left alone.
    """
    before, after = subject.template, subject.after
    absent = {CREATED: _absent(facts, before, CREATED), UPDATED: _absent(facts, after, UPDATED)}
    if any(_reads(before[_OUTPUTS][name], absent[CREATED]) for name in _outputs(facts, subject)):
        return True
    for name in before["Resources"].keys() & after["Resources"].keys():
        if _stands(facts, name, UPDATED) and _reads(before["Resources"][name], absent[CREATED]):
            return True
        if _stands(facts, name, CREATED) and _puts_in(after["Resources"][name], absent[UPDATED]):
            return True
    return False


def is_visited(logical_id: str, facts: Facts, subject: Subject) -> bool:
    """Whether an update comes by a resource whose condition has become false: something that stays refers to it."""
    before, after = subject.template, subject.after
    parts = [before[_OUTPUTS][name] for name in _outputs(facts, subject)]
    for name in before["Resources"].keys() | after["Resources"].keys():
        if name != logical_id and (_stands(facts, name, UPDATED) or name not in after["Resources"]):
            parts += [template["Resources"][name] for template in (before, after) if name in template["Resources"]]
    return any(logical_id in _named(part) for part in parts)


def read_by(part: Any) -> set[str]:  # noqa: ANN401  # whatever a template holds
    """All resources and parameters that a part refers to."""
    in_texts = {name.split(".")[0] for text, _ in _texts(part) for name in text.replace("${", "}").split("}")[1::2]}
    return {*calls(part, "Ref"), *(named[0] for named in calls(part, "Fn::GetAtt")), *in_texts}


def _outputs(facts: Facts, subject: Subject) -> Iterator[str]:
    """The outputs before that are evaluated: those that stay, and those that are dropped, whatever their condition."""
    for name in subject.template.get(_OUTPUTS, {}):
        if name not in subject.after.get(_OUTPUTS, {}) or f"{UPDATED}.outputs.{name}" in facts:
            yield name


def _absent(facts: Facts, template: Template, stage: str) -> set[str]:
    return {name for name in template["Resources"] if not _stands(facts, name, stage)}


def _stands(facts: Facts, logical_id: str, stage: str) -> bool:
    return f"{stage}.types.{logical_id}" in facts


def _reads(part: Any, absent: set[str]) -> bool:  # noqa: ANN401  # whatever a template holds
    """Whether a part has an attribute of one of the resources, or puts one into a text."""
    attributes = any(named[0] in absent for named in calls(part, "Fn::GetAtt"))
    return (
        attributes or any(f"${{{one}." in text for text, _ in _texts(part) for one in absent) or _puts_in(part, absent)
    )


def _puts_in(part: Any, absent: set[str]) -> bool:  # noqa: ANN401  # as above
    """Whether the map of a `Fn::Sub` has the reference of one of the resources."""
    return any(absent & set(calls(names, "Ref")) for _, names in _texts(part))


def _texts(part: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # as above
    """Every text with `${…}`, and its map."""
    for argument in calls(part, "Fn::Sub"):
        yield (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])


def _named(part: Any) -> set[str]:  # noqa: ANN401  # as above
    """All resources that a part refers to, or waits for."""
    return read_by(part) | set(part.get("DependsOn", ()))
