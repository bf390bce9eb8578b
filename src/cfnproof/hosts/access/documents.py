"""Malformed policy documents, which AWS refuses when it is given them, in the words of the service that is asked.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.iam.policy import MalformedPolicyError, PolicyKind, compile_policy
from cfnproof.iam.policy.kinds import rules
from cfnproof.template.tables import read_table

_TABLE: Final = "documents.yaml"
_BAD_REQUEST: Final = 400
_REASON: Final = "{0}"


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of documents.yaml: where a request has a document, and of what kind it is."""

    path: tuple[str, ...]
    kind: PolicyKind
    where: Mapping[str, str]
    removable: bool

    def text(self, members: Mapping[str, Any]) -> str | None:
        """The document of a request, None where it has none."""
        if any(members.get(name) != value for name, value in self.where.items()):
            return None
        found: Any = members
        for name in self.path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if found is None or (self.removable and not found):
            return None
        return found.decode(errors="replace") if isinstance(found, bytes | bytearray) else str(found)


def check_documents(service: str, operation: str, members: Mapping[str, Any]) -> None:
    """Let a request pass whose policy document, if it has one, is well formed.

    `service` is botocore's name, `members` are shaped by its model; a document is text or bytes.

    Raises ServiceError with the service's code and AWS's reason.
    """
    place = _places().get((service, operation))
    text = None if place is None else place.text(members)
    if place is None or text is None:
        return
    try:
        compile_policy(text, operation, place.kind)
    except MalformedPolicyError as error:
        raise _refusal(service, place.kind, error) from error


def _refusal(service: str, kind: PolicyKind, error: MalformedPolicyError) -> ServiceError:
    """A document that is too long is refused in the words of its kind, whatever else the service says."""
    table = _table()
    code, message, limit = error.code, error.message, rules(kind).limit
    if limit is None or message != limit.exceeded:
        words = table["words"].get(service, {})
        code, message = words.get("code", code), words.get("message", _REASON).replace(_REASON, message)
    return ServiceError(code, message, table["statuses"].get(code, _BAD_REQUEST))


@cache
def _table() -> Mapping[str, Any]:
    """The table."""
    return read_table(__package__, _TABLE)


@cache
def _places() -> Mapping[tuple[str, str], _Place]:
    return {
        (service, operation): _place(row)
        for service, operations in _table()["operations"].items()
        for operation, row in operations.items()
    }


def _place(row: Mapping[str, Any]) -> _Place:
    return _Place(
        path=tuple(row["member"].split(".")),
        kind=PolicyKind[row["kind"]],
        where=row.get("where", {}),
        removable=row.get("removable", False),
    )
