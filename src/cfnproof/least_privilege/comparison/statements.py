"""The statements of a template as policies whose texts are those of an alphabet."""

from collections.abc import Iterable
from dataclasses import dataclass

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.iam.policy.written import Principals, WrittenCondition, WrittenPolicy, WrittenStatement
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.projects.terms import URL_SUFFIX
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.structural.policy_documents.documents import Principal, Statement
from cfnproof.structural.policy_documents.service_principals import service_of
from cfnproof.template.expressions import Parts


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates the statements of stacks into an alphabet's texts."""

    resolver: Resolver
    alphabet: Alphabet

    def policy(self, name: str, statements: Iterable[Statement], stack: Stack) -> NamedPolicy:
        """A policy of these statements, each under its position among them."""
        written = tuple(self.statement(index, one, stack) for index, one in enumerate(statements))
        return NamedPolicy(name, WrittenPolicy(VERSIONS[-1], has_version=True, statements=written))

    def statement(self, index: int, statement: Statement, stack: Stack) -> WrittenStatement:
        """One statement."""
        return WrittenStatement(
            index=index,
            sid=statement.sid or "",
            effect="Allow" if statement.allows else "Deny",
            actions=self._texts(statement.actions, stack),
            not_actions=self._texts(statement.not_actions, stack),
            resources=self._texts(statement.resources, stack),
            not_resources=self._texts(statement.not_resources, stack),
            principals=self._principals(statement.principals, stack),
            not_principals=self._principals(statement.not_principals, stack),
            conditions=tuple(
                WrittenCondition(one.operator, one.key, self.texts(one.values, stack)) for one in statement.conditions
            ),
        )

    def texts(self, values: tuple[Parts, ...], stack: Stack) -> tuple[str, ...]:
        """Values as texts, those of a list parameter one by one."""
        return tuple(self.alphabet.text(one) for value in values for one in self.resolver.listed(value, stack))

    def _texts(self, values: tuple[Parts, ...], stack: Stack) -> tuple[str, ...] | None:
        return self.texts(values, stack) if values else None

    def _principals(self, principals: tuple[Principal, ...], stack: Stack) -> Principals | None:
        if not principals:
            return None
        found: dict[str, tuple[str, ...]] = {}
        for one in principals:
            kind = "AWS" if one.kind == "*" else one.kind
            values = (self.service(one.value, stack),) if kind == "Service" else self.texts((one.value,), stack)
            found[kind] = (*found.get(kind, ()), *values)
        return found

    def service(self, value: Parts, stack: Stack) -> str:
        """A service principal by its global name, where it is one."""
        found = self.resolver.parts(value, stack)
        name = service_of(found)
        return f"{name}.{URL_SUFFIX}" if name else self.alphabet.text(found)
