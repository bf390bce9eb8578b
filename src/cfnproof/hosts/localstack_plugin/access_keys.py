"""Access keys from which LocalStack reads the account that they are of.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

import base64
import secrets
from typing import Final

from localstack import config
from localstack.aws.accounts import ACCOUNT_OFFSET, AWS_ACCESS_KEY_ALPHABET
from localstack.constants import DEFAULT_AWS_ACCOUNT_ID, INTERNAL_AWS_ACCESS_KEY_ID

from cfnproof.hosts.access.service_keys import NewKey
from cfnproof.iam.arn import is_account_id

_DEFAULT: Final = ("test", INTERNAL_AWS_ACCESS_KEY_ID)
"""What users of LocalStack sign with who name no account, and LocalStack itself."""
_RANDOM: Final = 7


def new_key(account: str) -> NewKey:
    """A key of an account."""
    half, odd = divmod(int(account), 2)
    encoded = base64.b32encode((half + ACCOUNT_OFFSET).to_bytes(5)).decode()
    parity = AWS_ACCESS_KEY_ALPHABET[16 * odd + secrets.randbelow(16)]
    rest = "".join(secrets.choice(AWS_ACCESS_KEY_ALPHABET) for _ in range(_RANDOM))
    prefix = "AKIA" if config.PARITY_AWS_ACCESS_KEY_ID else "LKIA"
    return NewKey(f"{prefix}{encoded}{parity}{rest}", secrets.token_hex(20))


def root_of(access_key: str) -> str | None:
    """The account whose root user signs with a key, None for any other key."""
    if is_account_id(access_key):
        return access_key
    return DEFAULT_AWS_ACCOUNT_ID if access_key in _DEFAULT else None
