"""How pipelines are shown while they run: lines, and a table on a terminal."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from cfnproof.hosts.pipeline_records import ActionExecution, Execution
from cfnproof.hosts.stack_records import StackEvent
from cfnproof.reports.pipelines import Lines, LiveTable, Run, display

TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = ActionExecution(
    "Source", "Take", "Succeeded", "", "", "", "", "", "CodeCommit", {}, TIME, TIME + timedelta(seconds=1)
)
COPY = replace(SOURCE, stage="Release", name="Copy", status="InProgress", provider="S3")
FAILED = replace(COPY, status="Failed", error_code="NoSuchBucket", error_message="The bucket\n\x1b[31mdoes not exist")
STACK = StackEvent("app", "arn", "AWS::CloudFormation::Stack", "CREATE_COMPLETE", "", TIME)
QUEUE = StackEvent("Queue", "", "AWS::SQS::Queue", "CREATE_FAILED", "no delay", TIME)


def run(*actions: ActionExecution, status: str = "InProgress") -> Run:
    """An execution that has come this far."""
    execution = Execution("app-Pipeline-1", "0123456789ab", status, "", {}, {}, actions)
    return Run("app/Pipeline", (("Source", "Take"), ("Release", "Copy")), execution)


def test_a_line_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    """Of an action's status; nothing twice, and nothing that a terminal would obey."""
    lines = Lines()
    for event in (replace(STACK, status="CREATE_IN_PROGRESS"), replace(QUEUE, status="CREATE_COMPLETE"), QUEUE, STACK):
        lines.stack("app", event)
    for one in (run(SOURCE), run(SOURCE, COPY), run(SOURCE, COPY), run(SOURCE, FAILED, status="Failed")):
        lines.run(one)
    assert capsys.readouterr().out.splitlines() == [
        "03:04:05  stack app  Queue CREATE_FAILED: no delay",
        "03:04:05  stack app  CREATE_COMPLETE",
        "03:04:06  app/Pipeline  01234567  Source/Take  Succeeded",
        "03:04:06  app/Pipeline  01234567  Release/Copy  InProgress",
        r"03:04:06  app/Pipeline  01234567  Release/Copy  Failed  NoSuchBucket: The bucket \x1b[31mdoes not exist",
    ]


def rendered(table: LiveTable) -> list[str]:
    """The table as a terminal shows it."""
    console = Console(file=io.StringIO(), width=120, record=True)
    console.print(table)
    return [line.strip() for line in console.export_text().splitlines() if line.strip()]


def test_a_row_an_action() -> None:
    """Also of those that have not begun; what happens meanwhile stands below."""
    table = LiveTable()
    table.stack("app", QUEUE)
    assert rendered(table) == ["stack app: Queue CREATE_FAILED: no delay"]
    table.run(run(SOURCE))
    shown = rendered(table)
    assert shown[0] == "app/Pipeline  01234567  InProgress"
    assert [line.split() for line in shown[-2:]] == [["Source", "Take", "Succeeded", "1.0"], ["Release", "Copy", "-"]]
    table.run(run(SOURCE, FAILED, status="Failed"))
    table.note("app/Pipeline: approved")
    shown = rendered(table)
    assert shown[-1] == "app/Pipeline: approved"
    assert shown[-2].split()[:5] == ["Release", "Copy", "Failed", "1.0", "NoSuchBucket:"]


def test_what_is_no_terminal_gets_lines() -> None:
    """A pipe, a file, a test."""
    with display() as shown:
        assert isinstance(shown, Lines)
