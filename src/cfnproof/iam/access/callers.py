"""Who may ask under resource-based policies: principals of which the policies' statements name all or none.

A few stand for all: those that policies name, one of each other kind in each account that is named, and in accounts
that are not. What follows from the principal, as aws:PrincipalArn, is limited to what it is for these.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.access.keys import Domain
from cfnproof.iam.access.mentions import Mentions
from cfnproof.iam.access.statements import Spell
from cfnproof.iam.context import TYPES
from cfnproof.iam.languages import Language, one_without, run_without, text
from cfnproof.iam.policy.principal_element import Caller
from cfnproof.iam.principals import service_names
from cfnproof.iam.request import Principal, PrincipalKind, Request, Values
from cfnproof.iam.texts.patterns import ARN_FIELDS

_SESSION: Final = "session"
_UNNAMED: Final = "?"
"""The name of whoever no policy names."""

_ABSENT: Final = Domain(only=())
_NAME: Final = Domain(absent=False, within=(Language.of((one_without("/:"), run_without("/:"))),))
_OTHER_SERVICE: Final = "example.amazonaws.com"
_OTHER_PROVIDER: Final = "example.com"
_PROVIDER: Final = "aws:federatedprovider"
_REGION: Final = "aws:requestedregion"
_RESOURCES: Final = {
    PrincipalKind.USER: ("iam", "user/"),
    PrincipalKind.SESSION: ("iam", "role/"),
    PrincipalKind.FEDERATED_USER: ("sts", "federated-user/"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Principals that are alike but for what `domains` leave open.

    `caller` is how statements see them, without atoms. `name` is empty where aws:PrincipalArn says who it is.
    """

    kind: PrincipalKind
    account: str
    caller: Caller
    domains: Mapping[str, Domain]
    name: str = ""
    role: str = ""
    session: str = _SESSION

    def principal(self, arn: Values | None) -> Principal:
        """The principal, whose aws:PrincipalArn is given where the case leaves it open."""
        if self.name or not isinstance(arn, str):
            return Principal(self.kind, self.name, self.account, self.role)
        if self.kind is PrincipalKind.SESSION:
            return Principal(self.kind, session_of(arn, self.session), self.account, arn)
        return Principal(self.kind, arn, self.account)


