"""The KMS key of a repository.

https://docs.aws.amazon.com/codecommit/latest/userguide/encryption.html
"""

import itertools
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.errors import ServiceError

MANAGED_KEY: Final = "alias/aws/codecommit"
"""The AWS managed key, used where no other is given."""

_CODES: Final = {
    "NotFoundException": "EncryptionKeyNotFoundException",
    "InvalidArnException": "EncryptionKeyInvalidIdException",
    "AccessDeniedException": "EncryptionKeyAccessDeniedException",
}
_SYMMETRIC: Final = frozenset(itertools.product((None, "ENCRYPT_DECRYPT"), (None, "SYMMETRIC_DEFAULT")))
"""Usage and specification of a key that CodeCommit takes; both are the defaults, which a host's store may not show."""


def check_key(context: CodeCommitContext, key: str) -> None:
    """Look at a key as the caller.

    Raises ServiceError with CodeCommit's codes where the key is not there, not usable, or not the caller's to use.
    """
    if key.endswith(MANAGED_KEY):
        return
    try:
        found = context.clients.caller()("kms").describe_key(KeyId=key)["KeyMetadata"]
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if code not in _CODES:
            raise
        raise ServiceError(_CODES[code], message) from error
    if found["KeyState"] == "Disabled":
        raise ServiceError("EncryptionKeyDisabledException", f"The key {found['Arn']} is disabled")
    if found["KeyState"] != "Enabled":
        raise ServiceError("EncryptionKeyUnavailableException", f"The key {found['Arn']} is {found['KeyState']}")
    if (found.get("KeyUsage"), found.get("KeySpec")) not in _SYMMETRIC:
        raise ServiceError(
            "EncryptionKeyInvalidUsageException", f"The key {found['Arn']} is not a symmetric key for encryption"
        )
