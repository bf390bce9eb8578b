"""Random lines of `cfnproof iam evaluate`, in shapes that each stress one part of the evaluation."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from tests.unit.iam.generated_conditions import conditions
from tests.unit.iam.generated_focused import by_principal, by_variable
from tests.unit.iam.generated_policies import (
    BOUNDARIES,
    IDENTITY_POLICIES,
    OPEN,
    RESOURCE_POLICIES,
    TRUST_POLICIES,
    control_policies,
)
from tests.unit.iam.generated_requests import CALLERS, GUARDED, IDENTITIES, TARGETS, requests

Json = Any  # a JSON value

_CHANCES: Final = {times: st.integers(0, times) for times in (1, 2, 4)}


@st.composite
def _maybe(draw: st.DrawFn, each: st.SearchStrategy[Json], times: int = 2) -> Json:
    """Nothing, one time in a few."""
    return draw(each) if draw(_CHANCES[times]) else None


_IDENTITY: Final = st.lists(IDENTITY_POLICIES, max_size=2)
_RESOURCE: Final = _maybe(RESOURCE_POLICIES, 4)
_TRUST: Final = _maybe(TRUST_POLICIES, 4)
_BOUNDARY: Final = _maybe(BOUNDARIES, 1)
_SESSION: Final = _maybe(st.lists(IDENTITY_POLICIES, min_size=1, max_size=2), 1)
_SERVICE_CONTROL: Final = _maybe(control_policies(resource=False))
_RESOURCE_CONTROL: Final = _maybe(control_policies(resource=True))
_VERSIONS: Final = st.sampled_from(("2012-10-17", "2012-10-17", "2008-10-17"))
_CONDITIONS: Final = conditions(some=True)


@st.composite
def _line(draw: st.DrawFn, targets: Mapping[str, tuple[str, ...]], callers: tuple[Json, ...]) -> Json:
    request = draw(requests(dict(targets), callers))
    line = {"request": request, "identityPolicies": draw(_IDENTITY)}
    return line, request


@st.composite
def by_identity(draw: st.DrawFn) -> Json:
    """Identity policies alone."""
    line, _ = draw(_line(TARGETS, IDENTITIES[:5]))
    return line


@st.composite
def by_condition(draw: st.DrawFn) -> Json:
    """One statement that matches but for its condition, in front of an Allow where it denies."""
    request = draw(requests(TARGETS, IDENTITIES[:5]))
    version = draw(_VERSIONS)
    deny = draw(st.booleans())
    tested = {**OPEN, "Effect": "Deny" if deny else "Allow", "Condition": draw(_CONDITIONS)}
    document = {"Version": version, "Statement": [tested, OPEN] if deny else [tested]}
    return {"request": request, "identityPolicies": [document]}


@st.composite
def with_resource_policy(draw: st.DrawFn) -> Json:
    """All kinds of callers, boundary and session policies, within an account and across."""
    line, request = draw(_line(TARGETS, IDENTITIES + CALLERS))
    return draw(_surrounded(line, request))


@st.composite
def guarded(draw: st.DrawFn) -> Json:
    """Roles and keys, whose own policy has to allow."""
    line, request = draw(_line(GUARDED, IDENTITIES + CALLERS))
    return draw(_surrounded(line, request))


@st.composite
def _surrounded(draw: st.DrawFn, line: Json, request: Json) -> Json:
    extra = {
        "resourcePolicy": draw(_TRUST if ":role/" in request["resource"] else _RESOURCE),
        "permissionsBoundary": draw(_BOUNDARY),
        "sessionPolicies": draw(_SESSION),
    }
    return {**line, **{key: value for key, value in extra.items() if value is not None}}


_INNER: Final = st.one_of(with_resource_policy(), by_identity(), guarded())


@st.composite
def in_organization(draw: st.DrawFn) -> Json:
    """Service and resource control policies around the rest."""
    line = draw(_INNER)
    line = {**line, "identityPolicies": [*line["identityPolicies"], {"Version": "2012-10-17", "Statement": OPEN}]}
    extra = {
        "serviceControlPolicies": draw(_SERVICE_CONTROL),
        "resourceControlPolicies": draw(_RESOURCE_CONTROL),
    }
    return {**line, **{key: value for key, value in extra.items() if value is not None}}


SHAPES: Final[Mapping[str, st.SearchStrategy[Json]]] = {
    "identity": by_identity(),
    "conditions": by_condition(),
    "resource": with_resource_policy(),
    "guarded": guarded(),
    "organization": in_organization(),
    "principals": by_principal(),
    "variables": by_variable(),
}
