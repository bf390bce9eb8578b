"""Branches, and what is told of their changes."""

import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cfnproof.emulator.codecommit import references
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import CALLER, Emulated, StillClock
from tests.unit.emulator.codecommit.conftest import ARN, commit, events, metadata, repository, tip

_API = "https://docs.aws.amazon.com/codecommit/latest/APIReference"


def test_branches_are_made_listed_and_deleted(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/branches.html."""
    first = tip(committed)
    for name in ("release/1", "dev"):
        assert committed.call("CreateBranch", repositoryName="models", branchName=name, commitId=first) == {}
    assert committed.call("ListBranches", repositoryName="models") == {"branches": ["dev", "main", "release/1"]}
    commit(committed, branchName="dev", putFiles=[{"filePath": "a", "fileContent": b"x"}], parentCommitId=first)
    assert tip(committed, "dev") != tip(committed) == tip(committed, "release/1") == first
    gone = committed.call("DeleteBranch", repositoryName="models", branchName="release/1")
    assert gone == {"deletedBranch": {"branchName": "release/1", "commitId": first}}
    assert committed.call("DeleteBranch", repositoryName="models", branchName="release/1") == {}
    assert committed.call("ListBranches", repositoryName="models") == {"branches": ["dev", "main"]}


def test_another_default_branch_frees_the_first_one(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateDefaultBranch.html."""
    committed.call("CreateBranch", repositoryName="models", branchName="dev", commitId=tip(committed))
    with pytest.raises(ServiceError, match="DefaultBranchCannotBeDeletedException"):
        committed.call("DeleteBranch", repositoryName="models", branchName="main")
    committed.call("UpdateDefaultBranch", repositoryName="models", defaultBranchName="dev")
    assert metadata(committed)["defaultBranch"] == "dev"
    committed.call("DeleteBranch", repositoryName="models", branchName="main")
    assert committed.call("GetFile", repositoryName="models", filePath="README.md")["commitId"] == tip(committed, "dev")


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("GetBranch", {}, "BranchNameRequiredException"),
    ("GetBranch", {"branchName": "gone"}, "BranchDoesNotExistException"),
    *(
        ("GetBranch", {"branchName": name}, "InvalidBranchNameException")
        for name in ("", "@", "a b", "/a", "a/", ".a", "a.", "a//b", "a@{b", "a~b", "f" * 40, "x" * 257)
    ),
    ("CreateBranch", {"branchName": "dev"}, "CommitIdRequiredException"),
    ("CreateBranch", {"branchName": "dev", "commitId": "main"}, "InvalidCommitIdException"),
    ("CreateBranch", {"branchName": "dev", "commitId": "0" * 40}, "CommitDoesNotExistException"),
    ("CreateBranch", {"branchName": "main", "commitId": "tip"}, "BranchNameExistsException"),
    ("DeleteBranch", {"branchName": "main"}, "DefaultBranchCannotBeDeletedException"),
    ("UpdateDefaultBranch", {}, "BranchNameRequiredException"),
    ("UpdateDefaultBranch", {"defaultBranchName": "gone"}, "BranchDoesNotExistException"),
    ("ListBranches", {"nextToken": "?"}, "InvalidContinuationTokenException"),
]


@pytest.mark.parametrize(("operation", "members", "code"), REFUSED, ids=[f"{one}-{code}" for one, _, code in REFUSED])
def test_what_is_refused(committed: Emulated, operation: str, members: dict[str, Any], code: str) -> None:
    """Each operation's page lists its errors; no branch changes."""
    before = tip(committed)
    known = {"commitId": before} if members.get("commitId") == "tip" else {}
    with pytest.raises(ServiceError) as error:
        committed.call(operation, **{"repositoryName": "models", **members, **known})
    assert error.value.code == code, f"{_API}/API_{operation}.html"
    assert committed.call("ListBranches", repositoryName="models") == {"branches": ["main"]}
    assert metadata(committed)["defaultBranch"] == "main"


