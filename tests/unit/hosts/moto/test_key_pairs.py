"""KMS keys on the moto host: symmetric ones without a key pair, asymmetric ones with.

https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
"""

import pytest
from moto.kms import models

from cfnproof.hosts.moto import key_pairs
from cfnproof.hosts.moto.host import moto_host


def test_a_symmetric_key_encrypts_without_a_key_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """And none is made on the way."""
    made: list[str] = []
    monkeypatch.setattr(key_pairs, "_generate", made.append)
    with moto_host() as host:
        kms = host.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        sealed = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"secret"
    assert made == []


@pytest.mark.parametrize(
    ("key_spec", "algorithm"),
    [
        pytest.param("RSA_2048", "RSASSA_PSS_SHA_256", id="rsa"),
        pytest.param("ECC_NIST_P256", "ECDSA_SHA_256", id="ecc"),
    ],
)
def test_an_asymmetric_key_signs(key_spec: str, algorithm: str) -> None:
    """With its own key pair."""
    with moto_host() as host:
        kms = host.client("kms")
        key = kms.create_key(KeySpec=key_spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        members = {"KeyId": key, "Message": b"text", "SigningAlgorithm": algorithm}
        signature = kms.sign(**members)["Signature"]
        assert kms.verify(**members, Signature=signature)["SignatureValid"]


def test_moto_is_left_as_it_was() -> None:
    """Outside of a host, moto makes its key pairs itself."""
    before = models.generate_private_key
    with moto_host():
        assert models.generate_private_key is not before
    assert models.generate_private_key is before
