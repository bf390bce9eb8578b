"""Random policies over the small universe of the random requests."""

from itertools import permutations
from typing import Any, Final

from hypothesis import strategies as st

from tests.unit.iam.generated_conditions import conditions
from tests.unit.iam.generated_requests import IDENTITIES, OTHER, OWN, PROVIDERS, ROLES, SERVICES

Json = Any  # a JSON value
OPEN: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_ACTIONS: Final = ("*", "s3:*", "s3:Get*", "S3:?utObject", "s3:getobject", "sqs:SendMessage", "iam:*", "sts:*", "kms:*")
_ASSUMING: Final = ("sts:AssumeRole", "sts:TagSession")
_RESOURCES: Final = (
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data/${aws:username}/*",
    "arn:aws:s3:::data/${aws:PrincipalTag/team, 'red'}/?",
    "arn:aws:s3:::data/${*}",
    "arn:aws:s3:*:red*",
    f"arn:aws:sqs:*:{OWN}:*",
    f"arn:aws:sqs:*:{OTHER}:ana",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:iam::*:role/targe?",
    f"arn:aws:kms:us-*-1:{OWN}:key/*",
    "arn:aws:kms:*:*:key/k",
)
_NAMED: Final = (
    *(("AWS", name) for name in (*IDENTITIES, *ROLES, OWN, OWN, f"arn:aws:iam::{OTHER}:root", "*")),
    *(("Service", name) for name in SERVICES),
    *(("Federated", name) for name in PROVIDERS),
)
_EVERYONE: Final = ("*", {"AWS": "*"})


def _some(values: tuple[str, ...]) -> list[Json]:
    """One of the values, in a list or not, or two of them: the former as often as the latter."""
    pairs = [[one, other] for one, other in permutations(values, 2)]
    alone = [*values, *([value] for value in values)] * (len(pairs) // len(values))
    return [*alone, *pairs]


def _excepting(element: str) -> tuple[str, ...]:
    """The element, and less often the one that names what is left out."""
    return (element, element, element, f"Not{element}")


_SHAPES: Final = st.sampled_from(
    [
        (effect, action, resource)
        for effect in ("Allow", "Allow", "Allow", "Deny")
        for action in _excepting("Action")
        for resource in _excepting("Resource")
    ]
)
_ACTED: Final = st.sampled_from(_some(_ACTIONS))
_ASSUMED: Final = st.sampled_from(_some(_ASSUMING))
_PLACES: Final = st.one_of(st.just("*"), st.sampled_from(_some(_RESOURCES)))
_PRINCIPAL: Final = st.sampled_from(_excepting("Principal"))
_WHO: Final = st.one_of(st.none(), st.none(), *([st.lists(st.sampled_from(_NAMED), min_size=1, max_size=4)] * 6))
_ALL: Final = st.sampled_from(_EVERYONE)
_CONDITIONS: Final = conditions()
_VERSIONS: Final = st.sampled_from(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", None))
_LEVELS: Final = st.sampled_from((1, 1, 2, 3))
_OFTEN: Final = st.sampled_from((True, True, True, False))


@st.composite
def _principals(draw: st.DrawFn) -> Json:
    named = draw(_WHO)
    if named is None:
        return draw(_ALL)
    element: dict[str, list[str]] = {}
    for kind, name in named:
        element.setdefault(kind, []).append(name)
    return element


@st.composite
def _statements(draw: st.DrawFn) -> Json:
    """One that allows more often than it denies, by Action and Resource more often than by what is left out."""
    effect, action, resource = draw(_SHAPES)
    condition = draw(_CONDITIONS)
    statement = {"Effect": effect, action: draw(_ACTED), resource: draw(_PLACES)}
    return {**statement, "Condition": condition} if condition else statement


@st.composite
def _granting(draw: st.DrawFn) -> Json:
    return {**draw(_STATEMENTS), draw(_PRINCIPAL): draw(_NAMING)}


@st.composite
def _trusting(draw: st.DrawFn) -> Json:
    """A trust policy has no resources and no NotPrincipal, and only what assumes roles."""
    effect, _, _ = draw(_SHAPES)
    condition = draw(_CONDITIONS)
    statement = {"Effect": effect, "Action": draw(_ASSUMED), "Principal": draw(_NAMING)}
    return {**statement, "Condition": condition} if condition else statement


@st.composite
def _limiting(draw: st.DrawFn) -> Json:
    """A statement of a resource control policy denies everyone, and by Action."""
    statement = {"Action": draw(_ACTED), **draw(_STATEMENTS), "Effect": "Deny", "Principal": draw(_ALL)}
    return {name: value for name, value in statement.items() if name != "NotAction"}


@st.composite
def _document(draw: st.DrawFn, each: st.SearchStrategy[list[Json]]) -> Json:
    version, inside = draw(_VERSIONS), draw(each)
    document = {"Statement": inside[0] if len(inside) == 1 and version else inside}
    return {"Version": version, **document} if version else document


def _up_to(each: st.SearchStrategy[Json], most: int) -> st.SearchStrategy[list[Json]]:
    return st.lists(each, min_size=1, max_size=most)


_NAMING: Final = _principals()
_STATEMENTS: Final = _statements()
IDENTITY_POLICIES: Final = _document(_up_to(_STATEMENTS, 3))
"""Documents without principals: identity, session and service control policies, and boundaries."""
BOUNDARIES: Final = IDENTITY_POLICIES.map(lambda document: {**document, "Version": "2012-10-17"})
RESOURCE_POLICIES: Final = _document(_up_to(_granting(), 3))
TRUST_POLICIES: Final = _document(_up_to(_trusting(), 3))
_LIMITS: Final = {False: _up_to(_STATEMENTS, 2), True: _up_to(_limiting(), 2)}


@st.composite
def control_policies(draw: st.DrawFn, *, resource: bool) -> Json:
    """Documents of one to three levels, which mostly have the one that allows all."""
    whole = {"Version": "2012-10-17", "Statement": [{**OPEN, "Principal": "*"} if resource else OPEN]}
    levels = []
    for _ in range(draw(_LEVELS)):
        level = [whole] if draw(_OFTEN) else []
        limited = not level or draw(_OFTEN)
        limits = [{"Version": "2012-10-17", "Statement": draw(_LIMITS[resource])}] if limited else []
        levels.append([*level, *limits])
    return levels
