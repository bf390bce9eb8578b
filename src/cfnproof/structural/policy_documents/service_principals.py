"""Service principals: `states.amazonaws.com`, with a Region or a partition's suffix still the same service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
"""

import re
from typing import Final

from cfnproof.template.expressions import Parts, Reference

_PRINCIPAL: Final = re.compile(
    r"(?P<service>[a-z0-9][a-z0-9.-]*?)"
    r"(?:\.(?:\$\{AWS::Region\}|[a-z]{2,4}(?:-[a-z]+)+-[0-9]))?"
    r"\.(?:\$\{AWS::URLSuffix\}|amazonaws\.(?:com(?:\.cn)?|eu))"
)


def service_of(value: Parts) -> str | None:
    """The service that a principal names, like `states`; None for what has not a principal's form."""
    written = "".join(str(part) for part in value)
    match = _PRINCIPAL.fullmatch(written)
    return match["service"] if match else None


def is_symbolic(value: Parts) -> bool:
    """Whether a reference that is no pseudo parameter decides what `value` is."""
    return any(not isinstance(part, str) and not _pseudo(part) for part in value)


def _pseudo(part: object) -> bool:
    return isinstance(part, Reference) and part.name.startswith("AWS::")
