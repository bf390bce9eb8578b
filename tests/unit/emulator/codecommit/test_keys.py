"""Keys of repositories."""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.codecommit.conftest import metadata

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd"
KEYS: list[tuple[Any, str]] = [
    ("NotFoundException", "EncryptionKeyNotFoundException"),
    ("AccessDeniedException", "EncryptionKeyAccessDeniedException"),
    ({"Arn": KEY, "KeyState": "Disabled", "KeyUsage": "ENCRYPT_DECRYPT"}, "EncryptionKeyDisabledException"),
    ({"Arn": KEY, "KeyState": "PendingDeletion", "KeyUsage": "ENCRYPT_DECRYPT"}, "EncryptionKeyUnavailableException"),
    ({"Arn": KEY, "KeyState": "Enabled", "KeyUsage": "SIGN_VERIFY"}, "EncryptionKeyInvalidUsageException"),
]


@pytest.mark.parametrize(("told", "code"), KEYS, ids=[code for _, code in KEYS])
def test_keys_that_are_refused(codecommit: Emulated, told: Any, code: str) -> None:  # noqa: ANN401  # answer or code
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryEncryptionKey.html."""
    codecommit.clients.answers["describe_key"] = told if isinstance(told, str) else {"KeyMetadata": told}
    with pytest.raises(ServiceError) as error:
        codecommit.call("UpdateRepositoryEncryptionKey", repositoryName="models", kmsKeyId=KEY)
    assert error.value.code == code
    assert metadata(codecommit)["kmsKeyId"] == "alias/aws/codecommit"


@pytest.mark.parametrize(
    "usage",
    [
        pytest.param({"KeyUsage": "ENCRYPT_DECRYPT"}, id="said"),
        pytest.param({"KeySpec": "SYMMETRIC_DEFAULT"}, id="by-default"),
    ],
)
def test_a_key_is_looked_at_as_the_caller_and_taken(codecommit: Emulated, usage: dict[str, str]) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/encryption.html.

    A store may not show the usage that a key has by default.
    """
    key = {"Arn": KEY, "KeyState": "Enabled", **usage}
    codecommit.clients.answers["describe_key"] = {"KeyMetadata": key}
    answer = codecommit.call("UpdateRepositoryEncryptionKey", repositoryName="models", kmsKeyId=KEY)
    assert answer["originalKmsKeyId"] == "alias/aws/codecommit"
    assert metadata(codecommit)["kmsKeyId"] == KEY
    assert codecommit.clients.asked == [("caller", "describe_key", {"KeyId": KEY})]
