"""Where roles get statements that they lack: in a document that just they have, else in a new policy."""

from collections.abc import Sequence
from typing import Final

from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.least_privilege.advice.held import Held, strangers
from cfnproof.least_privilege.advice.statement import mapping
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.projects.writer import NOWHERE
from cfnproof.template import nodes
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Intrinsic, Object, Scalar, is_no_value, walk
from cfnproof.template.rewriting.edits import Edit, Insert, Path, Replace

_IF: Final = "Fn::If"
_POLICIES: Final = "Policies"
_NAME: Final = "PolicyName"
_NEW: Final = "needed"


def home(statements: Sequence[Held], cases: Sequence[Case]) -> Path | None:
    """The list of statements of the first document that all of `cases` have, and no other role.

    `statements` are those of the template, the roles' own policies first. None where no document is so, or may be
    changed: one in a branch of `Fn::If` is not in every view.
    """
    roles = {case.role.resource.logical_id for case in cases}
    for one in statements:
        place = one.document
        having = {role for other in statements if other.document == place for role in other.roles}
        if place and having == roles and _is_everywhere(one, cases) and not any(strangers(one)):
            return place
    return None


def policy_added(role: Resource, bodies: Sequence[Object]) -> Edit | tuple[Path, Object] | str:
    """A new policy of a role with these statements: the edit, or the list that gets it, or why it cannot be added."""
    statements = nodes.Sequence(tuple(bodies), NOWHERE)
    document = mapping((("Version", Scalar(VERSIONS[-1], NOWHERE)), ("Statement", statements)))
    policy = mapping(((_NAME, Scalar(_free_name(role), NOWHERE)), ("PolicyDocument", document)))
    properties = ("Resources", role.logical_id, "Properties")
    path = (*properties, _POLICIES)
    only = nodes.Sequence((policy,), NOWHERE)
    match role.property(_POLICIES):
        case None:
            return Insert(properties, _POLICIES, only)
        case nodes.Sequence(items=items) if items:
            return path, policy
        case Object():
            return path, policy
        case nodes.Sequence():
            return Replace(path, only)
        case Intrinsic() as call if not is_no_value(call):
            return f"what it lacks has no place, since its Policies come from {call.name}: write a list"
        case _:
            return Replace(path, only)


def _is_everywhere(one: Held, cases: Sequence[Case]) -> bool:
    """Whether the document of a statement is in all views, and is written as a list or as one statement."""
    if _IF in one.document or not all(one.owner.logical_id in case.role.stack.template.resources for case in cases):
        return False
    return isinstance(one.at(one.document), nodes.Sequence | Object)


def _free_name(role: Resource) -> str:
    """A name that none of the role's policies has."""
    policies = role.property(_POLICIES)
    parts = walk(policies) if policies is not None else ()
    names = [plain for part in parts if isinstance(part, Object) and (plain := _text(part))]
    return next(name for number in range(len(names) + 1) if (name := f"{_NEW}{number or ''}") not in names)


def _text(policy: Object) -> str:
    name = policy.get(_NAME)
    return str(name.value) if isinstance(name, Scalar) else ""
