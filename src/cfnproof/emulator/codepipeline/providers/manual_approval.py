"""The approval action: waits for a person's answer.

https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions.model import Approval, Decision
from cfnproof.emulator.codepipeline.providers.action import FAILED, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.console import pipeline_page

_NAME_IN_SUBJECT: Final = 27
"""Characters of either name: with them a subject has 100, the most that SNS takes."""


def execute(running: RunningAction) -> Mapping[str, str]:
    """Ask for an approval, and wait until it is given, refused or too late."""
    approval = Approval(running.context.ids.uuid(), running.deadline)
    with running.context.state.lock:
        running.run.approval = approval
    _notify(running, approval)
    with running.context.state.lock:
        approval.told = True
        running.report(external_id=approval.token)
    decision = _decision(running, approval)
    running.report(summary=decision.summary)
    if not decision.approved:
        reason = f": {decision.summary}" if decision.summary else ""
        raise ActionFailedError(FAILED, f"The approval was rejected by {decision.by}{reason}")
    return {}


def _decision(running: RunningAction, approval: Approval) -> Decision:
    try:
        return running.wait_for(lambda: approval.decision)
    except ActionFailedError:
        with running.context.state.lock:  # what was answered in time counts, even where it is seen too late
            if approval.decision is None:
                raise
            return approval.decision


def _notify(running: RunningAction, approval: Approval) -> None:
    """Tell the topic, where the action names one."""
    topic = running.configuration.get("NotificationArn")
    if not topic:
        return
    pipeline, action = _short(running.pipeline.name), _short(running.action.name)
    sns: Any = running.clients("sns")  # boto3's clients have no types
    sns.publish(
        TopicArn=topic,
        Subject=f"APPROVAL NEEDED: AWS CodePipeline {pipeline} for action {action}",
        Message=json.dumps(_message(running, approval), separators=(",", ":")),
    )


def _message(running: RunningAction, approval: Approval) -> dict[str, Any]:
    """What the topic is told; what is not configured is null.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html
    """
    name, action = running.pipeline.name, running.action
    page = pipeline_page(running.context, name)
    return {
        "region": running.context.region,
        "consoleLink": page,
        "approval": {
            "pipelineName": name,
            "stageName": action.stage,
            "actionName": action.name,
            "token": approval.token,
            "expires": f"{approval.expires:%Y-%m-%dT%H:%MZ}",
            "externalEntityLink": running.configuration.get("ExternalEntityLink"),
            "approvalReviewLink": f"{page}#/{action.stage}/{action.name}/approve/{approval.token}",
            "customData": running.configuration.get("CustomData"),
        },
    }


def _short(name: str) -> str:
    return name if len(name) <= _NAME_IN_SUBJECT else f"{name[: _NAME_IN_SUBJECT - 3]}..."
