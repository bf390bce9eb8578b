"""Start pipelines on any host, and follow what becomes of them: what tests, gates and the command line use.

    pipelines = Pipelines(host.client)
    started = pipelines.start("deployment")
    pipelines.approve(pipelines.wait_for_approval("deployment", started))
    execution = pipelines.wait("deployment", started)

`client` makes a boto3 client from a service's name: a host's `client`, or boto3's own. Whatever waits raises
ExecutionFailedError, with every failed action, where an execution does not end as it should, ExecutionStuckError where
it has not ended within `timeout` seconds, and PipelineRefusedError where AWS refuses a request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore import xform_name
from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.errors import CfnproofError
from cfnproof.hosts.pipeline_records import (
    SUCCEEDED,
    ActionExecution,
    Approval,
    Execution,
    ExecutionSummary,
    action_of,
    approvals_of,
    execution_of,
    failed,
    refused,
    stuck,
    summary_of,
)
from cfnproof.hosts.polling import poll

TIMEOUT: Final = 60.0
"""Seconds."""
_COMMIT: Final = "COMMIT_ID"
_SHOWN: Final = 10.0
"""Seconds for which an approval may still be shown when it is answered."""
_APPROVAL: Final = "waiting for an approval"

OnChange = Callable[[Execution], None]
"""Called with an execution as soon as it is seen to have changed."""


@dataclass(frozen=True, slots=True)
class Pipelines:
    """The pipelines of an account and region."""

    client: ClientOf

    def start(
        self, name: str, *, revisions: Mapping[str, str] | None = None, variables: Mapping[str, str] | None = None
    ) -> str:
        """Start an execution; return its id. `revisions` are the commits to take, by the names of source actions."""
        members: dict[str, Any] = {}
        if revisions:
            members["sourceRevisions"] = [
                {"actionName": action, "revisionType": _COMMIT, "revisionValue": commit}
                for action, commit in revisions.items()
            ]
        if variables:
            members["variables"] = [{"name": variable, "value": value} for variable, value in variables.items()]
        started: str = self._call("StartPipelineExecution", name, name=name, **members)["pipelineExecutionId"]
        return started

    def started_by(self, name: str, commit: str, *, timeout: float = TIMEOUT) -> str:
        """The id of the newest execution whose source took a commit, as soon as there is one."""

        def look() -> str | None:
            return next((one.id for one in self.executions(name) if commit in one.revisions.values()), None)

        found = poll(look, lambda seen: seen is not None, timeout)
        if found is None:
            raise CfnproofError(f"no execution of pipeline {name!r} has taken commit {commit!r} within {timeout:g} s")
        return found

    def executions(self, name: str) -> tuple[ExecutionSummary, ...]:
        """All executions, the newest first."""
        return tuple(
            summary_of(one)
            for one in self._all("ListPipelineExecutions", name, "pipelineExecutionSummaries", pipelineName=name)
        )

    def execution(self, name: str, execution_id: str) -> Execution:
        """An execution as it is now."""
        of_execution = {"pipelineName": name, "filter": {"pipelineExecutionId": execution_id}}
        described = self._call("GetPipelineExecution", name, pipelineName=name, pipelineExecutionId=execution_id)[
            "pipelineExecution"
        ]
        actions = self._all("ListActionExecutions", name, "actionExecutionDetails", **of_execution)
        return execution_of(described, tuple(action_of(one) for one in reversed(actions)))

    def wait(
        self,
        name: str,
        execution_id: str,
        *,
        status: str = SUCCEEDED,
        timeout: float = TIMEOUT,
        on_change: OnChange | None = None,
    ) -> Execution:
        """Wait until an execution has ended, which must be in this status."""
        seen = poll(self._watched(name, execution_id, on_change), lambda found: found.ended, timeout)
        if not seen.ended:
            raise stuck(seen, status, timeout)
        if seen.status != status:
            raise failed(seen, status)
        return seen

    def wait_for_approval(
        self, name: str, execution_id: str, *, timeout: float = TIMEOUT, on_change: OnChange | None = None
    ) -> Approval:
        """Wait until an execution waits for an approval."""
        seen, approval = self.pause(name, execution_id, timeout=timeout, on_change=on_change)
        if approval is not None:
            return approval
        raise failed(seen, _APPROVAL) if seen.ended else stuck(seen, _APPROVAL, timeout)

    def pause(
        self,
        name: str,
        execution_id: str,
        *,
        timeout: float = TIMEOUT,
        on_change: OnChange | None = None,
    ) -> tuple[Execution, Approval | None]:
        """Wait until an execution has ended or waits for an approval; after the timeout it may have done neither."""
        watched = self._watched(name, execution_id, on_change)

        def look() -> tuple[Execution, Approval | None]:
            seen = watched()
            pending = () if seen.ended else self.pending_approvals(name)
            return seen, next((one for one in pending if one.execution_id == execution_id), None)

        return poll(look, lambda found: found[0].ended or found[1] is not None, timeout)

    def pending_approvals(self, name: str) -> tuple[Approval, ...]:
        """The approvals that nobody has answered yet."""
        return tuple(approvals_of(self._call("GetPipelineState", name, name=name)))

    def approve(self, approval: Approval, summary: str = "approved") -> None:
        """Let the execution go on."""
        self._answer(approval, "Approved", summary)

    def reject(self, approval: Approval, summary: str = "rejected") -> None:
        """Let the execution fail."""
        self._answer(approval, "Rejected", summary)

    def failures(self, name: str, execution_id: str) -> tuple[ActionExecution, ...]:
        """The actions of an execution whose latest run failed."""
        return self.execution(name, execution_id).failures

    def stop(self, name: str, execution_id: str, *, abandon: bool = False, reason: str = "stopped") -> None:
        """Stop an execution, once its running actions have ended or, to abandon them, at once."""
        self._call(
            "StopPipelineExecution",
            name,
            pipelineName=name,
            pipelineExecutionId=execution_id,
            abandon=abandon,
            reason=reason,
        )

    def retry(self, name: str, stage: str, execution_id: str, *, all_actions: bool = False) -> None:
        """Run the failed actions of a stage again, or all of them."""
        self._call(
            "RetryStageExecution",
            name,
            pipelineName=name,
            stageName=stage,
            pipelineExecutionId=execution_id,
            retryMode="ALL_ACTIONS" if all_actions else "FAILED_ACTIONS",
        )

    def _answer(self, approval: Approval, status: str, summary: str) -> None:
        """Answer, and wait until the approval is no longer shown: nobody shall take it for one that is open."""
        self._call(
            "PutApprovalResult",
            approval.pipeline,
            pipelineName=approval.pipeline,
            stageName=approval.stage,
            actionName=approval.action,
            result={"summary": summary, "status": status},
            token=approval.token,
        )
        shown = poll(lambda: self.pending_approvals(approval.pipeline), lambda shown: approval not in shown, _SHOWN)
        if approval in shown:
            raise CfnproofError(
                f"approval {approval.action!r} of pipeline {approval.pipeline!r} is still asked for {_SHOWN:g} s after "
                "it was answered"
            )

    def _watched(self, name: str, execution_id: str, on_change: OnChange | None) -> Callable[[], Execution]:
        """A look at an execution that tells when it has changed since the look before."""
        last: Execution | None = None

        def look() -> Execution:
            nonlocal last
            seen = self.execution(name, execution_id)
            if on_change is not None and seen != last:
                on_change(seen)
            last = seen
            return seen

        return look

    def _call(self, operation: str, pipeline: str, /, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as boto3
        try:
            answer: dict[str, Any] = getattr(self.client("codepipeline"), xform_name(operation))(**members)
        except ClientError as error:
            raise refused(operation, pipeline, error) from error
        return answer

    def _all(self, operation: str, pipeline: str, key: str, /, **members: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # as above
        pages = self.client("codepipeline").get_paginator(xform_name(operation)).paginate(**members)
        try:
            return [one for page in pages for one in page[key]]
        except ClientError as error:
            raise refused(operation, pipeline, error) from error
