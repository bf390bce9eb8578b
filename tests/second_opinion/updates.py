"""What is expected of LocalStack's change sets and updates: see `expectations.py`."""

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Final

from cfnproof.template.resource_schema import schema_of
from tests.second_opinion.expectations import PHYSICAL_IDS, calls, declared
from tests.second_opinion.lives import CREATED, PLANNED, REFUSED, STATUS, UPDATED, Facts
from tests.second_opinion.subjects import Subject, Template
from tests.second_opinion.visits import is_visited, read_by, reads_absent

_CHANGES: Final = f"{PLANNED}.changes."
_DETAILS: Final = f"{PLANNED}.details."
_REPLACED: Final = f"{UPDATED}.replaced."
_STATUSES: Final = f"{UPDATED}.statuses."
_TYPES: Final = f"{UPDATED}.types."
_TOLD: Final = ("types", "statuses", PHYSICAL_IDS)
_INDIRECT: Final = ("ResourceAttribute", "ResourceReference")
_BROUGHT: Final = entry_points(group="localstack.cloudformation.resource_providers").names
"""The types that the plugin brings."""
_BY_ROLE: Final = ("AssumeRolePolicyDocument", "ManagedPolicyArns")


def refused_for_absent(facts: Facts, subject: Subject) -> Facts:
    """A change set is refused for a part that a condition rules out; the stack stays as it was."""
    if not was_updated(facts) or not reads_absent(facts, subject):
        return dict(facts)
    found = {path: value for path, value in facts.items() if not path.startswith((PLANNED, UPDATED))}
    stayed = {path.replace(CREATED, UPDATED, 1): value for path, value in facts.items() if path.startswith(CREATED)}
    same = {f"{_REPLACED}{path.removeprefix(_TYPES)}": "false" for path in stayed if path.startswith(_TYPES)}
    return {**found, **stayed, **same, f"{PLANNED}.{REFUSED}": "ValidationError"}


def with_empty_executed(facts: Facts, subject: Subject) -> Facts:
    """A change set that changes nothing is made and executed, if only something differs in template or parameters."""
    given = {**subject.parameters, **(subject.changed or {})}
    if facts.get(f"{PLANNED}.{STATUS}") != "FAILED" or (subject.after, given) == (subject.template, subject.parameters):
        return dict(facts)
    values = {f"{UPDATED}.parameters.{name}": value for name, value in given.items()}
    return {**facts, **values, f"{PLANNED}.{STATUS}": "CREATE_COMPLETE", f"{UPDATED}.{STATUS}": "UPDATE_COMPLETE"}


def without_dependents(facts: Facts, _: Subject) -> Facts:
    """What changes only because it refers to what changes is not listed."""
    return _unlisted(facts, lambda reasons: all(one.startswith(_INDIRECT) for one in reasons))


def without_policies(facts: Facts, _: Subject) -> Facts:
    """What changes beside its properties only is not listed."""
    return _unlisted(facts, _only_beside)


def without_details(facts: Facts, _: Subject) -> Facts:
    """No change has details."""
    return {path: "" if path.startswith(_DETAILS) else value for path, value in facts.items()}


def without_conditional(facts: Facts, _: Subject) -> Facts:
    """A replacement is certain or none: what other resources bring does not count."""
    found = dict(facts)
    for logical_id, reasons in _reasons(facts):
        if facts[f"{_CHANGES}{logical_id}"] == "Modify Conditional":
            found[f"{_CHANGES}{logical_id}"] = f"Modify {_is_direct(reasons)}"
    return found


def with_indirect_in_place(facts: Facts, subject: Subject) -> Facts:
    """What an attribute of another resource would have replaced is updated in place, and brings no further changes.

    The plugin's own types are replaced all the same, though the change set does not say so.
    """
    found = dict(facts)
    for logical_id, reasons in _reasons(facts):
        if f"{_REPLACED}{logical_id}" not in facts or _is_foreseen(logical_id, facts, subject):
            continue
        if facts[f"{_CHANGES}{logical_id}"] == "Modify True":
            found[f"{_CHANGES}{logical_id}"] = "Modify False"
        if _moves(logical_id, facts, subject):
            continue
        found[f"{_REPLACED}{logical_id}"] = "false"
        if all(one.startswith(_INDIRECT) for one in reasons):
            read = read_by(subject.after["Resources"][logical_id])
            moved = any(f"{_REPLACED}{one}" in facts and _moves(one, facts, subject) for one in read)
            found[f"{_STATUSES}{logical_id}"] = "UPDATE_COMPLETE" if moved else facts[_created_status(logical_id)]
    return found


