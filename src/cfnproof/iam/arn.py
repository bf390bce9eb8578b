"""Amazon Resource Names, taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

import re
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.texts.patterns import ARN_FIELDS

_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Arn:
    """The fields of `arn:partition:service:region:account:resource`; the resource may hold further colons."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def of(cls, text: str) -> "Arn | None":
        """The fields of a text, None where it is no ARN."""
        prefix, *fields = text.split(":", ARN_FIELDS - 1)
        return cls(*fields) if prefix == "arn" and len(fields) == ARN_FIELDS - 1 else None

    @property
    def owner(self) -> str:
        """The account, empty where the ARN has none that is a number: `aws` in the ARN of AWS's own policy."""
        return self.account if self.account.isdigit() else ""

    @classmethod
    def known(cls, text: str) -> "Arn":
        """The fields of what must be an ARN, since a host made it or checked it.

        Raises ValueError where it is none.
        """
        found = cls.of(text)
        if found is None:
            raise ValueError(f"{text} is no ARN: arn:partition:service:region:account:resource")
        return found


def is_account_id(text: str) -> bool:
    """Whether a text is an account's id: 12 digits.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
    """
    return _ACCOUNT_ID.fullmatch(text) is not None


def owner_in(text: str) -> str:
    """The account that owns what an ARN names, as far as it says; empty for what is no ARN."""
    found = Arn.of(text)
    return found.owner if found else ""
