"""The approval of the deployment pipeline: refused, too late, answered twice, and how approvers are told."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Final

from tests.pipelines.deployments import APPROVE, CHANGE_SET, EXECUTE, FIRST, STACK, Deployment
from tests.pipelines.queues import queue_for

_WEEK: Final = timedelta(days=7)


def test_a_rejection_fails_the_execution_and_changes_nothing(deployment: Deployment) -> None:
    """What the approver wrote stands in the action's state; the change set was not executed.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-approve-or-reject.html
    """
    deployment.push(FIRST)
    approval = deployment.proposed()
    deployment.workshop.pipelines.reject(approval, "another model, please")
    execution = deployment.end(approval, "Failed")
    (failure,) = execution.failures
    assert (failure.name, failure.summary) == (APPROVE, "another model, please")
    assert "another model, please" in failure.error_message
    assert EXECUTE not in {one.name for one in execution.actions}
    assert deployment.change_set()["ExecutionStatus"] == "AVAILABLE"
    assert (deployment.stack().status, deployment.endpoints()) == ("REVIEW_IN_PROGRESS", {})


def test_an_approval_expires_after_seven_days(deployment: Deployment) -> None:
    """The action fails then, and its token is worth nothing.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
    """
    deployment.push(FIRST)
    approval = deployment.proposed()
    deployment.workshop.host.control.clock.advance(_WEEK - timedelta(hours=1))
    assert deployment.workshop.pipelines.pending_approvals(deployment.pipeline.name) == (approval,)
    deployment.workshop.host.control.clock.advance(timedelta(hours=1))
    execution = deployment.end(approval, "Failed")
    assert [one.name for one in execution.failures] == [APPROVE]
    assert deployment.refusal(approval) == "InvalidApprovalTokenException"
    assert deployment.endpoints() == {}


def test_only_the_token_of_the_approval_counts_and_only_once(deployment: Deployment) -> None:
    """A token that is another approval's, or none's, is refused, and so is a second answer.

    For the token of an approval that was answered in an earlier execution, the page's words fit two errors.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
    """
    deployment.push(FIRST)
    earlier = deployment.proposed()
    deployment.workshop.pipelines.reject(earlier)
    deployment.end(earlier, "Failed")
    approval = deployment.proposed()
    unknown = deployment.pipeline.created.id
    assert deployment.refusal(replace(approval, token=unknown)) == "InvalidApprovalTokenException"
    assert deployment.refusal(replace(approval, token=earlier.token)) in {
        "ApprovalAlreadyCompletedException",
        "InvalidApprovalTokenException",
    }
    assert deployment.workshop.pipelines.pending_approvals(deployment.pipeline.name) == (approval,)
    assert deployment.endpoints() == {}

    deployment.workshop.pipelines.approve(approval)
    assert deployment.refusal(approval) == "ApprovalAlreadyCompletedException"
    deployment.end(approval)
    assert deployment.refusal(approval) == "ApprovalAlreadyCompletedException"


def test_approvers_are_told_in_the_documented_form(deployment: Deployment) -> None:
    """A queue that is subscribed to the topic gets SNS's envelope with CodePipeline's JSON in it.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html
    https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
    """
    host, topic = deployment.workshop.host, deployment.workshop.values["foundation.ApprovalTopicArn"]
    queue = queue_for(host, "sns.amazonaws.com")
    host.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    deployment.push(FIRST)
    before = host.control.clock.now()
    approval = deployment.proposed()
    (body,) = queue.received_until(approval.token)
    envelope = json.loads(body)
    assert (envelope["Type"], envelope["TopicArn"]) == ("Notification", topic)
    assert envelope["Subject"].startswith("APPROVAL NEEDED: AWS CodePipeline ")
    assert envelope["Subject"].endswith(f" for action {APPROVE}")
    message = json.loads(envelope["Message"])
    assert message.keys() == {"region", "consoleLink", "approval"}
    assert message["region"] == host.region
    assert f"/{approval.pipeline}/" in message["consoleLink"]

    told = message["approval"]
    after = host.control.clock.now()
    assert told.pop("expires") in {f"{moment + _WEEK:%Y-%m-%dT%H:%MZ}" for moment in (before, after)}
    assert told.pop("approvalReviewLink").endswith(f"/{approval.stage}/{APPROVE}/approve/{approval.token}")
    custom_data = told.pop("customData")
    assert (CHANGE_SET in custom_data, STACK in custom_data) == (True, True)
    assert told == {
        "pipelineName": deployment.pipeline.name,
        "stageName": "DeployStage",
        "actionName": APPROVE,
        "token": approval.token,
        "externalEntityLink": None,
    }
