"""What the door of git needs of a host: who comes, whether they may, and the context in which they work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cfnproof.emulator.codecommit.git_credentials import GitPassword, GitSignature
from cfnproof.emulator.codecommit.state import CodeCommitContext

PULL, PUSH = "codecommit:GitPull", "codecommit:GitPush"
"""The actions that git asks IAM for.

https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html#aa-git
"""


@dataclass(frozen=True, slots=True)
class GitRequest:
    """A request for a repository: `path` is its own, `/v1/repos/NAME`, `host` the header of that name.

    `operation` is GitPull or GitPush, as the ledger has it.
    """

    repository: str
    path: str
    host: str
    user_agent: str
    source_ip: str
    operation: str


class GitVisit(Protocol):
    """Somebody who has come to a repository, whose name may be that of none."""

    @property
    def context(self) -> CodeCommitContext:
        """The context of the account and region that the repository is in."""
        ...

    def authorize(self, action: str, resource: str, keys: Mapping[str, str]) -> None:
        """Let IAM decide; `keys` are those of the request. Raises ServiceError where it does not allow it."""
        ...


class GitHost(Protocol):
    """A host, as the door sees it."""

    def visit(self, request: GitRequest, shown: GitSignature | GitPassword) -> GitVisit:
        """Who has come. Raises ServiceError for what is nobody's credential, or no longer one."""
        ...
