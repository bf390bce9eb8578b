"""Symmetric KMS keys without the RSA key pair that moto makes for each, at a tenth of a second: nothing signs with it.

https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
"""

from functools import cached_property
from typing import Final

from moto.kms import models
from moto.kms.utils import AbstractPrivateKey, KeySpec

_generate: Final = models.generate_private_key


class _Deferred(AbstractPrivateKey):  # type: ignore[misc]  # moto's class is untyped
    """moto's key pair of a symmetric key, made when something asks for it."""

    @cached_property
    def _pair(self) -> AbstractPrivateKey:
        return _generate(KeySpec.SYMMETRIC_DEFAULT)

    def sign(self, message: bytes, signing_algorithm: str) -> bytes:
        signature: bytes = self._pair.sign(message, signing_algorithm)
        return signature

    def verify(self, message: bytes, signature: bytes, signing_algorithm: str) -> bool:
        verified: bool = self._pair.verify(message, signature, signing_algorithm)
        return verified

    def public_key(self) -> bytes:
        public: bytes = self._pair.public_key()
        return public


def _sparing(key_spec: str) -> AbstractPrivateKey:
    return _Deferred() if key_spec == KeySpec.SYMMETRIC_DEFAULT else _generate(key_spec)


def install() -> None:
    """Defer the key pairs of symmetric keys."""
    models.generate_private_key = _sparing


def remove() -> None:
    """Give moto its own behaviour back."""
    models.generate_private_key = _generate
