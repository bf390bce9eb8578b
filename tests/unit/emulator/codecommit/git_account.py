"""A repository at a served address, and who comes to it with git."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.credentials import Credentials

from cfnproof.hosts.moto.host import MotoHost
from tests.git_client import Git, signing


@dataclass(frozen=True, slots=True)
class GitAccount:
    """An account whose door of git is at an address; `folder` is for the clients' own."""

    host: MotoHost
    server: str
    folder: Path

    @property
    def codecommit(self) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """The administrator's client."""
        return self.host.client("codecommit")

    def repository(self, name: str) -> str:
        """Make a repository; return its address."""
        self.codecommit.create_repository(repositoryName=name)
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a repository."""
        return f"{self.server}/v1/repos/{name}"

    def arn(self, name: str) -> str:
        """The ARN of a repository."""
        return f"arn:aws:codecommit:{self.host.region}:{self.host.account}:{name}"

    def administrator(self, address: str) -> Git:
        """Git of the administrator, who signs for a repository."""
        pair = self.host.administrator
        return self.git(signing(Credentials(pair.access_key, pair.secret), self.host.region, address))

    def git(self, config: Mapping[str, str]) -> Git:
        """Git in a new folder."""
        at = self.folder / str(len(list(self.folder.iterdir())))
        at.mkdir()
        return Git(at, config)

    def clone(self, address: str, git: Git | None = None) -> Git:
        """Git in a clone of a repository, the administrator's where no other is given."""
        git = git or self.administrator(address)
        git("clone", "-q", address, "clone")
        return git.inside("clone")

    def user(self, name: str, *statements: Mapping[str, Any]) -> Credentials:
        """A user with statements, and an access key."""
        iam = self.host.client("iam")
        iam.create_user(UserName=name)
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
            iam.put_user_policy(UserName=name, PolicyName="git", PolicyDocument=document)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Credentials(key["AccessKeyId"], key["SecretAccessKey"])

    def of(self, credentials: Credentials, address: str) -> Git:
        """Git of whom credentials are of, who signs for a repository."""
        return self.git(signing(credentials, self.host.region, address))


def allow(action: str | list[str], resource: str = "*", **elements: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """A statement that allows, unless its elements say otherwise."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}
