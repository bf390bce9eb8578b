"""What a parameter's declaration asks of its value.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from decimal import Decimal, InvalidOperation
from typing import Final

from cfnproof.emulator.cloudformation.language.parameter_types import ParameterType
from cfnproof.emulator.cloudformation.language.patterns import PatternError, matches
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Parameter, scalar_text

MAX_VALUE_BYTES: Final = 4096
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""


def elements(kind: ParameterType, given: str) -> tuple[str, ...]:
    """The values that constraints look at: the elements of a list, blanks around them left out, else the value."""
    if not kind.split:
        return (given,)
    return tuple(item.strip() for item in given.split(","))


def check(parameter: Parameter, kind: ParameterType, given: str) -> None:
    """Raise ServiceError for a value that its declaration does not allow.

    Of a stored parameter it is the name that is looked at, not what the store has for it.
    """
    if len(given.encode()) > MAX_VALUE_BYTES:
        raise refusal(
            f"Parameter '{parameter.name}' exceeds the maximum parameter value length of {MAX_VALUE_BYTES} bytes."
        )
    for value in elements(kind, given):
        fault = _fault(parameter, kind, value)
        if fault is None:
            continue
        description = scalar_text(parameter.body.get("ConstraintDescription"))
        if description:
            raise refusal(f"Parameter {parameter.name} failed to satisfy constraint: {description}")
        raise refusal(f"Parameter '{parameter.name}' {fault}")


def _fault(parameter: Parameter, kind: ParameterType, value: str) -> str | None:
    allowed = parameter.allowed_values
    if allowed is not None and value not in allowed:
        return "must be one of AllowedValues"
    return _number_fault(parameter, value) if kind.number else _text_fault(parameter, value)


def _text_fault(parameter: Parameter, value: str) -> str | None:
    least, most = (_number(parameter, key) for key in ("MinLength", "MaxLength"))
    if least is not None and len(value) < least:
        return f"must contain at least {least} characters"
    if most is not None and len(value) > most:
        return f"must contain at most {most} characters"
    pattern = scalar_text(parameter.body.get("AllowedPattern"))
    if pattern is None:
        return None
    try:
        return None if matches(pattern, value) else f"must match pattern {pattern}"
    except PatternError as error:
        raise refusal(f"Parameter '{parameter.name}' AllowedPattern {pattern!r} {error}; write it otherwise") from error


def _number_fault(parameter: Parameter, value: str) -> str | None:
    number = _decimal(value)
    if number is None:
        return "must be a number."
    least, most = (_number(parameter, key) for key in ("MinValue", "MaxValue"))
    if least is not None and number < least:
        return f"must be a number not less than {least}"
    if most is not None and number > most:
        return f"must be a number not greater than {most}"
    return None


def _number(parameter: Parameter, key: str) -> Decimal | None:
    text = scalar_text(parameter.body.get(key))
    return None if text is None else _decimal(text)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
