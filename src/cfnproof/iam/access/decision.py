"""What one set of policies allows that another does not: AWS's CheckNoNewAccess and CheckAccessNotGranted, offline.

A statement is a conjunction of literals, each about one variable of a request: its action, its resource, a context
key. A request is searched for that an Allow of the new side lets pass and the old side does not. The languages of
patterns and the values of keys decide; where policy variables leave a gap, there is said to be new access. Keys are
taken to be independent of each other and of the resource, but for those that follow from who asks under resource-based
policies: a request that is found may be one that AWS never makes, and none that AWS makes is missed.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
"""

from collections.abc import Sequence
from dataclasses import replace

from cfnproof.iam.access.comparing import Asked, Comparison
from cfnproof.iam.access.model import NamedPolicy, NewAccess
from cfnproof.iam.access.question import Side
from cfnproof.iam.access.typed import assigned, assignments


def new_access(
    old: Sequence[NamedPolicy],
    new: Sequence[NamedPolicy],
    *,
    old_boundary: Sequence[NamedPolicy] | None = None,
    new_boundary: Sequence[NamedPolicy] | None = None,
) -> tuple[NewAccess, ...]:
    """Each Allow of `new` that lets a request pass that `old` does not, in the order of the statements.

    The policies are identity-based where none names principals, and otherwise one resource's, a trust policy included.
    A boundary, of identity-based policies only, must allow too, and its Denies deny.
    Raises CfnproofError for a boundary of resource-based policies, and UnconfirmedError where the evaluator disagrees.
    """
    return _compared(_side(new, new_boundary), _side(old, old_boundary), Asked())


def reachable(
    policies: Sequence[NamedPolicy],
    actions: Sequence[str],
    resources: Sequence[str],
    boundary: Sequence[NamedPolicy] | None = None,
) -> tuple[NewAccess, ...]:
    """Each Allow that lets one of some actions pass on one of some resources; both are patterns as in policies.

    Raises what `new_access` does.
    """
    return _compared(_side(policies, boundary), None, Asked(tuple(actions), tuple(resources)))


def _compared(new: Side, old: Side | None, asked: Asked) -> tuple[NewAccess, ...]:
    """What is found under one of the values that are tried for atoms among numbers, dates and the like."""
    found: dict[int, NewAccess] = {}
    for texts in assignments((*new.all, *(old.all if old is not None else ()))):
        before = None if old is None else assigned(old, texts)
        for number, answer in Comparison.of(assigned(new, texts), before, asked).answers().items():
            other = found.get(number)
            found[number] = answer if other is None else _both(other, answer)
    return tuple(found[number] for number in sorted(found))


def _both(one: NewAccess, other: NewAccess) -> NewAccess:
    proven = one if one.confirmed or not other.confirmed else other
    return replace(proven, actions=tuple(sorted({*one.actions, *other.actions})))


def _side(policies: Sequence[NamedPolicy], boundary: Sequence[NamedPolicy] | None) -> Side:
    return Side(tuple(policies), None if boundary is None else tuple(boundary))
