"""Random conditions on the keys of the random requests."""

from itertools import permutations
from typing import Any, Final

from hypothesis import strategies as st

Json = Any  # a JSON value
_STRINGS: Final = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
)
_ARNS: Final = ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike")
_ORDERS: Final = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_NUMBERS: Final = tuple(f"Numeric{order}" for order in _ORDERS)
_DATES: Final = tuple(f"Date{order}" for order in _ORDERS)
_TEXTS: Final = (
    "red",
    "blue",
    "r*",
    "?ed",
    "*",
    "",
    "ana",
    "home/${aws:username}",
    "${aws:username}",
    "${AWS:principaltag/Team}",
    "${aws:ResourceTag/owner, 'red'}",
    "${*}",
    "r${*}d",
    "${aws:TagKeys}",
    "${$}{aws:username}",
)
_ACCOUNTS: Final = ("111122223333", "444455556666", "${aws:PrincipalAccount}", "1*", "anonymous")
_PATTERNS: Final = (
    "arn:aws:s3:::data",
    "arn:aws:sns:*:*:*",
    "arn:aws:sns:*:111122223333:red",
    "arn:aws:sns:*:${aws:username}",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:sts::111122223333:assumed-role/deployer/run",
    "arn:aws:iam::111122223333:user/an?",
)
_FLAGS: Final = ("true", "false", True, False)
_KEYS: Final[dict[str, tuple[tuple[str, ...], tuple[Json, ...]]]] = {
    "aws:PrincipalTag/Team": (_STRINGS, _TEXTS),
    "aws:ResourceTag/owner": (_STRINGS, _TEXTS),
    "S3:Prefix": (_STRINGS, _TEXTS),
    "aws:username": (_STRINGS, _TEXTS),
    "aws:TagKeys": (_STRINGS, _TEXTS),
    "aws:PrincipalAccount": (_STRINGS, _ACCOUNTS),
    "aws:ResourceAccount": (_STRINGS, _ACCOUNTS),
    "aws:PrincipalType": (_STRINGS, ("User", "Assumed*", "Account", "Anonymous")),
    "aws:PrincipalServiceName": (_STRINGS, ("cloudtrail.amazonaws.com", "*.amazonaws.com")),
    "aws:PrincipalArn": (_ARNS + _STRINGS, _PATTERNS),
    "aws:SourceArn": (_ARNS + _STRINGS, _PATTERNS),
    "aws:SecureTransport": (("Bool",), _FLAGS),
    "aws:PrincipalIsAWSService": (("Bool",), _FLAGS),
    "s3:max-keys": (_NUMBERS, ("10", 10, "7.50", "-1")),
    "aws:CurrentTime": (_DATES, ("2024-05-01T12:00:00Z", "2024-05-01", "2024-05-01T12:00:00+02:00", "1714564800")),
    "aws:SourceIp": (("IpAddress", "NotIpAddress"), ("192.0.2.0/24", "198.51.100.1", "2001:db8::/32", "0.0.0.0/0")),
    "app:token": (("BinaryEquals",), ("cmVk", "Z3JlZW4=")),
}
_MULTIVALUED: Final = ("aws:TagKeys",)
_QUALIFIERS: Final = ("ForAllValues:", "ForAnyValue:")


def _operators(key: str) -> list[str]:
    """The key's operators with each ending; a key of one value is tested now and then as a set all the same."""
    names, _ = _KEYS[key]
    qualifiers = ("", *_QUALIFIERS, *_QUALIFIERS) if key in _MULTIVALUED else ("", "", "", *_QUALIFIERS)
    return [f"{set_}{name}{ending}" for set_ in qualifiers for name in names for ending in ("", "", "IfExists")]


def _wanted(key: str) -> list[Json]:
    """One value, in a list or not, or two."""
    _, values = _KEYS[key]
    return [*values, *([value] for value in values), *([one, other] for one, other in permutations(values, 2))]


_OPERATORS: Final = {key: st.sampled_from(_operators(key)) for key in _KEYS}
_WANTED: Final = {key: st.sampled_from(_wanted(key)) for key in _KEYS}
_CHOSEN: Final = st.sampled_from(sorted(_KEYS))
_NULL: Final = st.sampled_from((*((flag, True) for flag in _FLAGS), *((None, False) for _ in range(16))))
_TIMES: Final = st.sampled_from((0, 0, 1, 1, 2))


@st.composite
def conditions(draw: st.DrawFn, *, some: bool = False) -> Json:
    """None to two operators, each with one key or more; `some` are one at least."""
    condition: dict[str, dict[str, Json]] = {}
    for _ in range(draw(_TIMES) or int(some)):
        key = draw(_CHOSEN)
        flag, null = draw(_NULL)
        operator, wanted = ("Null", flag) if null else (draw(_OPERATORS[key]), draw(_WANTED[key]))
        condition.setdefault(operator, {})[key] = wanted
    return condition
