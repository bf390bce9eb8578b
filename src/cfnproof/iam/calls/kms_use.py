"""Keys that a service uses for the caller: it asks KMS with the caller's permissions.

https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cfnproof.iam.calls.asked import asked_of
from cfnproof.iam.calls.encryption import FINDERS, Finder
from cfnproof.iam.calls.errors import CallTableError
from cfnproof.iam.calls.members import Getter, Members, getter, paths_of
from cfnproof.iam.calls.model import Asked, Call, Known
from cfnproof.iam.calls.resource_tags import keys_of_tags, tag_prefixes
from cfnproof.iam.request import Values
from cfnproof.template.tables import read_table

_CONTEXT: Final = "kms:encryptioncontext:"
_CONTEXT_KEYS: Final = "kms:encryptioncontextkeys"
_TAGS: Final = tag_prefixes("kms", ("aws:resourcetag/",))
_TABLE: Final = "kms_use.yaml"


@dataclass(frozen=True, slots=True)
class Row:
    """The actions that a service asks KMS for, through which principal, and what finds the key.

    `when` are members and the values that they must have, `unless` those that they must not. One of `given` must be
    there, if there are any.
    """

    finder: Finder
    actions: tuple[str, ...]
    via: str
    when: tuple[tuple[Getter, Any], ...]  # a member's value
    unless: tuple[tuple[Getter, Any], ...]  # as above
    given: tuple[Getter, ...]

    def holds(self, members: Members) -> bool:
        """Whether a call with these members uses the key."""
        return (
            all(wanted in get(members) for get, wanted in self.when)
            and not any(wanted in get(members) for get, wanted in self.unless)
            and (not self.given or any(get(members) for get in self.given))
        )


def keys_used(call: Call, known: Known) -> Iterator[Asked]:
    """The requests for the keys that a call uses, made on the caller's behalf by the service."""
    for row in _rows().get((call.service, call.operation), ()):
        for use in row.finder(call, known) if row.holds(call.members) else ():
            context: dict[str, Values] = {f"{_CONTEXT}{key}".lower(): value for key, value in use.context.items()}
            context[_CONTEXT_KEYS] = tuple(use.context)
            context.update(keys_of_tags(_TAGS, known.tags(use.key)))
            for action in row.actions:
                yield asked_of(action, use.key, call, context, (*call.via, row.via))


def operations_with_keys() -> tuple[tuple[str, str], ...]:
    """The services and operations that use keys."""
    return tuple(_rows())


@cache
def _rows() -> Mapping[tuple[str, str], tuple[Row, ...]]:
    """By service and operation.

    Raises CallTableError for a finder that does not exist.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for service, table in read_table(__package__, _TABLE).items():
        for raw in table["uses"]:
            if raw["key"] not in FINDERS:
                raise CallTableError(f"{_TABLE}: nothing finds the key of a {raw['key']}: encryption.py has what can")
            row = Row(
                finder=FINDERS[raw["key"]],
                actions=tuple(f"kms:{action}" for action in paths_of(raw["actions"])),
                via=table["principal"],
                when=tuple((getter(path), value) for path, value in raw.get("when", {}).items()),
                unless=tuple((getter(path), value) for path, value in raw.get("unless", {}).items()),
                given=tuple(getter(path) for path in raw.get("given", ())),
            )
            for operation in raw["operations"]:
                found.setdefault((service, operation), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}