def with_references_replacing(facts: Facts, subject: Subject) -> Facts:
    """What is modified is replaced where a property that means replacement refers to what changes in any way."""
    found = dict(facts)
    for logical_id, reasons in _reasons(facts):
        modified = facts[f"{_CHANGES}{logical_id}"] == "Modify False" and not _only_beside(reasons)
        if modified and not all(one.startswith(_INDIRECT) for one in reasons) and _follows(logical_id, facts, subject):
            found[f"{_CHANGES}{logical_id}"] = "Modify True"
            found[f"{_REPLACED}{logical_id}"] = "true"
    return found


def _moves(logical_id: str, facts: Facts, subject: Subject) -> bool:
    """Whether a resource is replaced in LocalStack, so that what refers to it changes too."""
    replaced = facts[f"{_REPLACED}{logical_id}"] == "true"
    brought = subject.after["Resources"][logical_id]["Type"] in _BROUGHT
    return replaced and (brought or _is_foreseen(logical_id, facts, subject))


def _is_foreseen(logical_id: str, facts: Facts, subject: Subject) -> bool:
    """Whether LocalStack itself would have a resource replaced."""
    if facts[f"{_REPLACED}{logical_id}"] != "true":
        return False
    reasons = facts.get(f"{_DETAILS}{logical_id}", "").split("; ")
    return _is_direct(reasons) or _follows(logical_id, facts, subject)


def _is_direct(reasons: list[str]) -> bool:
    return any(one.endswith("Always") and not one.startswith("ResourceAttribute") for one in reasons)


def _follows(logical_id: str, facts: Facts, subject: Subject) -> bool:
    """Whether a property that means replacement has the reference of a resource that changes, be it beside itself."""
    before, after = subject.template["Resources"], subject.after["Resources"]
    return any(f"{_CHANGES}{one}" in facts or before.get(one) != after.get(one) for one in _held(after[logical_id]))


def _held(body: Template) -> set[str]:
    """What the properties that mean replacement refer to."""
    names = {path[0] for path in schema_of(body["Type"]).create_only}
    return set(calls([value for name, value in body.get("Properties", {}).items() if name in names], "Ref"))


def _created_status(logical_id: str) -> str:
    return f"{CREATED}.statuses.{logical_id}"


def _only_beside(reasons: list[str]) -> bool:
    return not any(" Properties." in one for one in reasons)


def with_roles_replaced(facts: Facts, subject: Subject) -> Facts:
    """A role with another trust or other managed policies is made anew, under another name."""
    found = dict(facts)
    for logical_id, _ in declared(subject, "AWS::IAM::Role"):
        changed = facts.get(f"{_DETAILS}{logical_id}", "")
        if any(f"Properties.{name} " in changed for name in _BY_ROLE):
            _make_anew(logical_id, found, subject)
    return found


def with_topics_replaced(facts: Facts, subject: Subject) -> Facts:
    """A topic without a name that changes is made anew, under another name."""
    found = dict(facts)
    for logical_id, body in subject.after["Resources"].items():
        changed = " Properties." in facts.get(f"{_DETAILS}{logical_id}", "")
        if changed and body["Type"] == "AWS::SNS::Topic" and "TopicName" not in body.get("Properties", {}):
            _make_anew(logical_id, found, subject)
    return found


def _make_anew(logical_id: str, found: Facts, subject: Subject) -> None:
    """A resource was replaced where it stood: what refers to it is updated, or replaced."""
    if found.get(f"{_REPLACED}{logical_id}") != "false":
        return
    found[f"{_REPLACED}{logical_id}"] = "true"
    for name, body in subject.after["Resources"].items():
        if logical_id not in read_by(body) or f"{_REPLACED}{name}" not in found:
            continue
        if logical_id in _held(body):
            _drop(name, found, subject)
        else:
            found[f"{_STATUSES}{name}"] = "UPDATE_COMPLETE"


