"""The checkov policies of the folders that are given: one folder a policy, named after its id.

It holds `policy.yaml`, or `policy.py` beside an `__init__.py`, without which checkov does not load it and says nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cfnproof.findings import GateError, Place

_FILES = ("policy.py", "policy.yaml")


@dataclass(frozen=True, slots=True)
class PolicyFolder:
    """One policy: `file` is what checkov must load to know the id."""

    id: str
    file: Path

    @property
    def graph(self) -> bool:
        """Whether it is written in checkov's YAML, which its graph registry loads."""
        return self.file.suffix == ".yaml"


@dataclass(frozen=True, slots=True)
class Policies:
    """What the folders hold; `roots` are the folders themselves, each once."""

    roots: tuple[Path, ...]
    folders: tuple[PolicyFolder, ...]
    errors: tuple[GateError, ...]


def policies(roots: Iterable[Path], gate: str) -> Policies:
    """Return the policies below `roots`; a root that does not exist holds none, the same id twice is an error."""
    existing = tuple(dict.fromkeys(root.resolve() for root in roots if root.is_dir()))
    found: dict[str, PolicyFolder] = {}
    errors: list[GateError] = []
    for root in existing:
        for policy in _read(root, gate):
            if isinstance(policy, GateError):
                errors.append(policy)
            elif policy.id in found:
                other = found[policy.id].file.parent
                errors.append(
                    GateError(gate, f"policy {policy.id!r} is here and in {other}: rename one", Place(policy.file))
                )
            else:
                found[policy.id] = policy
    return Policies(existing, tuple(found.values()), tuple(errors))


def _read(root: Path, gate: str) -> Iterator[PolicyFolder | GateError]:
    for folder in sorted(root.iterdir()):
        if not folder.is_dir() or folder.name.startswith((".", "__")):
            continue
        files = [folder / name for name in _FILES if (folder / name).is_file()]
        if len(files) != 1:
            yield GateError(
                gate, f"policy folder {folder.name!r} must hold one of {' and '.join(_FILES)}", Place(folder)
            )
        elif files[0].suffix == ".py" and not (folder / "__init__.py").is_file():
            yield GateError(gate, f"policy {folder.name!r} has no __init__.py: checkov would skip it", Place(files[0]))
        else:
            yield PolicyFolder(folder.name, files[0])
