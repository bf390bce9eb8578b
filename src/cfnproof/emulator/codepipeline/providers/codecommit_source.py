"""The source action of CodeCommit: the newest commit of a branch, as a zip file.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codecommit.archive import archive
from cfnproof.emulator.codecommit.errors import find_in
from cfnproof.emulator.codecommit.state import CodeCommitState
from cfnproof.emulator.codepipeline.executions.model import Artifact
from cfnproof.emulator.codepipeline.providers.action import (
    CONFIGURATION,
    PERMISSION,
    REVISION,
    ActionFailedError,
    RunningAction,
    is_denied,
)
from cfnproof.emulator.codepipeline.providers.console import commit_page
from cfnproof.emulator.context import ClientOf

_MISSING: Final = {
    "BranchDoesNotExistException": "no branch named {branch} was found in the selected AWS CodeCommit repository "
    "{repository}. Make sure you are using the correct branch name, and then try again. Error: {error}",
    "RepositoryDoesNotExistException": "no AWS CodeCommit repository named {repository} was found. Make sure you are "
    "using the correct repository name, and then try again. Error: {error}",
}
_DENIED: Final = (
    "The service role or action role doesn't have the permissions required to access the AWS CodeCommit repository "
    "named {repository}. Update the IAM role permissions, and then try again. Error: {error}"
)


def execute(running: RunningAction) -> Mapping[str, str]:
    """Put out the newest commit of the branch, or the one that the start of the execution names."""
    repository, branch = running.configuration["RepositoryName"], running.configuration["BranchName"]
    try:
        commit = _commit(running, repository)
    except ClientError as error:
        raise _failed(error, repository, branch) from error
    page = commit_page(running.context, repository, commit["commitId"])
    running.revision(_put(running, repository, commit["commitId"]), commit["commitId"], commit["message"], page)
    return {
        "AuthorDate": _date(commit["author"]["date"]),
        "BranchName": branch,
        "CommitId": commit["commitId"],
        "CommitMessage": commit["message"],
        "CommitterDate": _date(commit["committer"]["date"]),
        "RepositoryName": repository,
    }


def newest(clients: ClientOf, configuration: Mapping[str, str]) -> str:
    """The newest commit of the branch."""
    codecommit: Any = clients("codecommit")  # boto3's clients have no types
    found = codecommit.get_branch(
        repositoryName=configuration["RepositoryName"], branchName=configuration["BranchName"]
    )
    commit_id: str = found["branch"]["commitId"]
    return commit_id


def _commit(running: RunningAction, repository: str) -> dict[str, Any]:
    """The commit as GetCommit gives it."""
    codecommit: Any = running.clients("codecommit")  # as above
    wanted = running.overrides.get("COMMIT_ID")
    commit_id = wanted or newest(running.clients, running.configuration)
    found: dict[str, Any] = codecommit.get_commit(repositoryName=repository, commitId=commit_id)["commit"]
    return found


def _put(running: RunningAction, repository: str, commit_id: str) -> Artifact:
    """CodeCommit makes the archive itself: codecommit:UploadArchive is a permission without an operation."""
    state: CodeCommitState = running.context.peer("codecommit")
    return running.put(running.action.outputs[0], archive(find_in(state, repository), commit_id))


def _date(text: str) -> str:
    """A date of git, seconds and an offset, as the variables have it."""
    return f"{datetime.fromtimestamp(int(text.split(maxsplit=1)[0]), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _failed(error: ClientError, repository: str, branch: str) -> ActionFailedError:
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code in _MISSING:
        text = _MISSING[code].format(branch=branch, repository=repository, error=message)
        return ActionFailedError(CONFIGURATION, f"The action failed because {text}")
    if is_denied(code):
        return ActionFailedError(PERMISSION, _DENIED.format(repository=repository, error=message))
    return ActionFailedError(REVISION, f"The commit cannot be read from {repository}: {message} (Error Code: {code})")
