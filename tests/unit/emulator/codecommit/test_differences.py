"""Differences between commits."""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.codecommit.conftest import commit, tip


@pytest.fixture
def changed(committed: Emulated) -> tuple[Emulated, str]:
    """A second commit that changes, adds and deletes, and the id of the first."""
    first = tip(committed)
    commit(
        committed,
        putFiles=[{"filePath": "README.md", "fileContent": b"new\n"}, {"filePath": "src/a.py", "fileContent": b"x"}],
        deleteFiles=[{"filePath": "src/latest"}],
    )
    return committed, first


CASES: list[tuple[dict[str, str], list[tuple[str, str]]]] = [
    ({}, [("M", "README.md"), ("A", "src/a.py"), ("D", "src/latest")]),
    ({"afterPath": "src"}, [("A", "src/a.py"), ("D", "src/latest")]),
    ({"beforePath": "/README.md"}, [("M", "README.md")]),
    ({"afterPath": "/"}, [("M", "README.md"), ("A", "src/a.py"), ("D", "src/latest")]),
]


@pytest.mark.parametrize(("members", "wanted"), CASES, ids=[str(members) for members, _ in CASES])
def test_files_that_differ(
    changed: tuple[Emulated, str], members: dict[str, str], wanted: list[tuple[str, str]]
) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetDifferences.html."""
    codecommit, first = changed
    found = codecommit.call(
        "GetDifferences",
        repositoryName="models",
        beforeCommitSpecifier=first,
        afterCommitSpecifier="main",
        **members,
    )["differences"]
    assert [(one["changeType"], one.get("afterBlob", one.get("beforeBlob"))["path"]) for one in found] == wanted
    sides = {"A": {"afterBlob"}, "D": {"beforeBlob"}, "M": {"beforeBlob", "afterBlob"}}
    assert [set(one) - {"changeType"} for one in found] == [sides[kind] for kind, _ in wanted]


def test_differences_come_in_pages(changed: tuple[Emulated, str]) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetDifferences.html."""
    codecommit, _ = changed
    seen: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        answer = codecommit.call(
            "GetDifferences", repositoryName="models", afterCommitSpecifier="main", MaxResults=2, **token
        )
        seen.append([one["afterBlob"]["path"] for one in answer["differences"]])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert seen == [["README.md", "src/a.py"], ["src/run.sh", "src/train.py"]]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"afterCommitSpecifier": None}, "CommitRequiredException"),
    ({"afterCommitSpecifier": "a b"}, "InvalidCommitException"),
    ({"beforeCommitSpecifier": "gone"}, "CommitDoesNotExistException"),
    ({"afterPath": "gone"}, "PathDoesNotExistException"),
    ({"afterPath": "a/../b"}, "InvalidPathException"),
    ({"MaxResults": 0}, "InvalidMaxResultsException"),
    ({"NextToken": "?"}, "InvalidContinuationTokenException"),
]


@pytest.mark.parametrize(("members", "code"), REFUSED, ids=[code for _, code in REFUSED])
def test_what_is_refused(committed: Emulated, members: dict[str, Any], code: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetDifferences.html#API_GetDifferences_Errors."""
    asked = {"repositoryName": "models", "afterCommitSpecifier": "main", **members}
    with pytest.raises(ServiceError) as error:
        committed.call("GetDifferences", **{name: value for name, value in asked.items() if value is not None})
    assert error.value.code == code
