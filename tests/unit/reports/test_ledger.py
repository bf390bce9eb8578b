"""A ledger as tables."""

import io
from typing import Any

from rich.console import Console

from cfnproof.reports.ledger import print_ledger, rows_of

ROLE = "arn:aws:iam::111122223333:role/app-Role-1"
STATEMENT = {"policy": "own", "index": 0, "sid": "Read"}
ACTION = {"stageName": "Source", "actionName": "Take"}


def decision(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any of JSON's values
    """A line of a ledger, as far as it is shown."""
    return {
        "principal": "arn:aws:sts::111122223333:assumed-role/app-Role-1/one",
        "role": ROLE,
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::data/a",
        "decision": "allowed",
        "because": None,
        "statements": [STATEMENT],
        "pipelineAction": ACTION,
    } | members


def shown(*entries: dict[str, Any], color: bool = False) -> str:
    """What is printed."""
    out = io.StringIO()
    console = Console(
        file=out, width=160, force_terminal=color, color_system="standard" if color else None, highlight=False
    )
    print_ledger(entries, console)
    return out.getvalue()


def test_equal_requests_are_one_row() -> None:
    """With how often each came to what, and every statement, action and reason once."""
    release = {"stageName": "Release", "actionName": "Copy"}
    named = {"policy": "arn:aws:iam::111122223333:policy/team/shared", "index": 3, "sid": ""}
    rows = rows_of(
        [
            decision(),
            decision(pipelineAction=release, statements=[STATEMENT, named]),
            decision(decision="explicitDeny", because=None, statements=[], pipelineAction=None),
            decision(decision="implicitDeny", because="no policy allows it", statements=[]),
            decision(resource="arn:aws:s3:::data/b"),
        ]
    )[ROLE]
    row = rows["s3:GetObject", "arn:aws:s3:::data/a"]
    assert (row.allowed, row.denied) == (2, 2)
    assert row.statements == ["own: Read", "shared: statement 4"]
    assert row.actions == ["Source/Take", "Release/Copy"]
    assert row.because == ["explicitDeny", "no policy allows it"]
    assert list(rows) == [("s3:GetObject", f"arn:aws:s3:::data/{name}") for name in "ab"]


def test_denials_are_red() -> None:
    """And nothing else is."""
    colored = shown(decision(), decision(action="s3:PutObject", decision="implicitDeny"), color=True).splitlines()
    assert ["\x1b[31m" in line for line in colored if "s3:" in line and "Object" in line] == [False, True]


def test_what_others_wrote_is_made_visible() -> None:
    """Control sequences in names, also where a cell has several lines; markup is text."""
    bad = {"policy": "a\x1b[2Jb", "index": 0, "sid": "[red]"}
    said = shown(
        decision(resource="arn:aws:s3:::\x1b[31mx", statements=[bad, STATEMENT], action="s3:\u202eGet"),
        decision(principal="\x07[red]", role=None, decision="implicitDeny", because="one\ntwo", statements=[]),
    )
    assert not any(character in said for character in "\x1b\u202e\x07")
    for text in (r"a\x1b[2Jb: [red]", "own: Read", r"s3:\u202eGet", r"\x07[red]", r"one\ntwo"):
        assert text in said
