"""Operations on branches.

https://docs.aws.amazon.com/codecommit/latest/userguide/branches.html
"""

from typing import Final

from cfnproof.emulator.codecommit import contents, errors, references
from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.service import Answer, Request

_PAGE: Final = 1000


class BranchOperations:
    """Create, describe, list and delete branches, and choose the default one."""

    def get_branch(self, context: CodeCommitContext, request: Request) -> Answer:
        """The tip of a branch."""
        repository, name = contents.find(context, request["repositoryName"]), request["branchName"]
        tip = references.target(repository, references.branch(name))
        if tip is None:
            raise errors.branch_missing(repository, name)
        return {"branch": {"branchName": name, "commitId": tip}}

    def list_branches(self, context: CodeCommitContext, request: Request) -> Answer:
        """Names of branches, a thousand at a time."""
        repository = contents.find(context, request["repositoryName"])
        try:
            part = page(references.branches(repository), request.get("nextToken"), _PAGE)
        except InvalidTokenError as error:
            raise errors.invalid_token("ListBranches") from error
        return {"branches": list(part.items)} | ({"nextToken": part.next_token} if part.next_token else {})

    def create_branch(self, context: CodeCommitContext, request: Request) -> Answer:
        """Point a new branch to a commit."""
        repository, name = contents.find(context, request["repositoryName"]), request["branchName"]
        if contents.commit(repository, request["commitId"]) is None:
            raise errors.commit_missing(repository, request["commitId"])
        if not references.change(context, repository, references.branch(name), None, request["commitId"]):
            raise ServiceError(
                "BranchNameExistsException", f"A branch named {name} already exists in {repository.name}"
            )
        return {}

    def delete_branch(self, context: CodeCommitContext, request: Request) -> Answer:
        """Delete a branch that is not the default one; the answer for one that is not there is empty."""
        repository, name = contents.find(context, request["repositoryName"]), request["branchName"]
        reference = references.branch(name)
        while tip := references.target(repository, reference):
            if references.change(context, repository, reference, tip, None):
                return {"deletedBranch": {"branchName": name, "commitId": tip}}
        return {}

    def update_default_branch(self, context: CodeCommitContext, request: Request) -> Answer:
        """Choose the default branch."""
        repository, name = contents.find(context, request["repositoryName"]), request["defaultBranchName"]
        if not references.set_default_branch(context, repository, name):
            raise errors.branch_missing(repository, name)
        return {}
