"""The requirements of the project's roles in the terms of a deployed account, to be laid beside its ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cfnproof.config import find
from cfnproof.hosts.access.ledger import Entry
from cfnproof.hosts.stack_records import resources_of
from cfnproof.iam.policy import PolicyKind, compile_policy
from cfnproof.iam.policy.model import CompiledStatement
from cfnproof.iam.request import PrincipalKind, Request
from cfnproof.least_privilege.needs import Needs, Project
from cfnproof.least_privilege.projects.stacks import loaded, stacks_of
from cfnproof.least_privilege.requirements.requirement import Requirement
from cfnproof.structural.policy_documents.sites import ROLE
from cfnproof.template.expressions import Opaque, Parts, Reference
from cfnproof.template.images import repository_arn
from tests.pipelines.workshop import Workshop

PROJECT: Final = Project.of(stacks_of(loaded(next(iter(find(Path(__file__)).stacks)).template)))
NEEDS: Final[Mapping[str, Needs]] = {
    f"{located.stack.name}/{located.resource.logical_id}": PROJECT.needs()[
        PROJECT.site.resolver.arn(located.resource, located.stack)
    ]
    for located in PROJECT.site.index.of_type(ROLE)
}
"""What each role of the project needs, by stack and logical id."""


@dataclass(frozen=True, slots=True)
class Account:
    """A deployed account: what the references of the requirements are there, and which role is which."""

    account: str
    region: str
    values: Mapping[str, str]
    roles: Mapping[str, str]

    @classmethod
    def all(cls, workshop: Workshop) -> Iterator["Account"]:
        """The account of a story, whose stacks bear the names that the project gives them.

        It is another one for each stack that was deleted and made again under its name.
        """
        by_name: dict[str, list[str]] = {}
        for stack in workshop.host.client("cloudformation").list_stacks()["StackSummaries"]:
            by_name.setdefault(stack["StackName"], []).append(stack["StackId"])
        for turn in range(max(map(len, by_name.values()), default=0)):
            yield cls.of(workshop, {name: ids[min(turn, len(ids) - 1)] for name, ids in by_name.items()})

    @classmethod
    def of(cls, workshop: Workshop, stacks: Mapping[str, str]) -> "Account":
        """The account with these stacks, ids by name."""
        client = workshop.host.client
        values: dict[str, str] = {}
        roles: dict[str, str] = {}
        for name, stack_id in stacks.items():
            values[f"{name}/AWS::StackName"] = name
            values[f"{name}/AWS::StackId#guid"] = stack_id.rpartition("/")[2]
            for resource in resources_of(client, stack_id):
                values[f"{name}/{resource.logical_id}"] = resource.physical_id.rpartition(":")[2]
                if resource.type == ROLE:
                    roles[resource.physical_id] = f"{name}/{resource.logical_id}"
        return cls(workshop.host.account, workshop.host.region, values, roles)

    def text(self, value: Parts) -> str:
        """A value with its references filled in; a text is a pattern."""
        return "".join(part if isinstance(part, str) else self._filled(part) for part in value)

    def _filled(self, part: Reference | Opaque) -> str:
        if isinstance(part, Opaque):  # the first part of a stack's GUID, with which the repository is named
            stack, _, source = part.source.partition("/")
            assert "AWS::StackId" in source, part
            return self.values[f"{stack}/AWS::StackId#guid"].partition("-")[0]
        pseudo = {"AWS::Partition": "aws", "AWS::Region": self.region, "AWS::AccountId": self.account}
        if part.name in pseudo:
            return pseudo[part.name]
        if part.name.startswith("="):
            return part.name[1:]
        if part.name.startswith("repository/"):
            return repository_arn(part.name.removeprefix("repository/"), self.region)
        return self.values.get(part.name, f"not-deployed-{part.name.replace('/', '-')}")


@dataclass(slots=True)
class Ledger:
    """The requests of roles beside the requirements: what covers each, by role, row and action, and what nothing does.

    `stories` are those whose accounts were looked at.
    """

    stories: set[str] = field(default_factory=set)
    used: set[tuple[str, str, str]] = field(default_factory=set)
    uncovered: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, workshop: Workshop) -> "Ledger":
        """The ledger of one account."""
        found = cls()
        found.lay(workshop)
        return found

    def lay(self, workshop: Workshop) -> None:
        """Lay the ledger of an account beside the requirements of its roles."""
        compiled: dict[str, tuple[str, list[tuple[Requirement, CompiledStatement]]]] = {}
        for account in Account.all(workshop):
            for name, role in account.roles.items():
                if role in NEEDS and name not in compiled:
                    compiled[name] = (role, list(_compiled(NEEDS[role], account)))
        for entry in workshop.host.control.ledger.entries():
            if _role_name(entry) not in compiled:
                continue
            role, statements = compiled[_role_name(entry)]
            covering = [one for one, statement in statements if _covers(one, statement, entry)]
            self.used.update((role, one.row.id, entry.request.action) for one in covering)
            if not covering:
                self.uncovered.append(f"{role}: {entry.request.action} on {entry.request.resource}")


def _role_name(entry: Entry) -> str:
    """The role that asks, or that a service assumes."""
    request = entry.request
    if request.action == "sts:AssumeRole" and request.principal.kind is PrincipalKind.SERVICE:
        return request.resource.rpartition("/")[2]
    return entry.role.rpartition("/")[2]


def _covers(requirement: Requirement, statement: CompiledStatement, entry: Entry) -> bool:
    request = entry.request
    if requirement.row.principal and request.principal.name != requirement.row.principal:
        return False
    return statement.action.covers(request.action.lower()) and _applies(statement, request)


def _applies(statement: CompiledStatement, request: Request) -> bool:
    on = statement.resource is None or statement.resource.covers(request)
    return on and all(condition.holds(request.context) for condition in statement.conditions)


def _compiled(needs: Needs, account: Account) -> Iterator[tuple[Requirement, CompiledStatement]]:
    for one in needs.requirements:
        body = {**_body(one, account), "Resource": [account.text(resource) for resource in one.resources]}
        yield one, _statement(body, PolicyKind.IDENTITY)
    for one in needs.trusts:
        body = {**_body(one, account), "Principal": {"Service": one.row.principal}}
        yield one, _statement(body, PolicyKind.TRUST)


def _body(requirement: Requirement, account: Account) -> dict[str, Any]:
    conditions: dict[str, dict[str, list[str]]] = {}
    for wanted in requirement.conditions:
        conditions.setdefault(wanted.operator, {})[wanted.key] = [account.text(value) for value in wanted.values]
    return {"Effect": "Allow", "Action": list(requirement.actions), "Condition": conditions}


def _statement(body: Mapping[str, Any], kind: PolicyKind) -> CompiledStatement:
    policy = compile_policy({"Version": "2012-10-17", "Statement": body}, "requirement", kind)
    (statement,) = policy.statements
    return statement
