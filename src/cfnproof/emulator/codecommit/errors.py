"""What CodeCommit refuses, in its own words where they are known.

https://docs.aws.amazon.com/codecommit/latest/APIReference/CommonErrors.html
"""

from cfnproof.emulator.codecommit.state import CodeCommitContext, Repository
from cfnproof.emulator.errors import ServiceError


def name_taken(name: str) -> ServiceError:
    """A repository of that name is there already."""
    return ServiceError("RepositoryNameExistsException", f"Repository named {name} already exists")


def find(context: CodeCommitContext, name: str) -> Repository:
    """The repository of a name.

    Raises ServiceError RepositoryDoesNotExistException.
    """
    found = context.state.repositories.get(name)
    if found is None:
        raise ServiceError("RepositoryDoesNotExistException", f"{name} does not exist")
    return found


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
