"""Pushes to CodeCommit through boto3.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
"""

import json
from collections.abc import Iterator

import pytest

from cfnproof.hosts.moto.host import MotoHost, moto_host
from cfnproof.hosts.repositories import PushRefusedError, branch_tip, push
from tests.unit.hosts.resource_policies import queue


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """An account with a repository that is not empty."""
    with moto_host() as host:
        host.client("codecommit").create_repository(repositoryName="app")
        push(host.client, "app", "main", {"README.md": "app"}, message="first")
        yield host


def content(host: MotoHost, branch: str, path: str) -> bytes:
    """A file at the tip of a branch."""
    answer = host.client("codecommit").get_file(repositoryName="app", commitSpecifier=branch, filePath=path)
    found: bytes = answer["fileContent"]
    return found


def test_one_push_after_another(host: MotoHost) -> None:
    """Each stands on the one before; files change, appear and go."""
    tip = branch_tip(host.client, "app", "main")
    first = push(host.client, "app", "main", {"a.txt": "one", "deep/b.bin": b"\x00\xff"})
    second = push(host.client, "app", "main", {"a.txt": "two", "c.txt": "new"}, delete=["deep/b.bin"], message="more")
    assert branch_tip(host.client, "app", "main") == second
    commits = [host.client("codecommit").get_commit(repositoryName="app", commitId=one) for one in (first, second)]
    assert [one["commit"]["parents"] for one in commits] == [[tip], [first]]
    assert commits[1]["commit"]["message"].strip() == "more"
    assert (content(host, "main", "a.txt"), content(host, "main", "c.txt")) == (b"two", b"new")
    assert content(host, first, "deep/b.bin") == b"\x00\xff"
    with pytest.raises(host.client("codecommit").exceptions.FileDoesNotExistException):
        content(host, "main", "deep/b.bin")


def test_a_new_branch(host: MotoHost) -> None:
    """Grows from the default branch, and one event tells of it, as of git's push.

    https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html#referenceCreated
    """
    events, pattern = host.client("events"), '{"source": ["aws.codecommit"]}'
    told_to = queue(host.client, "events", "events.amazonaws.com")
    events.put_rule(Name="all", EventPattern=pattern)
    events.put_targets(Rule="all", Targets=[{"Id": "queue", "Arn": told_to.arn}])
    commit = push(host.client, "app", "release", {"notes.txt": "new"})
    bodies = [json.loads(one["Body"]) for one in told_to.received()]
    told = [one["detail"] for one in bodies if one["detail"]["referenceName"] == "release"]
    assert [(one["event"], one["commitId"]) for one in told] == [("referenceCreated", commit)]
    assert content(host, "release", "README.md") == b"app"
    assert set(host.client("codecommit").list_branches(repositoryName="app")["branches"]) >= {"main", "release"}
    assert not [one for one in host.client("codecommit").list_branches(repositoryName="app")["branches"] if "-" in one]
    events.remove_targets(Rule="all", Ids=["queue"])


def test_more_files_than_a_commit_takes(host: MotoHost) -> None:
    """Are several commits: https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html ."""
    tip = branch_tip(host.client, "app", "main")
    last = push(host.client, "app", "main", {f"{number}.txt": str(number) for number in range(101)})
    commit = host.client("codecommit").get_commit(repositoryName="app", commitId=last)["commit"]
    assert commit["parents"] != [tip]
    assert (content(host, "main", "0.txt"), content(host, "main", "100.txt")) == (b"0", b"100")


def test_what_is_refused(host: MotoHost) -> None:
    """With AWS's code; that there is nothing to push is said, too."""
    with pytest.raises(PushRefusedError) as caught:
        push(host.client, "absent", "main", {"a.txt": "one"})
    assert caught.value.code == "RepositoryDoesNotExistException"
    assert "branch 'main' of repository 'absent', was refused" in caught.value.message
    with pytest.raises(PushRefusedError) as caught:
        push(host.client, "app", "main", {"README.md": "app"})
    assert caught.value.code == "NoChangeException"
    host.client("codecommit").create_repository(repositoryName="empty")
    with pytest.raises(PushRefusedError, match="nothing to push"):
        push(host.client, "empty", "main", {})
