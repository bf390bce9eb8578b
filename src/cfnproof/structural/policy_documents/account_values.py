"""Whether a value of aws:SourceAccount can be an account's id at all: twelve digits.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceaccount
"""

import re
from typing import Final

from cfnproof.structural.texts.gaps import GAP, with_gaps
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import Opaque, Part, Parts, Reference
from cfnproof.template.model import Parameter, Template, scalar_text

_ID: Final = re.compile(r"[0-9]{12}")
_ID_PATTERN: Final = re.compile(r"[0-9*?]+")
_EXAMPLES: Final = ("123456789012", "000000000000", "999999999999")


def can_be_account(value: Parts, template: Template) -> bool:
    """Whether `value` (or, by a wildcard, what it matches) can be an account id at some deployment."""
    known = [found for found in filled_in(value, template) if GAP not in with_gaps(found)]
    if known:
        return any(_is_account(with_gaps(found)) for found in known)
    return all(_can_be_digits(part, template) for part in value)


def _is_account(written: str) -> bool:
    return bool(_ID.fullmatch(written) or (set(written) & set("*?") and _ID_PATTERN.fullmatch(written)))


def _can_be_digits(part: Part, template: Template) -> bool:
    """Whether a part can be an account id, or digits of one, as far as the template says."""
    match part:
        case str():
            return bool(_ID_PATTERN.fullmatch(part))
        case Opaque() | Reference(name="AWS::AccountId"):
            return True
        case Reference(name=name, attribute=None):
            parameter = template.parameters.get(name)
            return parameter is not None and _admits_account(parameter)
        case Reference(name=name):
            resource = template.resources.get(name)
            return resource is not None and resource.type.startswith(("Custom::", "AWS::CloudFormation::"))


def _admits_account(parameter: Parameter) -> bool:
    """Whether the parameter's AllowedPattern, where it has one, matches some account id."""
    pattern = scalar_text(parameter.body.get("AllowedPattern"))
    if pattern is None:
        return True
    try:
        return any(re.fullmatch(pattern, text) for text in (*_EXAMPLES, *_ID.findall(pattern)))
    except re.error:
        return True
