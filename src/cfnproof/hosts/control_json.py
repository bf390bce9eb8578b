"""The JSON of what crosses between a host's controls and those who steer them over HTTP, written and read.

Times are ISO 8601, durations seconds. Secrets of requests are masked where they are written: what is read has the mask.
What reads raises ValueError, KeyError or TypeError for what was not written here.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from cfnproof.emulator.events.model import Undelivered
from cfnproof.emulator.pipeline_action import PipelineAction
from cfnproof.emulator.plans import EndpointPlan, Plans, TrainingPlan
from cfnproof.hosts.access.ledger import Entry, Source, masked, told
from cfnproof.hosts.interruptions import Sight, State
from cfnproof.iam.decision import Decision, Missing, Nearest, Outcome, PolicyType, Statement
from cfnproof.iam.request import Principal, PrincipalKind, Request

Members = Mapping[str, Any]
"""An object of JSON: its values, so Any."""
_PLAN_MEMBERS: Final = frozenset({"duration", "failure"})


def entry_json(entry: Entry) -> dict[str, Any]:
    """A decision."""
    source = entry.source
    return {
        "time": entry.time.isoformat(),
        "request": _request_json(entry.request),
        "decision": _decision_json(entry.decision),
        "source": {
            "service": source.service,
            "operation": source.operation,
            "requestId": source.request_id,
            "pipelineAction": source.pipeline_action.as_json() if source.pipeline_action else None,
        },
    }


def entry_of(members: Members) -> Entry:
    """A decision, read."""
    source = members["source"]
    action = source["pipelineAction"]
    return Entry(
        time_of(members["time"]),
        _request_of(members["request"]),
        _decision_of(members["decision"]),
        Source(source["service"], source["operation"], source["requestId"], action and _action_of(action)),
    )


def undelivered_json(lost: Undelivered) -> dict[str, str]:
    """An event that a target did not get."""
    return {
        "ruleArn": lost.rule_arn,
        "targetArn": lost.target_arn,
        "code": lost.code,
        "message": lost.message,
        "time": lost.time.isoformat(),
    }


def undelivered_of(members: Members) -> Undelivered:
    """An event that a target did not get, read."""
    return Undelivered(
        members["ruleArn"], members["targetArn"], members["code"], members["message"], time_of(members["time"])
    )


def plans_json(plans: Plans) -> dict[str, Any]:
    """How work goes that takes AWS minutes."""
    return {
        "endpoints": plan_json(plans.endpoints),
        "training": plan_json(plans.training),
        "sourcePoll": plans.source_poll.total_seconds(),
    }


def plans_of(members: Members, before: Plans) -> Plans:
    """The same, read; what is not said stays as before."""
    plans = replace(before)
    for name, plan in members.items():
        match name:
            case "endpoints":
                plans.endpoints = EndpointPlan(*_plan_of(plan, name))
            case "training":
                plans.training = TrainingPlan(*_plan_of(plan, name))
            case "sourcePoll":
                plans.source_poll = duration_of(plan, name)
            case _:
                raise ValueError(f"there are no plans of {name!r}: give endpoints, training, sourcePoll")
    return plans


def plan_json(plan: EndpointPlan | TrainingPlan) -> dict[str, Any]:
    """One of them."""
    return {"duration": plan.duration.total_seconds(), "failure": plan.failure}


def sight_json(sight: Sight) -> dict[str, Any]:
    """How far an interruption is."""
    return {"state": sight.state.value, "asked": sorted(sight.asked)}


def sight_of(members: Members) -> Sight:
    """How far an interruption is, read."""
    return Sight(State(members["state"]), frozenset(members["asked"]))


def time_of(text: str) -> datetime:
    """A time, aware."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"the time {text!r} has no offset from UTC")
    return time


def text_of(value: object, what: str) -> str:
    """Text; `what` is the member that has it."""
    if isinstance(value, str):
        return value
    raise ValueError(f"{what} is {value!r}: give text")


def seconds_of(value: object, what: str) -> float:
    """A number of seconds, 0 or more, as above."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            if math.isfinite(value) and value >= 0:
                return float(value)
        except OverflowError:
            pass  # an int that is larger than any float: refused as what is infinite
    raise ValueError(f"{what} is {value!r}: give a number of seconds, 0 or more")


def duration_of(value: object, what: str) -> timedelta:
    """The duration of a number of seconds."""
    seconds = seconds_of(value, what)
    try:
        return timedelta(seconds=seconds)
    except OverflowError as error:
        longest = timedelta.max // timedelta(seconds=1)
        raise ValueError(f"{what} is {value!r}: give at most {longest} seconds") from error


def _plan_of(members: object, what: str) -> tuple[timedelta, str | None]:
    if not isinstance(members, dict) or members.keys() != _PLAN_MEMBERS:
        raise ValueError(f'{what} is {members!r}: give an object such as {{"duration": 1.5, "failure": null}}')
    failure = members["failure"]
    reason = None if failure is None else text_of(failure, f"{what}.failure")
    return duration_of(members["duration"], f"{what}.duration"), reason


def _request_json(request: Request) -> dict[str, Any]:
    principal = request.principal
    return {
        "principal": {
            "kind": principal.kind.value,
            "name": principal.name,
            "account": principal.account,
            "role": principal.role,
        },
        "action": request.action,
        "resource": request.resource,
        "account": request.account,
        "context": masked(request.context),
    }


def _request_of(members: Members) -> Request:
    who = members["principal"]
    return Request(
        Principal(PrincipalKind(who["kind"]), who["name"], who["account"], who["role"]),
        members["action"],
        members["resource"],
        members["account"],
        {key: tuple(value) if isinstance(value, list) else value for key, value in members["context"].items()},
    )


def _decision_json(decision: Decision) -> dict[str, Any]:
    missing = decision.missing
    return {
        "outcome": decision.outcome.value,
        "statements": [_statement_json(one) for one in decision.statements],
        "missing": missing and _missing_json(missing),
    }


def _decision_of(members: Members) -> Decision:
    missing = members["missing"]
    statements = tuple(_statement_of(one) for one in members["statements"])
    return Decision(Outcome(members["outcome"]), statements, missing and _missing_of(missing))


def _missing_json(missing: Missing) -> dict[str, Any]:
    nearest = missing.nearest
    return {
        "policyType": missing.type.value,
        "because": missing.because,
        "nearest": nearest
        and {
            "statement": _statement_json(nearest.statement),
            "element": nearest.element,
            "detail": told(nearest),
        },
    }


def _missing_of(members: Members) -> Missing:
    near = members["nearest"]
    nearest = near and Nearest(_statement_of(near["statement"]), near["element"], near["detail"])
    return Missing(PolicyType(members["policyType"]), members["because"], nearest)


def _statement_json(statement: Statement) -> dict[str, Any]:
    return {
        "policyType": statement.type.value,
        "policy": statement.policy,
        "index": statement.index,
        "sid": statement.sid,
        "effect": statement.effect,
    }


def _statement_of(members: Members) -> Statement:
    policy_type = PolicyType(members["policyType"])
    return Statement(policy_type, members["policy"], members["index"], members["sid"], members["effect"])


def _action_of(members: Members) -> PipelineAction:
    return PipelineAction(
        members["pipelineName"], members["pipelineExecutionId"], members["stageName"], members["actionName"]
    )
