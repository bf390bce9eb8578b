"""PutApprovalResult: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import Bench, Run, bench
from tests.waiting import until

_APPROVAL = action("Act", "Approval", "Manual")
_UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def account() -> Iterator[Bench]:
    """An account with a source."""
    with bench() as opened:
        opened.push(zipped({"a": b"b"}))
        yield opened


def _token(run: Run) -> str:
    token: str = run.until(lambda found: "token" in found)["token"]
    return token


def _put(account: Bench, run: Run, token: str, status: str = "Approved", **changed: str) -> str:
    """Answer; return "Accepted" or the error's code."""
    names = {"pipelineName": run.name, "stageName": "Next", "actionName": "Act", **changed}
    try:
        account.codepipeline.put_approval_result(token=token, result={"status": status, "summary": status}, **names)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "Accepted"


REFUSED: list[tuple[Mapping[str, str], str]] = [
    ({"pipelineName": "gone"}, "PipelineNotFoundException"),
    ({"stageName": "Gone"}, "StageNotFoundException"),
    ({"actionName": "Gone"}, "ActionNotFoundException"),
    ({"stageName": "Source", "actionName": "Fetch"}, "InvalidApprovalTokenException"),
    ({"token": _UNKNOWN}, "InvalidApprovalTokenException"),
    ({"token": "no-uuid"}, "ValidationException"),
    ({"status": "approved"}, "ValidationException"),
]


def test_refusals_leave_the_approval_open(account: Bench) -> None:
    """The errors of the page; then the right answer, and a second one."""
    run = account.run(_APPROVAL)
    token = _token(run)
    for changed, code in REFUSED:
        arguments: dict[str, str] = {"token": token, **changed}
        assert _put(account, run, **arguments) == code, changed
    assert run.action()["status"] == "InProgress"
    assert _put(account, run, token) == "Accepted"
    assert _put(account, run, token, "Rejected") == "ApprovalAlreadyCompletedException"
    assert run.ended()["status"] == "Succeeded"


def test_the_first_of_many_answers_is_the_only_one(account: Bench) -> None:
    """What follows from it is what it said."""
    run = account.run(_APPROVAL)
    token, statuses = _token(run), ("Approved", "Rejected") * 4
    with ThreadPoolExecutor(len(statuses)) as pool:
        answers = list(pool.map(lambda status: _put(account, run, token, status), statuses))
    assert sorted(answers) == ["Accepted", *["ApprovalAlreadyCompletedException"] * 7]
    accepted = statuses[answers.index("Accepted")]
    assert run.ended()["status"] == {"Approved": "Succeeded", "Rejected": "Failed"}[accepted]
    assert run.action()["summary"] == accepted


def _abandon(account: Bench, run: Run) -> None:
    account.codepipeline.stop_pipeline_execution(
        pipelineName=run.name, pipelineExecutionId=_execution(run), abandon=True
    )


def _retry(account: Bench, run: Run) -> None:
    _put(account, run, _token(run), "Rejected")
    run.ended()
    account.codepipeline.retry_stage_execution(
        pipelineName=run.name, stageName="Next", pipelineExecutionId=_execution(run), retryMode="FAILED_ACTIONS"
    )


def _execution(run: Run) -> str:
    listed: list[dict[str, Any]] = run.bench.codepipeline.list_pipeline_executions(pipelineName=run.name)[
        "pipelineExecutionSummaries"
    ]
    return str(listed[-1]["pipelineExecutionId"])


def test_an_abandoned_approval_takes_no_answer(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html."""
    run = account.run(_APPROVAL)
    token = _token(run)
    _abandon(account, run)
    assert _put(account, run, token) == "InvalidApprovalTokenException"
    assert run.action()["status"] == "Abandoned"


def test_an_execution_that_stops_waits_for_its_approval(account: Bench) -> None:
    """As above: stop and wait lets actions that are in progress end."""
    run = account.run(_APPROVAL)
    token = _token(run)
    account.codepipeline.stop_pipeline_execution(pipelineName=run.name, pipelineExecutionId=_execution(run))
    assert _put(account, run, token) == "Accepted"
    assert run.ended()["status"] == "Succeeded"


def test_a_retry_asks_anew(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html."""
    run = account.run(_APPROVAL)
    first = _token(run)
    _retry(account, run)
    second = _token(run)
    assert second != first
    assert _put(account, run, first) == "ApprovalAlreadyCompletedException"
    assert _put(account, run, second) == "Accepted"


def test_executions_in_parallel_are_approved_one_by_one(account: Bench) -> None:
    """The token of each is its action's external execution id."""
    run = account.run(_APPROVAL, executionMode="PARALLEL")
    account.codepipeline.start_pipeline_execution(name=run.name)

    def asked() -> list[str]:
        listed = account.codepipeline.list_action_executions(pipelineName=run.name)["actionExecutionDetails"]
        results = [one["output"].get("executionResult", {}) for one in listed if one["actionName"] == "Act"]
        return [one["externalExecutionId"] for one in results if "externalExecutionId" in one]

    tokens = until(asked, lambda found: len(found) == 2, "two approvals asked for")
    assert [_put(account, run, token) for token in tokens] == ["Accepted", "Accepted"]


def test_a_deleted_pipeline_takes_no_answer(account: Bench) -> None:
    """The pipeline is not found."""
    run = account.run(_APPROVAL)
    token = _token(run)
    account.codepipeline.delete_pipeline(name=run.name)
    assert _put(account, run, token) == "PipelineNotFoundException"


@pytest.mark.parametrize(
    ("category", "provider", "minutes", "code"),
    [
        ("Invoke", "Lambda", 60, "InvalidActionDeclarationException"),
        ("Approval", "Manual", 86_401, "ValidationException"),
    ],
)
def test_a_time_that_an_action_cannot_have(
    account: Bench, category: str, provider: str, minutes: int, code: str
) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html."""
    configuration = {"FunctionName": "check"} if provider == "Lambda" else {}
    with pytest.raises(ClientError) as error:
        account.run(action("Act", category, provider, configuration=configuration, timeoutInMinutes=minutes))
    assert error.value.response["Error"]["Code"] == code
