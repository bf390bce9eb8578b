"""Every answer is put to the evaluator: what it does not confirm is no answer but a mistake in this package."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.iam.access.atoms import Concrete
from cfnproof.iam.access.model import NamedPolicy, Witness
from cfnproof.iam.access.question import Side
from cfnproof.iam.access.statements import without_atoms
from cfnproof.iam.context import complete
from cfnproof.iam.decision import Outcome, PolicyType
from cfnproof.iam.evaluator import Policies, evaluate
from cfnproof.iam.policy import Policy, PolicyKind, PolicySet, compile_policy
from cfnproof.iam.policy.compiling import compile_statement
from cfnproof.iam.policy.parsing import VERSIONS, knows_variables
from cfnproof.iam.request import Principal, PrincipalKind, Request

_ACCOUNT: Final = "111122223333"
_ELSEWHERE: Final = "700000000000"
"""An account in which nobody asks: where the principal is of another, the resource's policy has to allow."""

_OPEN: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}


class UnconfirmedError(CfnproofError):
    """The evaluator does not say what was found out about a request."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The policies of both sides as the evaluator takes them, made when the first answer is put to it."""

    new: Callable[[], Policies]
    old: Callable[[], Policies] | None
    texts: Concrete

    def check(self, witness: Witness) -> None:
        """Raise UnconfirmedError unless the new side allows a request and the old side does not."""
        request = self._request(witness)
        if evaluate(request, self.new()).outcome is not Outcome.ALLOWED:
            raise UnconfirmedError(f"the policies do not allow {witness}")
        if self.old is not None and evaluate(request, self.old()).outcome is Outcome.ALLOWED:
            raise UnconfirmedError(f"the policies already allowed {witness}")

    def _request(self, witness: Witness) -> Request:
        spell = self.texts.spell
        context = self.texts.context(witness)
        if witness.principal is None:
            principal = Principal(PrincipalKind.USER, f"arn:aws:iam::{_ACCOUNT}:user/a", _ACCOUNT)
            return Request(principal, spell(witness.action), spell(witness.resource), _ACCOUNT, context)
        principal = self.texts.principal(witness.principal)
        asked = complete(Request(principal, spell(witness.action), spell(witness.resource), "", context))
        return Request(principal, asked.action, asked.resource, _ELSEWHERE, asked.context)


def confirmed(new: Side, old: Side | None, texts: Concrete, *, identity: bool) -> Confirmed:
    """What puts requests to the evaluator, under policies of which some name principals or none does."""
    make = _identity if identity else _resource
    return Confirmed(cache(partial(make, new, texts)), None if old is None else cache(partial(make, old, texts)), texts)


def _identity(side: Side, texts: Concrete) -> Policies:
    """The account of a role or a key lets its identity-based policies decide."""
    boundary = None if side.boundary is None else _set(side.boundary, texts, PolicyType.BOUNDARY)
    delegating = _open(PolicyKind.RESOURCE, PolicyType.RESOURCE, Principal={"AWS": _ACCOUNT})
    return Policies(identity=_set(side.policies, texts, PolicyType.IDENTITY), boundary=boundary, resource=delegating)


def _resource(side: Side, texts: Concrete) -> Policies:
    """On the side of who asks, everything is allowed."""
    return Policies(
        identity=_open(PolicyKind.IDENTITY, PolicyType.IDENTITY),
        session=_open(PolicyKind.IDENTITY, PolicyType.SESSION),
        resource=_set(side.policies, texts, PolicyType.RESOURCE),
    )


def _set(policies: Iterable[NamedPolicy], texts: Concrete, type_: PolicyType) -> PolicySet:
    return PolicySet.of(_compiled(policies, texts), type_)


def _compiled(policies: Iterable[NamedPolicy], texts: Concrete) -> Iterator[Policy]:
    """Policies as they are: what AWS would refuse is not looked for here."""
    for each in policies:
        version = each.policy.version
        statements = (without_atoms(statement, texts.spell) for statement in each.policy.statements)
        made = (compile_statement(statement, variables=knows_variables(version)) for statement in statements)
        yield Policy(each.name, PolicyKind.IDENTITY, version, tuple(made))


def _open(kind: PolicyKind, type_: PolicyType, **further: object) -> PolicySet:
    document = {"Version": VERSIONS[-1], "Statement": {**_OPEN, **further}}
    return PolicySet.of([compile_policy(document, "open", kind)], type_)
