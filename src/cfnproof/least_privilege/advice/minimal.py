"""The policy that grants a role just what it needs, as a template would have it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.least_privilege.advice.grants import Grants, grants_of, merged
from cfnproof.least_privilege.advice.statement import foreign, mapping, sid_of, statement
from cfnproof.least_privilege.case import Case
from cfnproof.template.nodes import Object, Scalar, Sequence
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.writer import write

_INDENT: Final = 4


@dataclass(frozen=True, slots=True)
class Minimal:
    """A minimal policy: its statements with what each is for, and the values that the template cannot express."""

    statements: tuple[tuple[Object, Grants], ...]
    foreign: tuple[str, ...]

    @property
    def document(self) -> Object:
        """The policy document."""
        found = Sequence(tuple(one for one, _ in self.statements), self.statements[0][0].mark)
        return mapping((("Version", Scalar(VERSIONS[-1], found.mark)), ("Statement", found)))


def minimal(case: Case) -> Minimal:
    """The minimal policy of a role."""
    grants = merged(grants_of(one for one in case.ever.requirements if not one.row.possible))
    written: list[tuple[Object, Grants]] = []
    outside: dict[str, None] = {}
    for one in grants:
        taken = [_sid(found) for found, _ in written]
        found = statement(one, case.writer, sid_of(one, taken))
        if found is None:
            outside.update(dict.fromkeys(case.shown(value) for value in foreign(one, case.writer)))
        else:
            written.append((found, one))
    return Minimal(tuple(written), tuple(outside))


def as_yaml(policy: Minimal) -> Iterator[str]:
    """The lines of the document in YAML, above each statement what it is for and where AWS says so."""
    yield f"Version: '{VERSIONS[-1]}'"
    yield "Statement:"
    for body, grants in policy.statements:
        for line in _reasons(grants):
            yield f"  # {line}"
        text = write(body, Style(), _INDENT)
        yield f"  - {text}"


def _reasons(grants: Grants) -> Iterable[str]:
    return dict.fromkeys(f"{one.row.why}: {one.row.page}" for one in grants.requirements)


def _sid(body: Object) -> str:
    sid = body.get("Sid")
    return str(sid.value) if isinstance(sid, Scalar) else ""
