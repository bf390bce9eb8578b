"""What a gate is, and what all gates share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cfnproof.config import Config
from cfnproof.findings import GateResult
from cfnproof.hosts.registry import DEFAULT, HostChoice

INSTALL = "pip install 'cfnproof[gates]'"


@dataclass(frozen=True, slots=True)
class Job:
    """What a gate is asked: which template files, under which settings, and on which host those that deploy do so.

    A job travels to another process, so it holds paths; the files have been loaded once and are well formed.
    """

    files: tuple[Path, ...]
    config: Config
    host: HostChoice = DEFAULT


@dataclass(frozen=True, slots=True)
class Gate:
    """One kind of check. `run` is a module-level function, so that another process can call it."""

    name: str
    title: str
    run: Callable[[Job], GateResult]


def element_of(path: Sequence[str | int] | None) -> str | None:
    """The element that a path into a template belongs to: `("Resources", "Bucket", …)` to `Bucket`."""
    sections = {"Resources", "Parameters", "Outputs", "Conditions", "Mappings", "Rules"}
    if path and len(path) > 1 and path[0] in sections:
        return str(path[1])
    return None
