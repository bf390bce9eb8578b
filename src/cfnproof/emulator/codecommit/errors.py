"""What CodeCommit refuses, in its own words where they are known.

https://docs.aws.amazon.com/codecommit/latest/APIReference/CommonErrors.html
"""

from cfnproof.emulator.codecommit.state import CodeCommitContext, CodeCommitState, Repository
from cfnproof.emulator.errors import ServiceError


def name_taken(name: str) -> ServiceError:
    """A repository of that name is there already."""
    return ServiceError("RepositoryNameExistsException", f"Repository named {name} already exists")


def branch_missing(repository: Repository, name: str) -> ServiceError:
    """A branch is not there."""
    return ServiceError("BranchDoesNotExistException", f"Branch {name} does not exist in repository {repository.name}")


def commit_missing(repository: Repository, specifier: str) -> ServiceError:
    """A commit, or the reference that should name one, is not there."""
    return ServiceError("CommitDoesNotExistException", f"Commit {specifier} does not exist in {repository.name}")


def file_missing(path: str) -> ServiceError:
    """A file is not there."""
    return ServiceError("FileDoesNotExistException", f"Could not find path {path}")


def invalid_token(operation: str) -> ServiceError:
    """A continuation token is not one that the operation gave."""
    return ServiceError(
        "InvalidContinuationTokenException", f"The continuation token is not one that {operation} returned"
    )


def find_in(state: CodeCommitState, name: str) -> Repository:
    """The repository of a name in the state of an account and region.

    Raises ServiceError RepositoryDoesNotExistException.
    """
    found = state.repositories.get(name)
    if found is None:
        raise ServiceError("RepositoryDoesNotExistException", f"{name} does not exist")
    return found


def find(context: CodeCommitContext, name: str) -> Repository:
    """The repository of a name.

    Raises ServiceError RepositoryDoesNotExistException.
    """
    return find_in(context.state, name)


def find_by_arn(context: CodeCommitContext, arn: str) -> Repository:
    """The repository of an ARN.

    Raises ServiceError InvalidResourceArnException or RepositoryDoesNotExistException.
    """
    name = arn.rpartition(":")[2]
    if arn != context.arn("codecommit", name):
        raise ServiceError(
            "InvalidResourceArnException",
            f"{arn!r} is not the ARN of a repository of this account and region: "
            f"write {context.arn('codecommit', '<name>')}",
        )
    return find(context, name)