def with_replaced_gone(facts: Facts, subject: Subject) -> Facts:
    """What was replaced is not listed, or as skipped where the old one is retained."""
    found = dict(facts)
    for path, replaced in facts.items():
        if path.startswith(_REPLACED) and replaced == "true":
            _drop(path.removeprefix(_REPLACED), found, subject)
    return found


def _drop(logical_id: str, found: Facts, subject: Subject) -> None:
    """Make of facts what a replacement leaves of a resource."""
    if subject.after["Resources"][logical_id].get("UpdateReplacePolicy") == "Retain":
        found |= {f"{_STATUSES}{logical_id}": "DELETE_SKIPPED", f"{_REPLACED}{logical_id}": "true"}
        return
    for kind in (*_TOLD, "replaced"):
        del found[f"{UPDATED}.{kind}.{logical_id}"]


def with_removed_retained(facts: Facts, subject: Subject) -> Facts:
    """What an update removes and retains is still listed, as skipped."""
    found = dict(facts)
    for logical_id, body in subject.template["Resources"].items():
        dropped = logical_id not in subject.after["Resources"]
        removed = dropped or is_visited(logical_id, facts, subject)
        if removed and _is_gone(facts, logical_id) and body.get("DeletionPolicy") == "Retain":
            found |= _as_created(facts, logical_id) | {f"{_STATUSES}{logical_id}": "DELETE_SKIPPED"}
    return found


def with_conditions_not_heeded(facts: Facts, subject: Subject) -> Facts:
    """What the stack had stays where its condition has become false, unless something that stays refers to it."""
    found = dict(facts)
    for logical_id in subject.template["Resources"].keys() & subject.after["Resources"].keys():
        if _is_gone(facts, logical_id) and not is_visited(logical_id, facts, subject):
            found |= _as_created(facts, logical_id)
    return found


def without_dropped_properties(facts: Facts, subject: Subject) -> Facts:
    """An output of nothing but an attribute that has the name of a property that the update drops is dropped."""
    found = dict(facts)
    for logical_id, body in subject.template["Resources"].items() if was_updated(facts) else ():
        later = subject.after["Resources"].get(logical_id, body)
        names = body.get("Properties", {}).keys() - later.get("Properties", {}).keys()
        for name in names if "Condition" not in later else ():
            found.pop(f"{UPDATED}.outputs.{logical_id}x{name}", None)
    return found


def without_machine_name(facts: Facts, subject: Subject) -> Facts:
    """A state machine that was updated in place has no Name."""
    found = dict(facts)
    for logical_id, _ in declared(subject, "AWS::StepFunctions::StateMachine"):
        if (
            facts.get(f"{_STATUSES}{logical_id}") == "UPDATE_COMPLETE"
            and facts.get(f"{_REPLACED}{logical_id}") == "false"
        ):
            found |= {path: "" for path in facts if path == f"{UPDATED}.outputs.{logical_id}xName"}
    return found


def was_updated(facts: Facts) -> bool:
    """Whether a change set was executed."""
    return f"{UPDATED}.{STATUS}" in facts and f"{PLANNED}.{REFUSED}" not in facts


def _reasons(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    """The logical ids of what is modified, with the details."""
    for path, details in facts.items():
        if path.startswith(_DETAILS) and details:
            yield path.removeprefix(_DETAILS), details.split("; ")


def _unlisted(facts: Facts, wanted: Callable[[list[str]], bool]) -> Facts:
    found = dict(facts)
    for logical_id, reasons in _reasons(facts):
        if wanted(reasons):
            del found[f"{_CHANGES}{logical_id}"], found[f"{_DETAILS}{logical_id}"]
    return found


def _is_gone(facts: Facts, logical_id: str) -> bool:
    stood = f"{CREATED}.types.{logical_id}" in facts
    return stood and was_updated(facts) and f"{_TYPES}{logical_id}" not in facts


def _as_created(facts: Facts, logical_id: str) -> Facts:
    told = {f"{UPDATED}.{kind}.{logical_id}": facts[f"{CREATED}.{kind}.{logical_id}"] for kind in _TOLD}
    return {**told, f"{_REPLACED}{logical_id}": "false"}
