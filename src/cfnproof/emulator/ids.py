"""The source of ids: random, or repeatable where the host gives a seed."""

import random
import string
import uuid
from typing import Final

LOWER: Final = string.ascii_lowercase + string.digits
UPPER: Final = string.ascii_uppercase + string.digits
MIXED: Final = string.ascii_letters + string.digits


class Ids:
    """Makes ids that do not repeat in practice."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311  # names in an emulator, not secrets

    def uuid(self) -> str:
        """A version 4 UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, length: int, alphabet: str = UPPER) -> str:
        """`length` characters of an alphabet."""
        return "".join(self._random.choices(alphabet, k=length))