@dataclass(frozen=True, slots=True)
class _Who:
    """A principal as far as it is known, and the identity provider that it comes from."""

    account: str = ""
    name: str = ""
    role: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class _Cases:
    mentions: Mentions
    spell: Spell

    def all(self) -> Iterator[Case]:
        for arn in self.mentions.arns:
            yield from self.named(arn)
        for account in (*self.mentions.accounts, *self.mentions.unnamed):
            yield from self.of_account(account)
        yield from self.services()
        for provider in (*self.mentions.providers, _OTHER_PROVIDER):
            yield self.case(PrincipalKind.FEDERATED, _Who(name=provider))
        yield self.case(PrincipalKind.ANONYMOUS, _Who(name="*"))

    def named(self, arn: str) -> Iterator[Case]:
        """The principal that a policy names, in each way in which statements may see it."""
        fields = arn.split(":", ARN_FIELDS - 1)
        account, resource = fields[4], fields[-1]
        arns = self.mentions.arns
        match resource.partition("/")[0]:
            case "user":
                yield self.case(PrincipalKind.USER, _Who(account, arn))
            case "role":
                yield from self.sessions(account, session_of(arn, self.session()), arn)
            case "assumed-role":
                role = resource.split("/")[1]
                own = f"arn:{fields[1]}:iam::{account}:role/{role}"
                roles = [each for each in arns if ":role/" in each and each.rsplit("/", 1)[-1] == role]
                for each in dict.fromkeys((own, *(each for each in roles if each.split(":")[4] == account))):
                    yield from self.sessions(account, arn, each)
            case "federated-user":
                users = [each for each in arns if ":user/" in each and each.split(":")[4] == account]
                for each in ("", *users):
                    yield self.case(PrincipalKind.FEDERATED_USER, _Who(account, arn, each))

    def of_account(self, account: str) -> Iterator[Case]:
        """Those of an account that no policy names."""
        yield self.case(PrincipalKind.USER, _Who(account))
        yield from self.sessions(account, "", "")
        yield self.case(PrincipalKind.FEDERATED_USER, _Who(account))
        yield self.case(PrincipalKind.ROOT, _Who(account, f"arn:{self.mentions.partitions[0]}:iam::{account}:root"))

    def sessions(self, account: str, name: str, role: str) -> Iterator[Case]:
        """A role's sessions: from within AWS, and from each identity provider that is named."""
        for provider in ("", *self.mentions.providers):
            yield self.case(PrincipalKind.SESSION, _Who(account, name, role, provider))

    def services(self) -> Iterator[Case]:
        """A service that is named for one Region asks there; one that is named without asks anywhere else."""
        named = self.mentions.services
        for name in (*named, _OTHER_SERVICE):
            regional = {each.split(".")[1] for each in named if _global(each) == name and each != name}
            away = Domain(absent=False, within=(~Language.literal("", *regional),))
            yield self.case(PrincipalKind.SERVICE, _Who(name=name), {_REGION: away} if regional else {})

    def case(self, kind: PrincipalKind, who: _Who, further: Mapping[str, Domain] | None = None) -> Case:
        shown = who.role if kind is PrincipalKind.SESSION else who.name
        domains = {**self.derived(kind, who.account, shown), **(further or {})}
        if self.mentions.providers and who.account:
            domains[_PROVIDER] = _just(who.provider) if who.provider else self.unnamed_provider()
        caller = Caller(
            kind=kind,
            name=self.spell(who.name) or _UNNAMED,
            entity=self.spell(who.role) or (_UNNAMED if kind is PrincipalKind.SESSION else ""),
            account=self.spell(who.account),
            services=_names(who.name) if kind is PrincipalKind.SERVICE else frozenset(),
            provider=self.spell(who.provider),
            bounded=False,
        )
        return Case(kind, who.account, caller, domains, who.name, who.role, self.session())

    def session(self) -> str:
        """A session's name that no policy has."""
        name = _SESSION
        while any(arn.endswith(f"/{name}") for arn in self.mentions.arns):
            name += "1"
        return name

    def unnamed_provider(self) -> Domain:
        return Domain(within=(~Language.literal(*self.mentions.providers),))

    def derived(self, kind: PrincipalKind, account: str, name: str) -> dict[str, Domain]:
        """The keys that follow from who asks."""
        service = kind is PrincipalKind.SERVICE
        known = account or ("anonymous" if kind is PrincipalKind.ANONYMOUS else "")
        domains = {
            "aws:principaltype": _just(TYPES[kind]) if kind in TYPES else _ABSENT,
            "aws:principalisawsservice": _just("true" if service else "false") if service or account else _ABSENT,
            "aws:principalservicename": _just(name) if service else _ABSENT,
            "aws:principalservicenameslist": _just(tuple(sorted(_names(name)))) if service else _ABSENT,
            "aws:principalaccount": _just(known) if known else _ABSENT,
            "aws:principalarn": self.arn(kind, account, name) if account else _ABSENT,
            "aws:username": _ABSENT,
        }
        if kind is PrincipalKind.USER:
            domains["aws:username"] = _just(name.rsplit("/", 1)[-1]) if name else _NAME
        if kind is PrincipalKind.ROOT or not account:
            domains["aws:userid"] = _just(known) if known else _ABSENT
        return domains

    def arn(self, kind: PrincipalKind, account: str, name: str) -> Domain:
        """The ARN, or those of the kind that no policy names."""
        if name:
            return _just(name)
        service, resource = _RESOURCES[kind]
        left_out = ":/" if kind is PrincipalKind.FEDERATED_USER else ":"
        formats = (
            (*text(f"arn:{partition}:{service}::{account}:{resource}"), one_without("/:"), run_without(left_out))
            for partition in self.mentions.partitions
        )
        return Domain(absent=False, within=(Language.of(*formats) - Language.literal(*self.mentions.arns),))


def cases_of(mentions: Mentions, spell: Spell) -> tuple[Case, ...]:
    """Principals that stand for all; those that are named come first."""
    return tuple(_Cases(mentions, spell).all())


def _just(value: Values) -> Domain:
    return Domain(absent=False, only=(value,))


def session_of(role: str, session: str) -> str:
    """The ARN of a role's session."""
    fields = role.split(":", ARN_FIELDS - 1)
    name = fields[-1].rsplit("/", 1)[-1]
    return f"arn:{fields[1]}:sts::{fields[4]}:assumed-role/{name}/{session}"


def _names(service: str) -> frozenset[str]:
    """The names of a service where the Region that it asks in is not known."""
    return service_names(Request(Principal(PrincipalKind.SERVICE, service), "", ""))


def _global(service: str) -> str:
    """The name of a service without its Region."""
    return next((name for name in sorted(_names(service), key=len)), service)
