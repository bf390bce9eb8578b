"""The results of a simulation as the API answers them: one for each action, with one for each resource in it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResourceSpecificResult.html
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cfnproof.emulator.iam.asked import EVERYTHING, arn_format
from cfnproof.emulator.iam.documents import IAM_POLICY, RESOURCE_POLICY
from cfnproof.emulator.iam.positions import spans
from cfnproof.emulator.iam.simulation import Simulation, Verdict
from cfnproof.emulator.service import Answer
from cfnproof.emulator.shapes import present
from cfnproof.iam.decision import Outcome, PolicyType, Statement

_MOST_RESTRICTIVE_FIRST: Final = (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY, Outcome.ALLOWED)


def result_of(simulation: Simulation, action: str, resources: Sequence[str]) -> Answer:
    """The EvaluationResult of an action: the most restrictive decision, and what led to it on any resource."""
    verdicts = [simulation.judge(action, resource) for resource in resources]
    outcome = _most_restrictive(verdict.outcome for verdict in verdicts)
    deciding = [each for verdict in verdicts if verdict.outcome is outcome for each in verdict.statements]
    specific = None if EVERYTHING in resources else [_specific(simulation, verdict) for verdict in verdicts]
    return present(
        {
            "EvalActionName": action,
            "EvalResourceName": arn_format(action, resources[0]),
            "EvalDecision": outcome.value,
            "MatchedStatements": _statements(simulation, deciding),
            "MissingContextValues": _each_once(name for verdict in verdicts for name in verdict.missing),
            "PermissionsBoundaryDecisionDetail": _boundary(verdicts),
            "EvalDecisionDetails": None if specific is None else _details(verdicts),
            "ResourceSpecificResults": specific,
        }
    )


def _specific(simulation: Simulation, verdict: Verdict) -> Answer:
    return present(
        {
            "EvalResourceName": verdict.resource,
            "EvalResourceDecision": verdict.outcome.value,
            "MatchedStatements": _statements(simulation, verdict.statements),
            "MissingContextValues": list(verdict.missing),
            "PermissionsBoundaryDecisionDetail": _boundary([verdict]),
            "EvalDecisionDetails": _details([verdict]) or None,
        }
    )


def _statements(simulation: Simulation, statements: Iterable[Statement]) -> list[Answer]:
    return [_statement(simulation, each) for each in dict.fromkeys(statements)]


def _statement(simulation: Simulation, statement: Statement) -> Answer:
    """Where a statement stands; `policy` is its document's number."""
    compiled = {
        PolicyType.IDENTITY: simulation.identity,
        PolicyType.BOUNDARY: simulation.boundary,
        PolicyType.RESOURCE: simulation.resource,
    }[statement.type]
    if compiled is None:
        raise LookupError(statement)
    document = compiled.documents[int(statement.policy)]
    start, end = spans(document.text)[statement.index]
    return {
        "SourcePolicyId": document.name,
        "SourcePolicyType": RESOURCE_POLICY if statement.type is PolicyType.RESOURCE else IAM_POLICY,
        "StartPosition": start,
        "EndPosition": end,
    }


def _boundary(verdicts: Sequence[Verdict]) -> Answer | None:
    found = [verdict.allowed_by_boundary for verdict in verdicts]
    return None if None in found else {"AllowedByPermissionsBoundary": all(found)}


def _details(verdicts: Iterable[Verdict]) -> Mapping[str, Any]:
    """The most restrictive decision of each type of policies, on resources of other accounts."""
    found: dict[str, list[Outcome]] = {}
    for verdict in verdicts:
        for type_, outcome in (verdict.by_type or {}).items():
            found.setdefault(type_, []).append(outcome)
    return {type_: _most_restrictive(outcomes).value for type_, outcomes in found.items()}


def _most_restrictive(outcomes: Iterable[Outcome]) -> Outcome:
    return min(outcomes, key=_MOST_RESTRICTIVE_FIRST.index)


def _each_once(names: Iterable[str]) -> list[str]:
    return list({name.lower(): name for name in names}.values())
