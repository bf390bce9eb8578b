"""The approval action, as https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html has it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.pipelines.queues import queue_for
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import Bench, Run
from tests.unit.emulator.codepipeline.refusals import refusing
from tests.waiting import until


def _asked(run: Run) -> dict[str, Any]:
    """The action once it waits."""
    return run.until(lambda found: "token" in found)


def _answer(account: Bench, run: Run, status: str, summary: str) -> Any:  # noqa: ANN401  # as boto3
    return account.codepipeline.put_approval_result(
        pipelineName=run.name,
        stageName="Next",
        actionName="Act",
        token=_asked(run)["token"],
        result={"status": status, "summary": summary},
    )


def _caller(account: Bench) -> str:
    """Who answers."""
    arn: str = account.host.client("sts").get_caller_identity()["Arn"]
    return arn


def _queue(account: Bench, topic: str) -> str:
    queue = queue_for(account.host, "sns.amazonaws.com")
    account.host.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    return queue.url


def test_the_topic_is_told_in_the_documented_form(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html.

    The links are those of today's console, and long names are cut, as in messages that AWS sent.
    """
    topic = account.host.client("sns").create_topic(Name="approvals")["TopicArn"]
    queue = _queue(account, topic)
    settings = {"NotificationArn": topic, "CustomData": "Key #{Fetched.ObjectKey}"}
    run = account.run(
        action("Act", "Approval", "Manual", configuration=settings, timeoutInMinutes=60),
        name="a-pipeline-with-quite-a-long-name",
    )
    token = _asked(run)["token"]

    sqs = account.host.client("sqs")
    messages = until(lambda: sqs.receive_message(QueueUrl=queue).get("Messages", []), bool, "a message")
    (envelope,) = [json.loads(one["Body"]) for one in messages]
    assert envelope["Subject"] == "APPROVAL NEEDED: AWS CodePipeline a-pipeline-with-quite-a-... for action Act"
    message = json.loads(envelope["Message"])
    expires = datetime.strptime(message["approval"].pop("expires"), "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    assert timedelta(minutes=58) < expires - account.host.control.clock.now() <= timedelta(minutes=60)
    page = f"https://console.aws.amazon.com/codesuite/codepipeline/pipelines/{run.name}/view?region=us-east-1"
    assert message == {
        "region": "us-east-1",
        "consoleLink": page,
        "approval": {
            "pipelineName": run.name,
            "stageName": "Next",
            "actionName": "Act",
            "token": token,
            "externalEntityLink": None,
            "approvalReviewLink": f"{page}#/Next/Act/approve/{token}",
            "customData": "Key code.zip",
        },
    }


def test_approved(account: Bench) -> None:
    """The execution resumes; who approved, and why, is shown. The token is the external execution id."""
    run = account.run(action("Act", "Approval", "Manual"))
    waiting = _asked(run)
    assert (waiting["status"], waiting["externalExecutionId"]) == ("InProgress", waiting["token"])
    now = account.host.control.clock.now()
    approved_at = _answer(account, run, "Approved", "Looks good")["approvedAt"]
    assert abs(approved_at - now) < timedelta(seconds=10)
    ended = run.ended()
    assert (ended["status"], ended["summary"]) == ("Succeeded", "Looks good")
    assert ended["lastUpdatedBy"] == _caller(account)
    assert "token" not in ended


def test_rejected(account: Bench) -> None:
    """The result is the same as that of an action that fails."""
    run = account.run(action("Act", "Approval", "Manual"))
    _answer(account, run, "Rejected", "Not yet")
    assert run.failure() == ("JobFailed", f"The approval was rejected by {_caller(account)}: Not yet")
    assert run.action()["summary"] == "Not yet"


@pytest.mark.parametrize(("members", "days"), [({}, 7), ({"timeoutInMinutes": 2880}, 2)], ids=["default", "own"])
def test_an_approval_expires(account: Bench, members: dict[str, int], days: int) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: seven days, or the action's own time."""
    run = account.run(action("Act", "Approval", "Manual", **members))
    token = _asked(run)["token"]
    account.host.control.clock.advance(timedelta(days=days) - timedelta(minutes=1))
    assert _asked(run)["status"] == "InProgress"
    account.host.control.clock.advance(timedelta(minutes=1))
    assert run.failure()[0] == "JobTimedOut"
    with pytest.raises(account.codepipeline.exceptions.InvalidApprovalTokenException):
        account.codepipeline.put_approval_result(
            pipelineName=run.name,
            stageName="Next",
            actionName="Act",
            token=token,
            result={"status": "Approved", "summary": "too late"},
        )


def test_a_topic_that_is_not_there_fails_the_action(account: Bench) -> None:
    """Nobody would know of the approval."""
    topic = f"arn:aws:sns:us-east-1:{account.host.account}:gone"
    code, message = account.run(action("Act", "Approval", "Manual", configuration={"NotificationArn": topic})).failure()
    assert code == "JobFailed"
    assert message.endswith("(Error Code: NotFound)")


@pytest.mark.parametrize("code", ["AuthorizationError", "KMSAccessDenied"])
def test_a_topic_that_the_role_may_not_publish_to_fails_the_action(account: Bench, code: str) -> None:
    """AWS's pages do not say so. The codes are SNS's: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html."""
    topic = account.host.client("sns").create_topic(Name=code)["TopicArn"]
    with refusing(account.host, ("sns", "Publish"), code) as message:
        run = account.run(action("Act", "Approval", "Manual", configuration={"NotificationArn": topic}))
        assert run.failure() == ("PermissionError", f"{message} (Error Code: {code})")
