"""What stands in Principal and NotPrincipal.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import re
from typing import Final

ACCOUNT: Final = re.compile(r"[0-9]{12}")
ACCOUNT_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")
_ENTITY_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:user|role)/.+|sts::[0-9]{12}:(?:assumed-role/[^/]+/[^/]+|federated-user/.+))"
)
_CANONICAL_USER: Final = re.compile(r"[0-9a-f]{64}")


def valid_principal(type_: str, value: str) -> bool:
    """Whether a value may stand under a type of principals. No value has wildcards but everyone, `*`, under AWS."""
    if value == "*":
        return type_ == "AWS"
    if not value or "*" in value or "?" in value:
        return False
    match type_:
        case "AWS":
            return any(pattern.fullmatch(value) for pattern in (ACCOUNT, ACCOUNT_ARN, _ENTITY_ARN))
        case "CanonicalUser":
            return _CANONICAL_USER.fullmatch(value) is not None
        case _:
            return True
