"""KMS operations that take a key's ARN as well as its id, of which moto looks for the id alone.

https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
"""

from collections.abc import Callable
from typing import Any, Final

from moto.kms.models import KmsBackend

from cfnproof.hosts.moto.patches import Patches

_OPERATIONS: Final = ("cancel_key_deletion", "disable_key", "enable_key", "schedule_key_deletion")
_patches: Final = Patches()


def _by_id(act: Callable[..., Any]) -> Callable[..., Any]:
    def acting(backend: Any, key_id: str, *arguments: Any) -> Any:  # noqa: ANN401  # moto's own signature
        return act(backend, backend.get_key_id(key_id), *arguments)

    return acting


def install() -> None:
    """Let a key be named by its ARN."""
    for operation in _OPERATIONS:
        _patches.put(KmsBackend, operation, _by_id(getattr(KmsBackend, operation)))


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
