"""Random pairs of policies: what is decided is what trying all requests of a small universe shows."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import settings as effort

from cfnproof.iam.access import NamedPolicy, NewAccess, new_access
from cfnproof.iam.decision import Outcome, PolicyType
from cfnproof.iam.evaluator import Policies, evaluate
from cfnproof.iam.policy import PolicyKind, PolicySet, compile_policy
from cfnproof.iam.policy.parsing import parse
from cfnproof.iam.request import Request
from tests.unit.iam.access import generated, universe
from tests.unit.iam.test_agreement import DEEP, NORMAL

Json = Any  # a JSON value
_SHAPES: Final = {
    "identity": generated.by_identity(),
    "resource": generated.by_resource(),
    "variables": generated.by_variable(),
}
_EXAMPLES: Final = {"identity": 200, "resource": 200, "variables": 100}
_EFFORTS: Final = pytest.mark.parametrize(
    ("tried", "times"), [pytest.param(NORMAL, 1, id="some"), pytest.param(DEEP, 20, id="many", marks=pytest.mark.deep)]
)
_OPEN: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def _document(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def _named(statements: list[Json] | None) -> list[NamedPolicy] | None:
    if statements is None:
        return None
    return [NamedPolicy("policy", parse(_document(statements), PolicyKind.RESOURCE))] if statements else []


def _set(statements: list[Json], type_: PolicyType, kind: PolicyKind = PolicyKind.IDENTITY) -> PolicySet:
    return PolicySet.of([compile_policy(_document(statements), "policy", kind)] if statements else [], type_)


def _policies(pair: Json, side: str) -> Policies:
    """As the evaluator takes them; those of resources decide alone."""
    if "trust" in pair:
        kind = PolicyKind.TRUST if pair["trust"] else PolicyKind.RESOURCE
        return Policies(
            identity=_set([_OPEN], PolicyType.IDENTITY),
            session=_set([_OPEN], PolicyType.SESSION),
            resource=_set(pair[side], PolicyType.RESOURCE, kind),
        )
    bounds = pair.get(f"{side}_boundary")
    boundary = None if bounds is None else _set(bounds, PolicyType.BOUNDARY)
    return Policies(identity=_set(pair[side], PolicyType.IDENTITY), boundary=boundary)


def _keys(pair: Json) -> set[str]:
    """The keys of conditions, and those of variables."""
    listed = [each for member in pair.values() if isinstance(member, list) for each in member]
    keys = {key.lower() for each in listed for test in each.get("Condition", {}).values() for key in test}
    if "${aws:username}" in str(pair):
        keys.add("aws:username")
    return keys & universe.VALUES.keys()


def _requests(pair: Json) -> Iterator[Request]:
    if "trust" in pair:
        return universe.resource_requests(_keys(pair), trust=pair["trust"])
    return universe.identity_requests(_keys(pair))


def _tried(pair: Json) -> set[tuple[int, str]]:
    """By trying all requests: the statements of the new side, and the actions that they newly let pass."""
    old, new = _policies(pair, "old"), _policies(pair, "new")
    alone = [_policies({**pair, "new": [each]}, "new") if each["Effect"] == "Allow" else None for each in pair["new"]]
    found = set()
    for request in _requests(pair):
        if evaluate(request, new).outcome is not Outcome.ALLOWED or evaluate(request, old).outcome is Outcome.ALLOWED:
            continue
        for index, policies in enumerate(alone):
            if policies is not None and evaluate(request, policies).outcome is Outcome.ALLOWED:
                found.add((index, request.action))
    return found


def _decided(answers: Iterable[NewAccess], pair: Json) -> set[tuple[int, str]]:
    asked = {request.action for request in _requests({**pair, "new": [], "old": []})}
    return {(answer.index, action) for answer in answers for action in answer.actions if action in asked}


def agree(pair: Json) -> None:
    """Nothing new is missed; and nothing is new that is none, unless policy variables left it open."""
    bounds = {key: _named(pair.get(key)) for key in ("old_boundary", "new_boundary")}
    answers = new_access(_named(pair["old"]) or [], _named(pair["new"]) or [], **bounds)
    decided, tried = _decided(answers, pair), _tried(pair)
    assert tried <= decided
    if all(answer.confirmed for answer in answers) and "${" not in str(pair):
        assert decided == tried


@_EFFORTS
@pytest.mark.parametrize("shape", _SHAPES)
def test_trying_finds_the_same(shape: str, tried: effort, times: int) -> None:
    """Whatever the policies are."""
    effort(tried, max_examples=_EXAMPLES[shape] * times)(given(_SHAPES[shape])(agree))()


def test_the_random_pairs_have_all_answers() -> None:
    """Often nothing is new, and often something is."""
    answers: Counter[bool] = Counter()

    def count(pair: Json) -> None:
        answers[bool(new_access(_named(pair["old"]) or [], _named(pair["new"]) or []))] += 1

    effort(NORMAL, max_examples=100)(given(_SHAPES["resource"])(count))()
    assert min(answers[True], answers[False]) * 10 >= answers.total(), answers
