"""`cfnproof iam ledger FILE`: the decisions that a run has written, a table for each role."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from cfnproof.errors import CfnproofError
from cfnproof.reports.ledger import print_ledger

_NONE: Final = type(None)
_MEMBERS: Final[Mapping[str, tuple[type, ...]]] = {
    "principal": (str,),
    "role": (str, _NONE),
    "action": (str,),
    "resource": (str,),
    "decision": (str,),
    "because": (str, _NONE),
    "statements": (list,),
    "pipelineAction": (dict, _NONE),
}
"""The members that are shown, with the types that JSON gives them."""
_OF_STATEMENT: Final[Mapping[str, tuple[type, ...]]] = {"policy": (str,), "index": (int,), "sid": (str,)}
_OF_ACTION: Final[Mapping[str, tuple[type, ...]]] = {"stageName": (str,), "actionName": (str,)}
_OF_LINE: Final[Mapping[str, tuple[type, ...]]] = {"stack": (str,), "logicalId": (str,), "line": (int,)}
_ADVICE: Final = "give a file that cfnproof run --ledger wrote"
_WIDTH: Final = 200
"""Columns where the output is no terminal: ARNs are long."""


def show(file: Path) -> int:
    """Print the ledger; return 0.

    Raises CfnproofError for a file that cannot be read, and for a line that is no decision.
    """
    entries = list(_entries(file))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    print_ledger(entries, console)
    return 0


def _entries(file: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CfnproofError(f"the ledger cannot be read: {error.strerror}", file) from error
    except UnicodeDecodeError as error:
        raise CfnproofError(f"the ledger is no UTF-8: {_ADVICE}", file) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CfnproofError(f"is no JSON: {error}", file, number) from error
        wrong = list(_wrong(entry))
        if wrong:
            message = f"is no decision of a ledger, it lacks {', '.join(wrong)}, or has them in another form: {_ADVICE}"
            raise CfnproofError(message, file, number)
        yield entry


def _wrong(entry: Any) -> Iterator[str]:  # noqa: ANN401  # any of JSON's values
    """The members of a decision that are not there, or not of their types."""
    wrong = list(_unlike(entry, _MEMBERS))
    yield from wrong
    if wrong:
        return
    for statement in entry["statements"]:
        placed = isinstance(statement, dict) and "line" in statement
        for name in (*_unlike(statement, _OF_STATEMENT), *(_unlike(statement, _OF_LINE) if placed else ())):
            yield f"statements.{name}"
    if entry["pipelineAction"] is not None:
        yield from (f"pipelineAction.{name}" for name in _unlike(entry["pipelineAction"], _OF_ACTION))


def _unlike(found: Any, wanted: Mapping[str, tuple[type, ...]]) -> Iterator[str]:  # noqa: ANN401  # as above
    """The names that an object lacks, or has with a value of another type."""
    for name, types in wanted.items():
        if not isinstance(found, dict) or not isinstance(found.get(name, ...), types):
            yield name
