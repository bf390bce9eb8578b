"""Whether conditions hold, as the naive evaluator sees it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tests.unit.iam.naive_patterns import arn_like, expression
from tests.unit.iam.naive_principals import listed

Json = Any  # a JSON value
Test = Callable[[str, str, Json, bool], bool]
"""Of the request's value, the policy's, the context, and whether variables are replaced."""
_DATES: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")


def holds(condition: Json, context: Json, *, variables: bool) -> bool:
    """All operators and all their keys have to hold.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
    """
    return all(
        one_holds(operator, context.get(key.lower()), [text(each) for each in listed(wanted)], context, variables)
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def text(value: Json) -> str:
    """Numbers and booleans need no quotation marks.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def one_holds(operator: str, value: Json, wanted: list[str], context: Json, variables: bool) -> bool:  # noqa: FBT001  # a switch that every step hands on
    """One operator on one key.

    A missing key does not match, and so a negated operator holds; `IfExists` holds without it.
    ForAllValues holds of no values, ForAnyValue does not; an empty text is null, and so no value to them.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html#AccessPolicyLanguage_RequestContext
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    """
    qualifier, _, name = operator.rpartition(":")
    optional, name = name.endswith("IfExists"), name.removesuffix("IfExists")
    missing = value is None or value == []
    values = [] if missing else [text(each) for each in listed(value)]
    null = not any(values)
    if name == "Null":
        return any((each.lower() == "true") == null for each in wanted)
    if missing and optional:
        return True
    negated = name in NEGATED
    test = TESTS[NEGATED.get(name, name)]
    values = [] if qualifier and null else values
    each_holds = [any(test(one, other, context, variables) for other in wanted) != negated for one in values]
    if qualifier == "ForAllValues":
        return all(each_holds)
    if qualifier == "ForAnyValue":
        return any(each_holds)
    return (all(each_holds) if negated else any(each_holds)) if values else negated


def _string(value: str, wanted: str, context: Json, variables: bool) -> bool:  # noqa: FBT001  # a Test
    return re.fullmatch(expression(wanted, context, variables=variables, wild=False), value, re.DOTALL) is not None


def _string_ignoring_case(value: str, wanted: str, context: Json, variables: bool) -> bool:  # noqa: FBT001  # a Test
    pattern = expression(wanted, context, variables=variables, wild=False)
    return re.fullmatch(pattern, value, re.DOTALL | re.IGNORECASE) is not None


def _string_like(value: str, wanted: str, context: Json, variables: bool) -> bool:  # noqa: FBT001  # a Test
    return re.fullmatch(expression(wanted, context, variables=variables), value, re.DOTALL) is not None


def _arn(value: str, wanted: str, context: Json, variables: bool) -> bool:  # noqa: FBT001  # a Test
    return arn_like(wanted, value, context, variables=variables)


def _bool(value: str, wanted: str, _context: Json, _variables: bool) -> bool:  # noqa: FBT001  # a Test
    return value.lower() == wanted.lower() and value.lower() in ("true", "false")


def _binary(value: str, wanted: str, _context: Json, _variables: bool) -> bool:  # noqa: FBT001  # a Test
    try:
        return base64.b64decode(value, validate=True) == base64.b64decode(wanted, validate=True)
    except binascii.Error:
        return False


def _address(value: str, wanted: str, _context: Json, _variables: bool) -> bool:  # noqa: FBT001  # a Test
    """Without a prefix it is a single address."""
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    except (ValueError, TypeError):
        return False


def _number(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _moment(written: str) -> Decimal | None:
    """Epoch seconds, of themselves or of one of the W3C's profiles of ISO 8601 (https://www.w3.org/TR/NOTE-datetime)."""
    if written.isdigit() and len(written) != 4:
        return Decimal(written)
    if not _DATES.fullmatch(written):
        return None
    whole = written + {4: "-01-01", 7: "-01"}.get(len(written), "")
    moment = datetime.fromisoformat(whole)
    return Decimal(str((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()))


def _ordered(read: Callable[[str], Decimal | None], right: Callable[[Decimal, Decimal], bool]) -> Test:
    """What cannot be read compares as nothing does."""

    def test(value: str, wanted: str, _context: Json, _variables: bool) -> bool:  # noqa: FBT001  # a Test
        left, other = read(value), read(wanted)
        return left is not None and other is not None and right(left, other)

    return test


NEGATED: Final = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
_ORDERS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "Equals": lambda left, right: left == right,
    "LessThan": lambda left, right: left < right,
    "LessThanEquals": lambda left, right: left <= right,
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanEquals": lambda left, right: left >= right,
}
TESTS: Final[dict[str, Test]] = {
    "StringEquals": _string,
    "StringEqualsIgnoreCase": _string_ignoring_case,
    "StringLike": _string_like,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "Bool": _bool,
    "BinaryEquals": _binary,
    "IpAddress": _address,
    **{f"Numeric{name}": _ordered(_number, order) for name, order in _ORDERS.items()},
    **{f"Date{name}": _ordered(_moment, order) for name, order in _ORDERS.items()},
}
