"""A topic gets no permission for what is no account: moto takes it into a policy that nobody can read.

https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
"""

import re
from typing import Any, Final

from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend

_adding: Final = SNSBackend.add_permission


def _checking(self: SNSBackend, **named: Any) -> None:  # noqa: ANN401  # moto's own
    wrong = [one for one in named["aws_account_ids"] if not re.fullmatch(r"[0-9]{12}", one)]
    if wrong:
        raise SNSInvalidParameter(f"Invalid parameter: AWSAccountId {wrong}")
    _adding(self, **named)


def install() -> None:
    """Let topics refuse."""
    SNSBackend.add_permission = _checking


def remove() -> None:
    """Give moto its own behaviour back."""
    SNSBackend.add_permission = _adding
