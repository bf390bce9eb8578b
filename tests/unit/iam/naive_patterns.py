"""Wildcards and policy variables, as the naive evaluator sees them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from typing import Any, Final

Json = Any  # a JSON value
_NOTHING: Final = "(?!)"


def arn_like(pattern: str, arn: str, context: Json, *, variables: bool) -> bool:
    """Six parts between colons, each matched by itself; the last one may have colons.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    wanted, parts = split_outside_variables(pattern), arn.split(":", 5)
    if pattern == "*" or len(wanted) != len(parts) or len(parts) < 6:
        return pattern == "*" and len(parts) == 6
    return all(
        re.fullmatch(expression(one, context, variables=variables), other, re.DOTALL)
        for one, other in zip(wanted, parts, strict=True)
    )


def resource_like(pattern: str, arn: str, context: Json, *, variables: bool) -> bool:
    """Wildcards stay within a part, except that a `*` at a part's end may go beyond the colon.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
    """
    if pattern == "*":
        return True
    *parts, last = split_outside_variables(pattern)
    whole = ":".join([*(_within(part) for part in parts), expression(last, context, variables=variables)])
    return re.fullmatch(whole, arn, re.DOTALL) is not None


def _within(part: str) -> str:
    ending = ".*" if part.endswith("*") else ""
    inside = re.escape(part[:-1] if ending else part)
    return inside.replace(r"\*", "[^:]*").replace(r"\?", "[^:]") + ending


def split_outside_variables(pattern: str) -> list[str]:
    """An ARN's parts; the colon of `${aws:username}` separates nothing."""
    pieces, depth = [""], False
    for at, letter in enumerate(pattern):
        depth = (depth or pattern[at : at + 2] == "${") and letter != "}"
        if letter == ":" and not depth and len(pieces) < 6:
            pieces.append("")
        else:
            pieces[-1] += letter
    return pieces


def like(pattern: str, value: str) -> bool:
    """`*` is any combination of characters, `?` any single one."""
    return re.fullmatch(expression(pattern, {}, variables=False), value, re.DOTALL) is not None


def expression(pattern: str, context: Json, *, variables: bool, wild: bool = True) -> str:
    """A regular expression of a pattern. What a variable brings in is taken literally.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    if variables and (found := re.search(r"\$\{([^}]*)\}", pattern)):
        before, after = pattern[: found.start()], pattern[found.end() :]
        value = variable(found[1], context)
        middle = _NOTHING if value is None else re.escape(value)
        return (
            expression(before, context, variables=False, wild=wild)
            + middle
            + expression(after, context, variables=True, wild=wild)
        )
    text = re.escape(pattern)
    return text.replace(r"\*", ".*").replace(r"\?", ".") if wild else text


def variable(inside: str, context: Json) -> str | None:
    """What stands for `${…}`: a special character, a single-valued key, its default, or nothing.

    A key whose value is an empty text has no value.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-default-values
    """
    if inside in ("*", "?", "$"):
        return inside
    key, comma, default = inside.partition(",")
    value = context.get(key.strip().lower())
    if isinstance(value, str) and value:
        return value
    return default.strip()[1:-1] if comma and value in (None, "") else None
