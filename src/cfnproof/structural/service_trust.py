"""A role trusts one service, and only on behalf of this account.

A role that two services may assume has the permissions of both; a role whose trust policy does not say on whose behalf
the service acts can be used through that service from another account: the confused deputy.
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.policy_documents.actions import covers
from cfnproof.structural.policy_documents.confused_deputy import deputies, guards, unusable
from cfnproof.structural.policy_documents.documents import Condition, Document, Principal, Statement, documents
from cfnproof.structural.policy_documents.service_principals import is_symbolic, service_of
from cfnproof.structural.policy_documents.sites import ROLE, Kind
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import Parts, text
from cfnproof.template.model import Template

_ASSUME: Final = "sts:AssumeRole"
_WEB_IDENTITY: Final = "sts:AssumeRoleWithWebIdentity"
_TOKEN_KEYS: Final = (":sub", ":aud")
_TOKEN_OPERATORS: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})


def check(template: Template) -> Iterator[Violation]:
    """Yield what is wrong with the trust policy of each role."""
    for document in documents(template, Kind.TRUST):
        role = document.owner.logical_id
        for unreadable in document.unreadable:
            yield Violation(f"the trust policy {unreadable.message}", unreadable.mark, role)
        allowing = [statement for statement in document.statements if statement.allows]
        for statement in allowing:
            yield from _anybody(statement, template)
            yield from _names(statement, template)
            yield from _guard(statement, template)
            yield from _token(statement, template)
            yield from _wide(statement, template)
        yield from _several(allowing)
        yield from _cannot_assume(document, template)


def _services(statement: Statement) -> tuple[Principal, ...]:
    return tuple(principal for principal in statement.principals if principal.kind == "Service")


def _name(value: Parts) -> str:
    """The service as it is counted: without Region and suffix where it has a principal's form."""
    return service_of(value) or text(value)


def _anybody(statement: Statement, template: Template) -> Iterator[Violation]:
    """A principal that is everybody, or everybody but some."""
    for principal in statement.principals:
        if any(_is_wildcard(principal.kind, value) for value in filled_in(principal.value, template)):
            message = (
                f"{statement.title} trusts every principal, {text(principal.value)!r}: name the one service, role or "
                f"account that assumes this role"
            )
            yield Violation(message, principal.mark, statement.resource)
    if statement.not_principals:
        message = (
            f"{statement.title} trusts everybody but its NotPrincipal: use Principal, and name who assumes the role"
        )
        yield Violation(message, statement.mark_of("NotPrincipal"), statement.resource)
    if not statement.principals and not statement.not_principals:
        message = f"{statement.title} names no Principal: name the service that assumes this role"
        yield Violation(message, statement.mark, statement.resource)


def _is_wildcard(kind: str, value: Parts) -> bool:
    written = text(value)
    return written == "*" or (kind == "Service" and any(isinstance(part, str) and "*" in part for part in value))


def _names(statement: Statement, template: Template) -> Iterator[Violation]:
    """A principal that has not the form of a service's."""
    for principal in _services(statement):
        for value in filled_in(principal.value, template):
            if service_of(value) is None and not is_symbolic(value) and not _is_wildcard("Service", value):
                message = (
                    f"{statement.title} trusts {text(value)!r}, which is no service principal: name one, like "
                    f"codepipeline.amazonaws.com"
                )
                yield Violation(message, principal.mark, statement.resource)


def _several(statements: list[Statement]) -> Iterator[Violation]:
    """More than one service, in one statement or across the role's statements."""
    trusted: list[str] = []
    for statement in statements:
        own = list(dict.fromkeys(_name(principal.value) for principal in _services(statement)))
        added = [name for name in own if name not in trusted]
        mark = statement.mark_of("Principal")
        if len(own) > 1:
            message = f"{statement.title} trusts {len(own)} services, {', '.join(own)}: give each service its own role"
            yield Violation(message, mark, statement.resource)
        elif trusted and added:
            message = (
                f"{statement.title} trusts {added[0]}, but the role trusts {', '.join(trusted)} already: "
                f"give each service its own role"
            )
            yield Violation(message, mark, statement.resource)
        trusted.extend(added)


def _guard(statement: Statement, template: Template) -> Iterator[Violation]:
    """A service that says on whose behalf it acts, and is not asked, or is asked what it can never answer."""
    names = {service_of(value) for principal in _services(statement) for value in filled_in(principal.value, template)}
    known = [deputies()[name] for name in sorted(name for name in names if name) if name in deputies()]
    if known and not guards(statement, template):
        deputy = known[0]
        message = (
            f"{statement.title} lets {deputy.service} assume the role on behalf of any account: add the Condition "
            f"StringEquals aws:SourceAccount (or ArnLike aws:SourceArn) with a value that names the account, "
            f"see {deputy.page}"
        )
        yield Violation(message, statement.mark_of("Condition", "Principal"), statement.resource)
    if _services(statement):
        for condition, reason in unusable(statement, known[0] if len(known) == 1 else None, template):
            message = f"nobody can assume the role by {statement.title}: {reason}"
            yield Violation(message, condition.mark, statement.resource)


def _token(statement: Statement, template: Template) -> Iterator[Violation]:
    """An identity provider whose every user may come: no condition on whose token it is, or whom it is for."""
    federated = [principal for principal in statement.principals if principal.kind == "Federated"]
    if federated and covers(statement, _WEB_IDENTITY, template) and not any(map(_asks_token, statement.conditions)):
        message = (
            f"{statement.title} trusts every token of {text(federated[0].value)!r}: add the Condition StringEquals on "
            f"the provider's key ':sub' (or ':aud'), like token.actions.githubusercontent.com:sub"
        )
        yield Violation(message, statement.mark_of("Condition", "Principal"), statement.resource)


def _asks_token(condition: Condition) -> bool:
    asked = condition.operator.removeprefix("ForAnyValue:") in _TOKEN_OPERATORS
    narrow = all(set(text(value)) - set("*?") for value in condition.values)
    return asked and narrow and bool(condition.values) and condition.key.lower().endswith(_TOKEN_KEYS)


def _wide(statement: Statement, template: Template) -> Iterator[Violation]:
    """A wildcard in the actions: a trust policy needs sts:AssumeRole and what goes with it, by name."""
    for value in statement.actions:
        for known in filled_in(value, template):
            if any(isinstance(part, str) and set(part) & set("*?") for part in known):
                message = f"{statement.title} allows {text(known)!r}, which is wider than needed: write {_ASSUME}"
                yield Violation(message, statement.mark_of("Action"), statement.resource)
                break


def _cannot_assume(document: Document, template: Template) -> Iterator[Violation]:
    """A service that is trusted, but by no statement with sts:AssumeRole."""
    assuming = {
        _name(principal.value)
        for statement in document.statements
        if statement.allows and covers(statement, _ASSUME, template)
        for principal in _services(statement)
    }
    for statement in document.statements:
        lacking = [name for name in map(_name, (one.value for one in _services(statement))) if name not in assuming]
        if statement.allows and lacking:
            listed = ", ".join(text(action) for action in statement.actions) or "nothing"
            message = f"{statement.title} allows {lacking[0]} {listed}, but to assume a role takes {_ASSUME}: add it"
            yield Violation(message, statement.mark_of("Action", "NotAction"), statement.resource)


RULE = Rule(
    id="service_trust",
    title="A role's trust policy names one service, and guards against the confused deputy",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    resource_types=(ROLE,),
    check=check,
)
