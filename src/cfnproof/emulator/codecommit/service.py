"""The service CodeCommit."""

from botocore.model import OperationModel

from cfnproof.emulator.codecommit import requests
from cfnproof.emulator.codecommit.branches import BranchOperations
from cfnproof.emulator.codecommit.commits import CommitOperations
from cfnproof.emulator.codecommit.differences import DifferenceOperations
from cfnproof.emulator.codecommit.files import FileOperations
from cfnproof.emulator.codecommit.repositories import RepositoryOperations
from cfnproof.emulator.codecommit.state import CodeCommitState
from cfnproof.emulator.codecommit.tags import TagOperations
from cfnproof.emulator.codecommit.triggers import TriggerOperations
from cfnproof.emulator.service import Request, Service


class CodeCommit(
    RepositoryOperations,
    BranchOperations,
    CommitOperations,
    FileOperations,
    DifferenceOperations,
    TagOperations,
    TriggerOperations,
    Service[CodeCommitState],
):
    """Repositories of an account and region, with content in git. Triggers are kept, and fire nothing."""

    name = "codecommit"
    operations = (
        "BatchGetCommits",
        "BatchGetRepositories",
        "CreateBranch",
        "CreateCommit",
        "CreateRepository",
        "DeleteBranch",
        "DeleteFile",
        "DeleteRepository",
        "GetBlob",
        "GetBranch",
        "GetCommit",
        "GetDifferences",
        "GetFile",
        "GetFolder",
        "GetRepository",
        "GetRepositoryTriggers",
        "ListBranches",
        "ListRepositories",
        "ListTagsForResource",
        "PutFile",
        "PutRepositoryTriggers",
        "TagResource",
        "UntagResource",
        "UpdateDefaultBranch",
        "UpdateRepositoryDescription",
        "UpdateRepositoryEncryptionKey",
        "UpdateRepositoryName",
    )

    def new_state(self) -> CodeCommitState:
        """No repositories."""
        return CodeCommitState()

    def check(self, operation: OperationModel, request: Request) -> None:
        """Refuse with CodeCommit's own codes."""
        requests.check(operation, request)
