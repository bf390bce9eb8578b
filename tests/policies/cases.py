"""The cases of the policies: templates under `tests/policies/<rule>/`, told by their names.

`pass*.yaml` breaks nothing; `fail*.yaml` does; `intrinsic*.yaml` uses intrinsic functions; `mixed*.yaml` has good and
bad together. A line that breaks the rule says so in a comment, `# violation(LogicalId): part of the message`; several
on a line are separated by `;`, and `-` stands for a place that belongs to no element.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KINDS = ("pass", "fail", "intrinsic", "mixed")
_FOLDER = Path(__file__).parent
_VIOLATION = re.compile(r"violation\(([^)]*)\): ([^;]+)")


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """What one comment announces."""

    line: int
    element: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Case:
    """One template and what its rule must find in it."""

    rule: str
    path: Path
    expected: tuple[Expected, ...]

    @property
    def kind(self) -> str:
        """`pass`, `fail`, `intrinsic` or `mixed`."""
        return next(kind for kind in KINDS if self.path.stem.startswith(kind))

    def __str__(self) -> str:
        """The name of the test."""
        return f"{self.rule}/{self.path.stem}"


def cases() -> list[Case]:
    """Every case of every policy."""
    folders = sorted(path for path in _FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_"))
    paths = [path for folder in folders for path in sorted(folder.glob("*.yaml")) if path.stem.startswith(KINDS)]
    return [Case(path.parent.name, path, tuple(_expected(path))) for path in paths]


def _expected(path: Path) -> Iterator[Expected]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        _, hash_sign, comment = line.partition("# ")
        if hash_sign:
            for element, words in _VIOLATION.findall(comment):
                yield Expected(number, None if element == "-" else element, words.strip())
