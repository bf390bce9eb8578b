"""Reads the pairs of policies: YAML files with shorthands that are written out here.

A file has `groups`; what a group says of `why`, `kind` and policies holds for each of its `cases` that does not say
otherwise. A side is a list of statements, as in `tests/unit/iam/shorthands.py`. A list of such lists is several
policies; `{version, statements}` is a policy of a version.
`<name>` in any text is an atom, the same one for the same name.
What is expected is a list of the actions that the first statement of the new side newly allows, or such lists by Sid;
"more" among them stands for others. Of foreign access it is `public`, or the accounts that are named, by Sid.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.languages import ATOMS
from cfnproof.iam.policy import PolicyKind
from cfnproof.iam.policy.parsing import parse
from tests.unit.iam.shorthands import Json, named, statement

_FOLDER: Final = Path(__file__).with_name("cases")
_MEMBERS: Final = frozenset(
    {
        *("name", "why", "kind", "old", "new", "old-boundary", "new-boundary", "policies", "expect"),
        *("actions", "resources", "account"),
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what it is about, why the answer is what it is, and its members as they are written."""

    name: str
    why: str
    content: Mapping[str, Json]

    def policies(self, member: str) -> list[NamedPolicy] | None:
        """The policies of a side, None where the case has none."""
        written = self.content.get(member)
        if written is None:
            return None
        several = written if written and isinstance(written, list) and isinstance(written[0], list) else [written]
        return [NamedPolicy(f"{member} {index}", self._policy(each)) for index, each in enumerate(several) if each]

    def _policy(self, written: Json) -> Any:  # noqa: ANN401  # the written policy
        version, listed = "2012-10-17", written
        if isinstance(written, dict) and "statements" in written:
            version, listed = written["version"], written["statements"]
        everywhere = self.content.get("kind") != "trust"
        several = listed if isinstance(listed, list) else [listed]
        statements = [statement(each, everywhere=everywhere) for each in several]
        return parse({"Version": version, "Statement": statements}, PolicyKind.RESOURCE)


def cases(name: str) -> list[Case]:
    """The cases of a file."""
    return list(_cases(yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))))


def names() -> list[str]:
    """The names of all files."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def _cases(content: Json) -> Iterator[Case]:
    for group in content["groups"]:
        shared = {key: value for key, value in group.items() if key != "cases"}
        for case in group["cases"]:
            merged = {**shared, **case}
            unknown = merged.keys() - _MEMBERS
            assert not unknown, (case["name"], unknown)
            yield Case(merged["name"], merged["why"], named(merged, _atoms()))


def _atoms() -> Callable[[str], str]:
    atoms: dict[str, str] = {}
    return lambda name: atoms.setdefault(name, chr(ATOMS.start + len(atoms)))
