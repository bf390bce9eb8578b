"""The service CodeCommit."""

from botocore.model import OperationModel

from cfnproof.emulator.codecommit import requests
from cfnproof.emulator.codecommit.repositories import RepositoryOperations
from cfnproof.emulator.codecommit.state import CodeCommitState
from cfnproof.emulator.codecommit.tags import TagOperations
from cfnproof.emulator.codecommit.triggers import TriggerOperations
from cfnproof.emulator.service import Request, Service


class CodeCommit(RepositoryOperations, TagOperations, TriggerOperations, Service[CodeCommitState]):
    """Repositories of an account and region. Triggers are kept, and fire nothing."""

    name = "codecommit"
    operations = (
        "BatchGetRepositories",
        "CreateRepository",
        "DeleteRepository",
        "GetRepository",
        "GetRepositoryTriggers",
        "ListRepositories",
        "ListTagsForResource",
        "PutRepositoryTriggers",
        "TagResource",
        "UntagResource",
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
