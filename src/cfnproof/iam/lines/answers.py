"""A decision as a JSON object."""

from collections.abc import Mapping
from typing import Any

from cfnproof.iam.decision import Decision, Missing, Nearest, Statement


def answer_of(decision: Decision) -> Mapping[str, Any]:
    """What decided, and what was missing for the request to be allowed."""
    return {
        "decision": decision.outcome.value,
        "statements": [_statement(each) for each in decision.statements],
        "missing": None if decision.missing is None else _missing(decision.missing),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "policy": statement.policy,
        "index": statement.index,
        "sid": statement.sid,
        "effect": statement.effect,
    }


def _missing(missing: Missing) -> dict[str, Any]:
    return {
        "policyType": missing.type.value,
        "because": missing.because,
        "nearest": None if missing.nearest is None else _nearest(missing.nearest),
    }


def _nearest(nearest: Nearest) -> dict[str, Any]:
    return {**_statement(nearest.statement), "element": nearest.element, "detail": nearest.detail}
