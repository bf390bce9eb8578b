"""The CodeCommit source action.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
"""

import pytest

from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import Bench, Run

_REVIEW = action("Act", "Approval", "Manual")
_MOST = 2048
"""Characters of a revision's summary: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevision.html."""


def _fetched(account: Bench, name: str, message: str) -> tuple[Run, str]:
    """A pipeline that has taken the only commit of a new repository, and that commit."""
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
    run = account.run(_REVIEW, fetch=fetch, name=name)
    assert run.ended("Fetch")["status"] == "Succeeded"
    return run, commit


@pytest.mark.parametrize(("name", "message"), [("short", "Added LICENSE.txt"), ("long", "m" * (_MOST + 1))])
def test_the_commit_is_shown(account: Bench, name: str, message: str) -> None:
    """Wherever CodePipeline shows the action; a long message is cut where the API's model ends it.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
    """
    run, commit = _fetched(account, name, message)
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
