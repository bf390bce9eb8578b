"""What crosses between processes is read as it was written, but for secrets."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.emulator.events.model import Undelivered
from cfnproof.emulator.pipeline_action import PipelineAction
from cfnproof.emulator.plans import EndpointPlan, Plans, TrainingPlan
from cfnproof.hosts.access.ledger import MASK, Entry, Source, masked, told
from cfnproof.hosts.control_json import (
    duration_of,
    entry_json,
    entry_of,
    plans_json,
    plans_of,
    sight_json,
    sight_of,
    time_of,
    undelivered_json,
    undelivered_of,
)
from cfnproof.hosts.interruptions import Sight, State
from cfnproof.iam.decision import Decision, Missing, Nearest, Outcome, PolicyType, Statement
from cfnproof.iam.request import Principal, PrincipalKind, Request
from tests.unit.hosts.ledger_entries import entry

TEXT = st.text(max_size=8)
ZONES = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001  # hypothesis adds zones
KEYS = st.sampled_from(
    ("aws:sourceip", "sts:externalid", "aws:requesttag/password", "aws:requesttag/owner", "lambda:eventsourcetoken")
)
VALUES = TEXT | st.lists(TEXT, max_size=3).map(tuple)
STATEMENTS = st.builds(Statement, st.sampled_from(PolicyType), TEXT, st.integers(0, 99), TEXT, TEXT)
DETAILS = TEXT | st.sampled_from(("asked for is sts:ExternalId hush", "asked for is aws:SourceIp 10.0.0.1"))
NEAREST = st.builds(Nearest, STATEMENTS, st.sampled_from(("Action", "Condition")), DETAILS)
MISSING = st.builds(Missing, st.sampled_from(PolicyType), TEXT, st.none() | NEAREST)
ENTRIES = st.builds(
    Entry,
    TIMES,
    st.builds(
        Request,
        st.builds(Principal, st.sampled_from(PrincipalKind), TEXT, TEXT, TEXT),
        TEXT,
        TEXT,
        TEXT,
        st.dictionaries(KEYS | TEXT, VALUES, max_size=4),
    ),
    st.builds(Decision, st.sampled_from(Outcome), st.lists(STATEMENTS, max_size=3).map(tuple), st.none() | MISSING),
    st.builds(Source, TEXT, TEXT, TEXT, st.none() | st.builds(PipelineAction, TEXT, TEXT, TEXT, TEXT)),
)
DURATIONS = st.timedeltas(timedelta(), timedelta(days=36_500))
REASONS = st.none() | TEXT


def crossed(members: Any) -> Any:  # noqa: ANN401  # JSON's values
    """As it comes out at the other end."""
    return json.loads(json.dumps(members, allow_nan=False))


def without_secrets(one: Entry) -> Entry:
    """An entry as it may be seen outside."""
    context = {
        key: tuple(value) if isinstance(value, list) else value for key, value in masked(one.request.context).items()
    }
    missing = one.decision.missing
    if missing and missing.nearest:
        missing = replace(missing, nearest=replace(missing.nearest, detail=told(missing.nearest)))
    return replace(one, request=replace(one.request, context=context), decision=replace(one.decision, missing=missing))


@given(ENTRIES)
def test_a_decision_comes_back_without_its_secrets(one: Entry) -> None:
    """And a second time as the first time."""
    there = entry_of(crossed(entry_json(one)))
    assert there == without_secrets(one)
    assert there.as_json() == one.as_json()
    assert entry_of(crossed(entry_json(there))) == there


def test_no_secret_is_written() -> None:
    """Neither among the keys of the request nor in what a condition says of it."""
    one = entry("a", allowed=False, context={"sts:externalid": "hush", "aws:requesttag/db-password": "hush"})
    missing = one.decision.missing
    assert missing is not None
    assert missing.nearest is not None
    nearest = replace(missing.nearest, element="Condition", detail="sts:ExternalId is hush, and must be quiet")
    one = replace(one, decision=replace(one.decision, missing=replace(missing, nearest=nearest)))
    written = json.dumps(entry_json(one))
    assert "hush" not in written
    assert "quiet" not in written
    assert written.count(MASK) == 2


@given(st.builds(Undelivered, TEXT, TEXT, TEXT, TEXT, TIMES))
def test_an_undelivered_event_comes_back(lost: Undelivered) -> None:
    """With its time."""
    assert undelivered_of(crossed(undelivered_json(lost))) == lost


@given(
    st.builds(
        Plans, st.builds(EndpointPlan, DURATIONS, REASONS), st.builds(TrainingPlan, DURATIONS, REASONS), DURATIONS
    )
)
def test_plans_come_back(plans: Plans) -> None:
    """To the microsecond."""
    assert plans_of(crossed(plans_json(plans)), Plans()) == plans


@pytest.mark.parametrize("state", State)
def test_a_sight_comes_back(state: State) -> None:
    """With what was asked for."""
    seen = Sight(state, frozenset({"GetBranch", "GetCommit"}))
    assert sight_of(crossed(sight_json(seen))) == seen


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), 10**400, True, "1", None])
def test_a_duration_is_a_number_of_seconds(value: object) -> None:
    """From 0 on."""
    with pytest.raises(ValueError, match=r"training\.duration is .*: give a number of seconds, 0 or more"):
        duration_of(value, "training.duration")


def test_a_duration_has_an_end() -> None:
    """That of Python's."""
    with pytest.raises(ValueError, match="advance is 1000000000000000: give at most 86399999999999 seconds"):
        duration_of(10**15, "advance")


def test_a_time_says_where_it_is() -> None:
    """Else nobody knows when it is."""
    with pytest.raises(ValueError, match="has no offset from UTC"):
        time_of("2026-03-01T12:00:00")
