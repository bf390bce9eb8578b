"""The CodeCommit source action.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
"""

from datetime import timedelta

import pytest

from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import ARTIFACTS, Bench, Run
from tests.unit.emulator.codepipeline.refusals import Request, denial, refusing, seeing, words
from tests.waiting import until

_REVIEW = action("Act", "Approval", "Manual")
_MOST = 2048
"""Characters of a revision's summary: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevision.html."""


_STATUS: Request = ("codecommit", "GetUploadArchiveStatus")
_CANCEL: Request = ("codecommit", "CancelUploadArchive")


def _made(account: Bench, name: str, message: str = "m") -> tuple[Run, str]:
    """A pipeline whose source is the only commit of a new repository, and that commit."""
    codecommit = account.host.client("codecommit")
    codecommit.create_repository(repositoryName=name)
    commit: str = codecommit.create_commit(
        repositoryName=name,
        branchName="main",
        commitMessage=message,
        putFiles=[{"filePath": "a.txt", "fileContent": b"a"}],
    )["commitId"]
    configuration = {"RepositoryName": name, "BranchName": "main", "PollForSourceChanges": "false"}
    code = [{"name": "Code"}]
    fetch = action("Fetch", "Source", "CodeCommit", configuration=configuration, outputArtifacts=code)
    return account.run(_REVIEW, fetch=fetch, name=name), commit


def _denied(name: str, message: str) -> str:
    return (
        "The service role or action role doesn't have the permissions required to access the AWS CodeCommit repository "
        f"named {name}. Update the IAM role permissions, and then try again. Error: {message}"
    )


@pytest.mark.parametrize(("name", "message"), [("short", "Added LICENSE.txt"), ("long", "m" * (_MOST + 1))])
def test_the_commit_is_shown(account: Bench, name: str, message: str) -> None:
    """Wherever CodePipeline shows the action; a long message is cut where the API's model ends it.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
    """
    run, commit = _made(account, name, message)
    assert run.ended("Fetch")["status"] == "Succeeded"
    region, summary = account.host.region, message[:_MOST]
    page = f"https://{region}.console.aws.amazon.com/codecommit/home#/repository/{name}/commit/{commit}"
    assert run.output("Fetch")["executionResult"] == {
        "externalExecutionId": commit,
        "externalExecutionSummary": summary,
        "externalExecutionUrl": page,
    }
    state = account.codepipeline.get_pipeline_state(name=name)["stageStates"][0]["actionStates"][0]
    assert (state["latestExecution"]["summary"], state["revisionUrl"]) == (summary, page)
    listed = account.codepipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0]
    assert listed["sourceRevisions"] == [
        {"actionName": "Fetch", "revisionId": commit, "revisionSummary": summary, "revisionUrl": page}
    ]
    assert run.files("Fetch") == {"a.txt": "a"}
    assert run.output("Fetch")["outputVariables"]["CommitMessage"] == message


def test_what_the_role_is_asked_for(account: Bench) -> None:
    """The permissions for a CodeCommit source and for artifacts, each of them.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
    https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html#aa-acp
    """
    asked: list[Request] = []
    with seeing(account.host, asked.append):
        run, _ = _made(account, "asked")
        run.ended("Fetch")
    begin = asked.index(("codecommit", "GetBranch"))
    source = [("codecommit", operation) for operation in ("GetBranch", "GetCommit", "UploadArchive", _STATUS[1])]
    looks = ("GetBucketVersioning", "GetBucketAcl", "GetBucketLocation")
    assert asked[begin:] == [*source, *(("s3", operation) for operation in (*looks, "PutObject"))]


@pytest.mark.parametrize("operation", ["GetBranch", "GetCommit", "UploadArchive", "GetUploadArchiveStatus"])
def test_what_the_role_may_not_do(account: Bench, operation: str) -> None:
    """The action fails, and says which repository it was and what CodeCommit said."""
    name = f"refused-{operation}"
    with refusing(account.host, ("codecommit", operation)) as message:
        run, _ = _made(account, name)
        assert run.failure("Fetch") == ("PermissionError", _denied(name, message))


def test_an_artifact_that_may_not_be_written(account: Bench) -> None:
    """The action fails with S3's words."""
    with refusing(account.host, ("s3", "PutObject")) as message:
        code, said = _made(account, "unwritable")[0].failure("Fetch")
    assert code == "PermissionError"
    assert f"Amazon S3 bucket named {ARTIFACTS}" in said
    assert said.endswith(f"Error: {message}")


@pytest.mark.parametrize("refused", [False, True])
def test_an_archive_is_cancelled_when_its_action_is_abandoned(account: Bench, *, refused: bool) -> None:
    """While it is made. The action shows what came in the way, and stays abandoned.

    https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html#aa-acp
    """
    name, asked = f"abandoned-{refused}", list[Request]()

    def see(request: Request) -> None:
        asked.append(request)
        if request == _STATUS:
            listed = account.codepipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]
            account.codepipeline.stop_pipeline_execution(
                pipelineName=name, pipelineExecutionId=listed[0]["pipelineExecutionId"], abandon=True
            )
        if refused and request == _CANCEL:
            raise denial(request)

    with seeing(account.host, see):
        run, _ = _made(account, name)
        wanted = {"code": "PermissionError", "message": _denied(name, words(_CANCEL))} if refused else None
        until(
            lambda: (_CANCEL in asked, run.action("Fetch").get("errorDetails")),
            lambda seen: seen == (True, wanted),
            f"the cancelled archive of {name}",
        )
    assert run.action("Fetch")["status"] == "Abandoned"
    assert run.output("Fetch")["outputArtifacts"] == []
    assert ("s3", "PutObject") not in asked


@pytest.mark.parametrize("refused", [False, True])
def test_an_archive_is_cancelled_when_the_actions_time_is_over(account: Bench, *, refused: bool) -> None:
    """A source action has an hour: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html."""
    name, asked = f"late-{refused}", list[Request]()

    def see(request: Request) -> None:
        asked.append(request)
        if request == _STATUS:
            account.host.control.clock.advance(timedelta(hours=1))
        if refused and request == _CANCEL:
            raise denial(request)

    with seeing(account.host, see):
        code, message = _made(account, name)[0].failure("Fetch")
    assert code == "JobTimedOut"
    assert _CANCEL in asked
    assert message.endswith(_denied(name, words(_CANCEL))) is refused
