"""Parameters that must be ARNs, taken apart as far as their AllowedPattern says.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Parts
from cfnproof.template.model import Parameter, scalar_text

_FIELD: Final = r"(?:\[[^\]]*\]|\\.|[^:\[\\])*"
_ARN: Final = re.compile(
    rf"\^?arn:(?P<partition>{_FIELD}):(?P<service>[a-z0-9-]+):(?P<region>{_FIELD}):(?P<account>{_FIELD}):(?P<resource>.+)"
)
_LITERAL: Final = re.compile(r"[A-Za-z0-9_:/-]*(?![*+?{])")


def taken_apart(parameter: Parameter, stack: str) -> Parts:
    """The parameter as an ARN with a reference for each unknown field, or as one reference where it need be no ARN."""
    pattern = scalar_text(parameter.body.get("AllowedPattern")) or ""
    found = _ARN.fullmatch(pattern)
    if found is None:
        return (terms.of(stack, parameter.name, terms.PARAMETER),)
    region = (terms.of(stack, parameter.name, "region"),) if found["region"] else ()
    account = (terms.of(stack, parameter.name, "account"),) if found["account"] else ()
    literal = _LITERAL.match(found["resource"])
    head = literal[0] if literal else ""
    rest = (terms.of(stack, parameter.name, "resource"),)
    return terms.joined(("arn:", terms.PARTITION, f":{found['service']}:", *region, ":", *account, f":{head}", *rest))
