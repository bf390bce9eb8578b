"""Shows a ledger: a table for each role, or other principal, of what it asked for and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table
from rich.text import Text

from cfnproof.reports.escapes import visible

if TYPE_CHECKING:
    from rich.console import Console

_ALLOWED: Final = "allowed"
_NO_STATEMENT: Final = "(no policy statement)"


@dataclass(slots=True)
class Row:
    """What a principal asked for, as often as it did: how often it was let pass, and why not when it was not."""

    allowed: int = 0
    denied: int = 0
    statements: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)


Rows = dict[tuple[str, str], Row]
"""By action and resource, in the order in which they were first asked for."""


def rows_of(entries: Iterable[Mapping[str, Any]]) -> dict[str, Rows]:
    """The rows of each principal: sessions of a role count as their role. `entries` are a ledger's JSON objects."""
    found: dict[str, Rows] = {}
    for entry in entries:
        rows = found.setdefault(entry["role"] or entry["principal"], {})
        row = rows.setdefault((entry["action"], entry["resource"]), Row())
        if entry["decision"] == _ALLOWED:
            row.allowed += 1
        else:
            row.denied += 1
            _note(row.because, str(entry["because"] or entry["decision"]))
        for statement in entry["statements"]:
            _note(row.statements, _statement(statement))
        if entry["pipelineAction"]:
            _note(row.actions, f"{entry['pipelineAction']['stageName']}/{entry['pipelineAction']['actionName']}")
    return found


def print_ledger(entries: Iterable[Mapping[str, Any]], console: "Console") -> None:
    """Print the tables, denials in red with their reasons."""
    principals = rows_of(entries)
    for principal, rows in principals.items():
        console.print(_table(principal, rows))
    denied = sum(row.denied for rows in principals.values() for row in rows.values())
    asked = denied + sum(row.allowed for rows in principals.values() for row in rows.values())
    console.print(Text(f"{asked} decisions for {len(principals)} principals, {denied} denied"))


def _table(principal: str, rows: Rows) -> Table:
    table = Table(title=Text(visible(principal)), title_justify="left", expand=False)
    for heading in ("action", "resource", "allowed", "denied", "statement", "pipeline action"):
        table.add_column(heading, overflow="fold", justify="right" if heading in {"allowed", "denied"} else "left")
    for (action, resource), row in rows.items():
        cells = (
            _lines((action,)),
            _lines((resource,)),
            str(row.allowed or ""),
            str(row.denied or ""),
            _lines((*row.statements, *row.because)) or _NO_STATEMENT,
            _lines(row.actions),
        )
        table.add_row(*map(Text, cells), style=_style(row))
    return table


def _lines(texts: Iterable[str]) -> str:
    """Each on a line of its own."""
    return "\n".join(visible(text) for text in texts)


def _style(row: Row) -> str:
    return "red" if row.denied else ""


def _statement(statement: Mapping[str, Any]) -> str:
    """`manage-endpoint: LendKeyToEndpoint (mldeployment-pipeline CFNRole, line 330)`."""
    policy = str(statement["policy"]).rpartition("/")[2]
    where = ""
    if "line" in statement:
        where = f" ({statement['stack']} {statement['logicalId']}, line {statement['line']})"
    return f"{policy}: {statement['sid'] or 'statement ' + str(statement['index'] + 1)}{where}"


def _note(notes: list[str], text: str) -> None:
    if text not in notes:
        notes.append(text)
