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
from cfnproof.emulator.codepipeline.errors import code_and_message, is_denied
from cfnproof.emulator.codepipeline.providers.action import (
    CONFIGURATION,
    PERMISSION,
    REVISION,
    ActionAbandonedError,
    ActionFailedError,
    RunningAction,
)
from cfnproof.emulator.codepipeline.providers.console import commit_page
from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.errors import ServiceError

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
        packed = _archive(running, repository, commit["commitId"])
    except (ClientError, ServiceError) as error:
        raise _failed(running, error) from error
    page = commit_page(running.context, repository, commit["commitId"])
    artifact = running.put(running.action.outputs[0], packed)
    running.revision(artifact, commit["commitId"], commit["message"], page)
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


def _archive(running: RunningAction, repository: str, commit_id: str) -> bytes:
    """The archive, which CodeCommit makes itself: what it asks for on the way are permissions without an operation.

    The status is asked for once, because the archive is made at once. An archive that nobody waits for by then, because
    the action was abandoned or its time is over, is cancelled.
    https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html#aa-acp
    """
    arn = running.context.arn("codecommit", repository)
    running.clients.authorize("codecommit:UploadArchive", arn)
    state: CodeCommitState = running.context.peer("codecommit")
    packed = archive(find_in(state, repository), commit_id)
    running.clients.authorize("codecommit:GetUploadArchiveStatus", arn)
    try:
        running.check()
    except ActionAbandonedError:
        if refusal := _cancel(running, arn):
            running.note(refusal)
        raise
    except ActionFailedError as late:
        if refusal := _cancel(running, arn):
            raise ActionFailedError(late.code, f"{late.message}. {refusal.message}") from late
        raise
    return packed


def _cancel(running: RunningAction, arn: str) -> ActionFailedError | None:
    """Cancel an archive; what came in the way, None where nothing did."""
    try:
        running.clients.authorize("codecommit:CancelUploadArchive", arn)
    except (ClientError, ServiceError) as error:
        return _failed(running, error)
    return None


def _date(text: str) -> str:
    """A date of git, seconds and an offset, as the variables have it."""
    return f"{datetime.fromtimestamp(int(text.split(maxsplit=1)[0]), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _failed(running: RunningAction, error: ClientError | ServiceError) -> ActionFailedError:
    repository, branch = running.configuration["RepositoryName"], running.configuration["BranchName"]
    code, message = code_and_message(error)
    if code in _MISSING:
        text = _MISSING[code].format(branch=branch, repository=repository, error=message)
        return ActionFailedError(CONFIGURATION, f"The action failed because {text}")
    if is_denied(code):
        return ActionFailedError(PERMISSION, _DENIED.format(repository=repository, error=message))
    return ActionFailedError(REVISION, f"The commit cannot be read from {repository}: {message} (Error Code: {code})")
