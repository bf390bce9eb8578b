"""Pipelines followed through boto3: started, waited for, approved, retried, stopped, and what went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.hosts.moto.host import MotoHost, moto_host
from cfnproof.hosts.pipeline_records import (
    Execution,
    ExecutionFailedError,
    ExecutionStuckError,
    PipelineRefusedError,
)
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.hosts.repositories import push
from cfnproof.hosts.stacks import deploy
from tests.unit.gates.run.project import BASE, TRIGGERED


@dataclass(frozen=True)
class Account:
    """An account with the pipeline `name`, which a push to its repository starts."""

    host: MotoHost
    pipelines: Pipelines
    name: str
    bucket: str

    def push(self, text: str) -> str:
        """Push a file; return the commit's id."""
        return push(self.host.client, "app-base", "main", {"notes.txt": text})


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """One account for all tests: each waits for the executions that it starts."""
    with moto_host() as host:
        base = deploy(host.client, "base", BASE)
        stack = deploy(host.client, "app", TRIGGERED, base.outputs)
        name = stack.resources()["Pipeline"].physical_id
        yield Account(host, Pipelines(host.client), name, base.outputs["BucketName"])


def test_a_push_is_followed_and_approved(account: Account) -> None:
    """From the commit to the end; each change is told, the oldest action first."""
    pipelines, told = account.pipelines, list[Execution]()
    commit = account.push("one")
    started = pipelines.started_by(account.name, commit)
    approval = pipelines.wait_for_approval(account.name, started, on_change=told.append)
    assert (approval.stage, approval.action, approval.execution_id) == ("Release", "Look", started)
    assert pipelines.pending_approvals(account.name) == (approval,)
    pipelines.approve(approval, "looks good")
    assert approval not in pipelines.pending_approvals(account.name)
    execution = pipelines.wait(account.name, started)
    assert [one.name for one in execution.latest()] == ["Take", "Copy", "Look"]
    assert execution.artifact_revisions == {"Pushed": commit}
    assert execution.action("Take").outputs["CommitId"] == commit
    assert (execution.action("Look").summary, execution.action("Look").provider) == ("looks good", "Manual")
    assert told[-1].action("Look").status == "InProgress"
    newest = pipelines.executions(account.name)[0]
    assert (newest.id, newest.status, newest.revisions) == (started, "Succeeded", {"Take": commit})
    assert newest.trigger == "CloudWatchEvent"
    with pytest.raises(CfnproofError, match=r"no action 'Lok', only 'Take', 'Copy', 'Look'"):
        execution.action("Lok")
    with pytest.raises(PipelineRefusedError) as caught:
        pipelines.approve(approval)
    assert caught.value.code == "ApprovalAlreadyCompletedException"


def test_a_rejection_then_a_retry(account: Account) -> None:
    """The error lists the failed action; the stage, retried, asks again."""
    pipelines = account.pipelines
    started = pipelines.started_by(account.name, account.push("two"))
    pipelines.reject(pipelines.wait_for_approval(account.name, started), "not this one")
    with pytest.raises(ExecutionFailedError) as failed:
        pipelines.wait(account.name, started)
    assert "ended Failed, not Succeeded:\n  Release/Look Failed: " in failed.value.message
    assert "not this one" in failed.value.message
    assert failed.value.execution == pipelines.wait(account.name, started, status="Failed")
    assert [one.name for one in pipelines.failures(account.name, started)] == ["Look"]
    with pytest.raises(ExecutionFailedError, match="not waiting for an approval"):
        pipelines.wait_for_approval(account.name, started)
    pipelines.retry(account.name, "Release", started)
    pipelines.approve(pipelines.wait_for_approval(account.name, started))
    execution = pipelines.wait(account.name, started)
    assert execution.failures == ()
    assert [one.status for one in execution.actions if one.name == "Look"] == ["Failed", "Succeeded"]


def test_an_earlier_commit_and_a_stop(account: Account) -> None:
    """A start takes the commit that it names; what does not end in time says where it is."""
    pipelines = account.pipelines
    commit = account.push("three")
    pushed = pipelines.started_by(account.name, commit)
    pipelines.wait_for_approval(account.name, pushed)
    with pytest.raises(ExecutionStuckError) as stuck:
        pipelines.wait(account.name, pushed, timeout=0.01)
    assert "was still InProgress after 0.01 s, in Release/Look, not Succeeded" in stuck.value.message
    seen, approval = pipelines.pause(account.name, pushed)
    assert (seen.ended, approval is None) == (False, False)
    pipelines.stop(account.name, pushed, abandon=True, reason="enough")
    assert pipelines.wait(account.name, pushed, status="Stopped").action("Look").status == "Abandoned"
    with pytest.raises(PipelineRefusedError, match="StopPipelineExecution of pipeline") as caught:
        pipelines.stop(account.name, pushed)
    assert caught.value.code == "PipelineExecutionNotStoppableException"
    first = pipelines.executions(account.name)[-1].id
    newer = pipelines.started_by(account.name, account.push("four"))
    pipelines.approve(pipelines.wait_for_approval(account.name, newer))
    pipelines.wait(account.name, newer)
    started = pipelines.start(account.name, revisions={"Take": commit})
    pipelines.approve(pipelines.wait_for_approval(account.name, started))
    assert pipelines.wait(account.name, started).artifact_revisions == {"Pushed": commit}
    assert pipelines.execution(account.name, first).status == "Failed"


def test_a_commit_that_starts_nothing(account: Account) -> None:
    """Says which commit was waited for, and how long."""
    with pytest.raises(CfnproofError, match=r"has taken commit 'c0ffee' within 0.05 s"):
        account.pipelines.started_by(account.name, "c0ffee", timeout=0.05)
