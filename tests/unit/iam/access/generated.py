"""Random policies of the small universe, in pairs of which one is often the other with a change."""

from itertools import combinations
from typing import Any, Final

from hypothesis import strategies as st

from tests.unit.iam.access.universe import NAMED, OTHER, OWN, SERVICES

Json = Any  # a JSON value
_ACTIONS: Final = (
    *("s3:*", "s3:Get*", "S3:getobject", "s3:PutObject", "s3:*Object", "s3:GetBucketVersioning"),
    *("s3:ListAllMyBuckets", "s3:?utObject"),
)
_PLACES: Final = (
    *("*", "arn:aws:s3:::*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:s3:::a/b", "arn:aws:s3:::*/b"),
    *("arn:aws:s3:::a*", "arn:aws:s3:::?/b", "arn:aws:s3:::a/b/?", "arn:aws:s3:::b*"),
)
_EQUAL: Final = ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase")
_LIKE: Final = ("StringLike", "StringNotLike")
_TEXTS: Final = ("red", "blue", "")
_WILD: Final = ("r*", "?ed", "*", "red")
_ORDERS: Final = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_ARNS: Final = ("arn:aws:s3:::a*", "arn:aws:sns:*:*:a", f"arn:aws:sns:*:{OWN}:*", "*", "arn:aws:sqs:*")
_DATES: Final = ("2024-05-01T00:00:00Z", "2024-06-01")
_RANGES: Final = ("192.0.2.0/24", "192.0.2.0/30", "2001:db8::/32", "198.51.100.1")
Tests = dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
"""By key, the operators that it is tested with, and the values under these."""

_KEYS: Final[Tests] = {
    "aws:PrincipalTag/team": ((_EQUAL, _TEXTS), (_LIKE, _WILD)),
    "aws:TagKeys": ((_EQUAL, _TEXTS), (_LIKE, _WILD)),
    "s3:max-keys": ((tuple(f"Numeric{order}" for order in _ORDERS), ("10", "20")),),
    "aws:CurrentTime": ((tuple(f"Date{order}" for order in _ORDERS), _DATES),),
    "aws:SourceIp": ((("IpAddress", "NotIpAddress"), _RANGES),),
    "aws:SecureTransport": ((("Bool",), ("true", "false")),),
    "aws:SourceArn": (
        (("ArnLike", "ArnNotLike", "StringLike"), _ARNS),
        (("StringNotEquals",), ("arn:aws:s3:::a", "zz")),
    ),
    "app:token": ((("BinaryEquals",), ("cmVk",)),),
}
_SETS: Final = ("aws:TagKeys",)


def _one_or_two(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


@st.composite
def conditions(draw: st.DrawFn, keys: Tests) -> Json:
    """None to two operators on some of the keys."""
    condition: dict[str, dict[str, Json]] = {}
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 1, 2)))):
        key = draw(st.sampled_from(sorted(keys)))
        operators, values = draw(st.sampled_from(keys[key]))
        if draw(st.integers(0, 7)) == 0:
            condition.setdefault("Null", {})[key] = draw(st.sampled_from(("true", "false")))
            continue
        sets = ("ForAllValues:", "ForAnyValue:") if key in _SETS else ("", "", "", "ForAllValues:")
        name = draw(st.sampled_from(("", *sets))) + draw(st.sampled_from(operators))
        condition.setdefault(name + draw(st.sampled_from(("", "", "IfExists"))), {})[key] = draw(_one_or_two(values))
    return condition


_ELEMENTS: Final = (*[("Action", action) for action in _ACTIONS] * 4, ("Action", "*"), ("NotAction", "s3:Get*"))


@st.composite
def _acted(draw: st.DrawFn) -> Json:
    """Mostly actions of one service: to look at those of all takes long."""
    element, action = draw(st.sampled_from(_ELEMENTS))
    return {element: draw(st.sampled_from((action, [action], [action, "s3:PutObject"])))}


_ACTED: Final = _acted()


@st.composite
def _statements(draw: st.DrawFn, places: tuple[str, ...], keys: Tests) -> Json:
    statement: dict[str, Json] = {
        "Effect": draw(st.sampled_from(("Allow", "Allow", "Deny"))),
        **draw(_ACTED),
        draw(st.sampled_from(("Resource", "Resource", "Resource", "NotResource"))): draw(_one_or_two(places)),
    }
    condition = draw(conditions(keys))
    return {**statement, "Condition": condition} if condition else statement


