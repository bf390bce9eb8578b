"""Requests to controls: what is answered, and how what is wrong is refused."""

import json
from typing import Any

import pytest

from cfnproof.emulator.plans import Plans
from cfnproof.hosts.control import HostControl
from cfnproof.hosts.control_resources import ERROR, respond
from tests.unit.hosts.ledger_entries import entry


@pytest.fixture
def control() -> HostControl:
    """Controls of a fresh account."""
    return HostControl()


def ask(control: HostControl, method: str, target: str, body: object = None) -> tuple[int, Any]:
    """The status and the members of an answer."""
    status, answer = respond(method, target, b"" if body is None else json.dumps(body).encode(), control)
    return status, json.loads(answer)


def test_what_is_there_is_listed(control: HostControl) -> None:
    """With and without a slash."""
    status, answer = ask(control, "GET", "")
    assert status == 200
    assert ask(control, "GET", "/") == (status, answer)
    assert answer["resources"] == {
        "/": ["GET"],
        "/clock": ["GET", "POST"],
        "/hold": ["GET", "PUT"],
        "/plans": ["GET", "PUT"],
        "/undelivered": ["GET"],
        "/ledger": ["DELETE", "GET"],
        "/interruptions": ["GET", "POST"],
        "/interruptions/ID": ["DELETE", "GET"],
    }


@pytest.mark.parametrize("path", ["/legder", "/clock/1", "/plans/training"])
def test_what_is_not_there(control: HostControl, path: str) -> None:
    """The message lists what is."""
    status, answer = ask(control, "GET", path)
    assert status == 404
    assert answer[ERROR] == (
        f"there is no {path!r}: there are /, /clock, /hold, /plans, /undelivered, /ledger, /interruptions, "
        "/interruptions/ID"
    )


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [("DELETE", "/clock", "GET, POST"), ("POST", "/ledger", "GET, DELETE"), ("PUT", "/interruptions", "GET, POST")],
)
def test_methods_that_a_resource_does_not_take(control: HostControl, method: str, path: str, takes: str) -> None:
    """The message lists those that it takes."""
    status, answer = ask(control, method, path)
    assert (status, answer[ERROR]) == (405, f"{path!r} cannot be asked with {method!r}: it takes {takes}")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json(control: HostControl, body: bytes) -> None:
    """The message says what to give."""
    status, answer = respond("POST", "/clock", body, control)
    assert status == 400
    told = json.loads(answer)[ERROR]
    assert told.startswith("the body is no JSON (")
    assert told.endswith("give an object with advance")


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("POST", "/clock", [], "the body is []: give an object with advance"),
        ("POST", "/clock", {}, "the body is {}: give an object with advance"),
        ("POST", "/clock", {"by": 1}, "the body is {'by': 1}: give an object with advance"),
        ("POST", "/clock", {"advance": "1h"}, "advance is '1h': give a number of seconds, 0 or more"),
        ("POST", "/clock", {"advance": -1}, "advance is -1: give a number of seconds, 0 or more"),
        ("POST", "/clock", {"advance": 3e11}, "the clock cannot go ahead by 3472222 days, 5:20:00: no date has a year"),
        ("PUT", "/hold", {"seconds": None}, "seconds is None: give a number of seconds, 0 or more"),
        ("PUT", "/hold", {"seconds": 1e300}, "seconds is 1e+300: nothing can wait longer than"),
        ("PUT", "/plans", {"trainings": 1}, "the body is {'trainings': 1}: give an object with endpoints, training, s"),
        ("PUT", "/plans", {"training": {"duration": 1}}, "training is {'duration': 1}: give an object such as {\"dur"),
        (
            "PUT",
            "/plans",
            {"sourcePoll": 9, "training": {"duration": 1, "failure": 3}},
            "training.failure is 3: give text",
        ),
        ("POST", "/interruptions", {"seconds": 1}, "no operation is named: give the name of an API operation"),
        ("POST", "/interruptions", {"operation": 1}, "operation is 1: give text"),
        ("POST", "/interruptions", {"operation": "A", "seconds": 0}, "a request cannot be held for 0.0 s: give more"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(
    control: HostControl, method: str, path: str, body: object, told: str
) -> None:
    """What, which value, and what to do."""
    before = control.clock.ahead
    status, answer = ask(control, method, path, body)
    assert status == 400
    assert answer[ERROR].startswith(told)
    assert (control.hold_seconds, control.plans, control.clock.ahead) == (1.0, Plans(), before)
    assert control.interruptions.all() == {}


def test_the_ledger_from_a_number_on(control: HostControl) -> None:
    """Numbers go on where it is cleared."""

    def resources(after: int) -> tuple[int, list[str]]:
        status, answer = ask(control, "GET", f"/ledger?after={after}")
        assert (status, answer["ledger"]) == (200, control.ledger.id)
        return answer["first"], [one["request"]["resource"].rpartition("/")[2] for one in answer["entries"]]

    for key in "abc":
        control.ledger.add(entry(key))
    assert [resources(after) for after in (0, 2, 3, 4)] == [(0, ["a", "b", "c"]), (0, ["c"]), (0, []), (0, [])]
    assert ask(control, "DELETE", "/ledger") == (200, {})
    control.ledger.add(entry("d"))
    assert [resources(after) for after in (0, 3, 4)] == [(3, ["d"]), (3, ["d"]), (3, [])]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/ledger?after=x", "the query is 'after=x': give none, or after=N"),
        ("/ledger?after=-1", "the query is 'after=-1': give none, or after=N"),
        ("/ledger?since=1", "the query is 'since=1': give none, or after=N"),
        ("/ledger?after=", "the query is 'after=': give none, or after=N"),
        ("/clock?after=1", "'/clock' takes no query, given is 'after=1': leave it out"),
    ],
)
def test_queries_that_are_none(control: HostControl, target: str, told: str) -> None:
    """Only the ledger takes one."""
    status, answer = ask(control, "GET", target)
    assert status == 400
    assert answer[ERROR].startswith(told)


def test_an_interruption_by_its_id(control: HostControl) -> None:
    """Set, looked at, released; then there is none."""
    made = {"id": "1", "operation": "GetBranch", "seconds": 30.0, "state": "awaited", "asked": []}
    assert ask(control, "POST", "/interruptions", {"operation": "GetBranch"}) == (200, made)
    assert ask(control, "GET", "/interruptions/1") == (200, made)
    assert ask(control, "GET", "/interruptions") == (200, {"interruptions": [made]})
    assert ask(control, "GET", "/interruptions/7") == (
        404,
        {ERROR: "there is no interruption '7': there are 1"},
    )
    assert ask(control, "DELETE", "/interruptions/1") == (200, made)
    assert ask(control, "DELETE", "/interruptions/1") == (
        404,
        {ERROR: "there is no interruption '1': there are none"},
    )
