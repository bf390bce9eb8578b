"""Principal and NotPrincipal: whom a statement is about, and how directly it names them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cfnproof.iam.policy.principal_values import ACCOUNT_ARN
from cfnproof.iam.policy.written import Principals
from cfnproof.iam.principals import role_of, service_names
from cfnproof.iam.request import PrincipalKind, Request


class Naming(IntEnum):
    """How a statement names who asks, from not at all to by its own ARN.

    ACCOUNT delegates to the account's identity-based policies. ENTITY names the role behind a session, or the user
    behind a federated user: permissions boundaries and session policies limit it. DIRECT nothing in the account limits.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """

    NONE = 0
    ACCOUNT = 1
    ENTITY = 2
    DIRECT = 3


_IAM: Final = (PrincipalKind.USER, PrincipalKind.ROLE, PrincipalKind.SESSION, PrincipalKind.FEDERATED_USER)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as statements may name it: by its own name, by the entity behind it, by its account.

    `name` is empty for a role, which asks only in sessions. `bounded` is whether it has a permissions boundary.
    """

    kind: PrincipalKind
    name: str
    entity: str
    account: str
    services: frozenset[str]
    provider: str
    bounded: bool

    @classmethod
    def of(cls, request: Request, *, bounded: bool) -> "Caller":
        """The one who makes a request."""
        principal = request.principal
        kind = principal.kind
        provider = request.context.get("aws:federatedprovider")
        return cls(
            kind=kind,
            name="" if kind is PrincipalKind.ROLE else principal.name,
            entity=role_of(principal, request.context) or principal.role,
            account=principal.account,
            services=service_names(request) if kind is PrincipalKind.SERVICE else frozenset(),
            provider=provider if isinstance(provider, str) else "",
            bounded=bounded and bool(principal.account),
        )


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """Whom the element lists. `listed` is how the policy has them."""

    listed: tuple[str, ...]
    everyone: bool
    accounts: frozenset[str]
    arns: frozenset[str]
    services: frozenset[str]
    providers: frozenset[str]
    negated: bool
    denies: bool

    def naming(self, caller: Caller) -> Naming:
        """How the statement is about the one who asks. For a Deny, any but NONE is enough."""
        if not self.negated:
            return self._named(caller)
        if self.denies:
            return Naming.DIRECT if caller.bounded or not self._spared(caller) else Naming.NONE
        return Naming.NONE if self._named(caller) else Naming.DIRECT

    def _named(self, caller: Caller) -> Naming:
        if self.everyone:
            return Naming.DIRECT
        if caller.kind not in _IAM:
            return Naming.DIRECT if self._named_outside_iam(caller) else Naming.NONE
        if caller.name in self.arns:
            return Naming.DIRECT
        if caller.entity in self.arns or caller.provider in self.providers:
            return Naming.ENTITY
        return Naming.ACCOUNT if caller.account in self.accounts else Naming.NONE

    def _named_outside_iam(self, caller: Caller) -> bool:
        match caller.kind:
            case PrincipalKind.ROOT:
                return caller.account in self.accounts
            case PrincipalKind.SERVICE:
                return not self.services.isdisjoint(caller.services)
            case PrincipalKind.FEDERATED:
                return caller.name in self.providers
            case _:
                return False

    def _spared(self, caller: Caller) -> bool:
        """Whether a Deny with NotPrincipal spares the one who asks.

        AWS looks at the account first, then at the role, then at the session: the element must list each of them.
        """
        if self.everyone or caller.kind not in _IAM:
            return self._named(caller) is not Naming.NONE
        behind = caller.entity if caller.kind in (PrincipalKind.SESSION, PrincipalKind.ROLE) else ""
        names = [name for name in (caller.name, behind) if name]
        return caller.account in self.accounts and all(name in self.arns for name in names)


def principal_element(principals: Principals, *, negated: bool, denies: bool) -> PrincipalElement:
    """The element of its values. A canonical user stands for nobody: which account it is cannot be known here."""
    values = principals.get("AWS", ())
    accounts = {found[1] if (found := ACCOUNT_ARN.fullmatch(value)) else value for value in values}
    return PrincipalElement(
        listed=tuple(value for listed in principals.values() for value in listed),
        everyone="*" in values,
        accounts=frozenset(account for account in accounts if account.isdigit()),
        arns=frozenset(value for value in values if value.startswith("arn:")),
        services=frozenset(principals.get("Service", ())),
        providers=frozenset(principals.get("Federated", ())),
        negated=negated,
        denies=denies,
    )
