"""Whether a text may be the value of a parameter.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
import warnings
from typing import Final

from cfnproof.template.model import Parameter, scalar_text

_LISTS: Final = ("CommaDelimitedList", "List<")


def refusal(value: str, parameter: Parameter) -> str | None:
    """Why CloudFormation refuses `value`; None where it accepts it.

    A pattern that Python cannot read, or reads otherwise, is not judged: CloudFormation's are Java's.
    """
    single = not parameter.type.startswith(_LISTS)
    for element in [value] if single else [item.strip() for item in value.split(",")]:
        allowed = parameter.allowed_values
        if allowed is not None and element not in allowed:
            return f"{element!r} is none of its AllowedValues: {', '.join(map(repr, allowed))}"
        pattern = scalar_text(parameter.body.get("AllowedPattern"))
        if pattern and not _matches(pattern, element):
            return f"{element!r} does not match its AllowedPattern {pattern!r}"
    return None


def _matches(pattern: str, value: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # Python reads Java's set operations otherwise
            return re.fullmatch(pattern, value) is not None
    except (re.error, FutureWarning):
        return True