@st.composite
def _pairs(draw: st.DrawFn, statements: st.SearchStrategy[Json]) -> tuple[list[Json], list[Json]]:
    """The statements of two sides: some are on both."""
    both = draw(st.lists(statements, max_size=2))
    old, new = (draw(st.lists(statements, max_size=2)) for _ in range(2))
    return [*both, *old], [*new, *both]


_CHOSEN: Final = (("aws:TagKeys",), *combinations([key for key in _KEYS if key not in _SETS], 2))
"""Sets have so many values that their key stands alone."""


@st.composite
def by_identity(draw: st.DrawFn) -> Json:
    """Identity-based policies on two of the keys, now and then with boundaries."""
    chosen = draw(st.sampled_from(_CHOSEN))
    statements = _statements(_PLACES, {key: _KEYS[key] for key in chosen})
    old, new = draw(_pairs(statements))
    bounds = [draw(st.one_of(st.none(), st.none(), st.lists(statements, max_size=2))) for _ in range(2)]
    return {"old": old, "new": new, "old_boundary": bounds[0], "new_boundary": bounds[1]}


_WHO_KEYS: Final[Tests] = {
    "aws:PrincipalArn": (
        (("ArnLike", "ArnNotLike", "StringLike"), (f"arn:aws:iam::{OWN}:role/*", "arn:aws:iam::*:user/zz", "*/path/*")),
        (("StringEquals",), (f"arn:aws:iam::{OWN}:user/ana",)),
    ),
    "aws:PrincipalAccount": ((_EQUAL, (OWN, OTHER)), (_LIKE, ("1*", "*3333", OTHER))),
    "aws:PrincipalType": ((("StringEquals", "StringNotEquals"), ("User", "AssumedRole")),),
    "aws:PrincipalIsAWSService": ((("Bool",), ("true", "false")),),
    "aws:SourceAccount": ((("StringEquals", "StringNotEquals"), (OWN, OTHER)),),
}
_NAMES: Final = (
    *(("AWS", name) for name in (*NAMED, OWN, f"arn:aws:iam::{OTHER}:root", "*", "*")),
    *(("Service", name) for name in SERVICES),
    ("Federated", "accounts.google.com"),
)


@st.composite
def _principals(draw: st.DrawFn) -> Json:
    element: dict[str, list[str]] = {}
    for kind, name in draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3)):
        element.setdefault(kind, []).append(name)
    return element


_FEW_PLACES: Final = ("*", "arn:aws:s3:::*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:s3:::a/b")


@st.composite
def _granting(draw: st.DrawFn, *, trust: bool) -> Json:
    condition = draw(conditions(_WHO_KEYS))
    statement = {
        "Effect": draw(st.sampled_from(("Allow", "Allow", "Deny"))),
        **({"Action": draw(_one_or_two(("sts:AssumeRole", "sts:TagSession")))} if trust else draw(_ACTED)),
        "Principal" if trust else draw(st.sampled_from(("Principal", "Principal", "NotPrincipal"))): draw(
            _principals()
        ),
        **({} if trust else {"Resource": draw(_one_or_two(_FEW_PLACES))}),
    }
    return {**statement, "Condition": condition} if condition else statement


@st.composite
def by_resource(draw: st.DrawFn) -> Json:
    """Policies of a resource or a role."""
    trust = draw(st.booleans())
    old, new = draw(_pairs(_granting(trust=trust)))
    return {"old": old, "new": new, "trust": trust}


_VARIABLE_PLACES: Final = (
    "arn:aws:s3:::a/${aws:username}",
    "arn:aws:s3:::a/${aws:username}/*",
    "arn:aws:s3:::a/b",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::${aws:username}/?",
)
_VARIABLE_KEYS: Final[Tests] = {
    "aws:PrincipalTag/team": (
        (_EQUAL, ("${aws:username}", "red")),
        (_LIKE, ("${aws:username}", "r*", "${aws:username}*")),
    ),
    "aws:username": ((("StringEquals", "StringNotEquals"), ("ana", "b")), (("StringNotLike",), ("a*", "b"))),
}


@st.composite
def by_variable(draw: st.DrawFn) -> Json:
    """Policies with policy variables."""
    old, new = draw(_pairs(_statements(_VARIABLE_PLACES, _VARIABLE_KEYS)))
    return {"old": old, "new": new}