def test_a_branch_is_not_made_of_a_tag_by_a_commit(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html#API_CreateCommit_Errors."""
    context = committed._context()  # noqa: SLF001  # there is no API for tags
    references.change(context, repository(committed), references.tag("v1"), None, tip(committed))
    with pytest.raises(ServiceError, match="BranchNameIsTagNameException"):
        commit(committed, branchName="v1", putFiles=[{"filePath": "a", "fileContent": b"x"}])


def test_each_change_of_a_reference_is_told(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html."""
    first, made = tip(committed), repository(committed)
    second = commit(committed, putFiles=[{"filePath": "a", "fileContent": b"x"}])["commitId"]
    committed.call("CreateBranch", repositoryName="models", branchName="dev", commitId=first)
    committed.call("UpdateDefaultBranch", repositoryName="models", defaultBranchName="dev")
    committed.call("DeleteBranch", repositoryName="models", branchName="main")
    references.change(committed._context(), made, references.tag("v1"), None, second)  # noqa: SLF001  # no API for tags
    common = {"callerUserArn": CALLER, "repositoryId": made.id, "repositoryName": "models"}
    main = {"referenceType": "branch", "referenceName": "main", "referenceFullName": "refs/heads/main"}
    dev = {"referenceType": "branch", "referenceName": "dev", "referenceFullName": "refs/heads/dev"}
    tag = {"referenceType": "tag", "referenceName": "v1", "referenceFullName": "refs/tags/v1"}
    assert [json.loads(entry["Detail"]) for entry in events(committed)] == [
        {**common, **main, "event": "referenceCreated", "commitId": first},
        {**common, **main, "event": "referenceUpdated", "commitId": second, "oldCommitId": first},
        {**common, **dev, "event": "referenceCreated", "commitId": first},
        {**common, **main, "event": "referenceDeleted", "oldCommitId": second},
        {**common, **tag, "event": "referenceCreated", "commitId": second},
    ]
    assert {who for who, *_ in committed.clients.asked} == {"inside"}
    entry = events(committed)[0]
    del entry["Detail"]
    assert entry == {
        "Source": "aws.codecommit",
        "DetailType": "CodeCommit Repository State Change",
        "Resources": [ARN],
        "Time": committed.clock.now(),
    }


def test_a_refused_change_tells_nothing(committed: Emulated) -> None:
    """The compare comes before the set, the set before the event."""
    told, made = len(events(committed)), repository(committed)
    main = references.branch("main")
    assert not references.change(committed._context(), made, main, "0" * 40, "1" * 40)  # noqa: SLF001  # the door of git
    assert not references.change(committed._context(), made, main, None, "1" * 40)  # noqa: SLF001  # as above
    assert len(events(committed)) == told


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("InternalException", id="refused"),
        pytest.param({"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}, id="failed-entry"),
    ],
)
def test_an_event_that_is_not_taken_is_an_error_and_the_commit_stays(codecommit: Emulated, answer: object) -> None:
    """A client must learn that nobody was told."""
    codecommit.clients.answers["put_events"] = answer
    with pytest.raises(ServiceError, match="refs/heads/main has changed, but EventBridge did not take the event"):
        commit(codecommit, putFiles=[{"filePath": "a", "fileContent": b"x"}])
    assert codecommit.call("ListBranches", repositoryName="models") == {"branches": ["main"]}


class MeetingClock(StillClock):
    """A clock at which all threads meet when each first asks it the time: after the parent is looked at."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._all, self._met = threading.Barrier(threads, timeout=10), threading.local()

    def now(self) -> dt.datetime:
        """The time."""
        if not getattr(self._met, "yes", False):
            self._met.yes = True
            self._all.wait()
        return super().now()


@pytest.mark.parametrize("start", ["codecommit", "committed"])
def test_of_twenty_commits_on_one_parent_one_wins(start: str, request: pytest.FixtureRequest) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html#API_CreateCommit_Errors."""
    emulated: Emulated = request.getfixturevalue(start)
    parent = {"parentCommitId": tip(emulated)} if start == "committed" else {}
    emulated.clock = MeetingClock(20)

    def one(number: int) -> str:
        put = {"filePath": f"f{number}", "fileContent": b"x"}
        try:
            made = emulated.call("CreateCommit", repositoryName="models", branchName="main", putFiles=[put], **parent)
        except ServiceError as error:
            return error.code
        return str(made["commitId"])

    with ThreadPoolExecutor(20) as pool:
        ended = list(pool.map(one, range(20)))
    lost = "ParentCommitIdOutdatedException" if parent else "ParentCommitIdRequiredException"
    assert sorted(ended) == sorted([tip(emulated), *[lost] * 19])
    assert len(events(emulated)) == 1 + len(parent)


def test_a_key_that_cannot_be_used_closes_the_content(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetBranch.html#API_GetBranch_Errors."""
    key = {"Arn": "arn:aws:kms:eu-west-1:111122223333:key/k", "KeyState": "Enabled"}
    committed.clients.answers["describe_key"] = {"KeyMetadata": key}
    committed.call("UpdateRepositoryEncryptionKey", repositoryName="models", kmsKeyId=key["Arn"])
    assert tip(committed)
    committed.clients.answers["describe_key"] = {"KeyMetadata": {**key, "KeyState": "Disabled"}}
    with pytest.raises(ServiceError, match="EncryptionKeyDisabledException"):
        tip(committed)
