"""The keys of log groups: CloudWatch Logs uses one as itself, so the key's policy must let it.

moto asks nobody, and has not AssociateKmsKey and DisassociateKmsKey: it takes a key on creation only.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

from moto.core.exceptions import JsonRESTError
from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.responses import LogsResponse

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.access.door import Access
from cfnproof.hosts.access.log_keys import check_log_key
from cfnproof.hosts.moto.patches import Patches


class Deciding(Protocol):
    """What a log group needs of its account's host."""

    access: Access


HostOf = Callable[[str], Deciding | None]

_NEW: Final = ("associate_kms_key", "disassociate_kms_key")
_patches: Final = Patches()
_creating: Final = LogsResponse.create_log_group


def install(host_of: HostOf) -> None:
    """Let the policies of keys decide, and moto answer the two operations."""

    def create(response: Any) -> str:  # noqa: ANN401  # moto's response object
        _check(response, host_of)
        created: str = _creating(response)
        return created

    def associate(response: Any) -> str:  # noqa: ANN401  # as above
        group = _group(response)
        _check(response, host_of)
        group.kms_key_id = _member(response, "kmsKeyId")
        return ""

    def disassociate(response: Any) -> str:  # noqa: ANN401  # as above
        _group(response).kms_key_id = None
        return ""

    _patches.put(LogsResponse, "create_log_group", create)
    for name, answer in zip(_NEW, (associate, disassociate), strict=True):
        setattr(LogsResponse, name, answer)


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
    for name in _NEW:
        delattr(LogsResponse, name)


def _member(response: Any, name: str) -> Any:  # noqa: ANN401  # as above
    return response._get_param(name)  # noqa: SLF001  # how moto reads a request


def _group(response: Any) -> Any:  # noqa: ANN401  # as above
    """The log group of a request."""
    group = response.logs_backend.groups.get(_member(response, "logGroupName"))
    if group is None:
        raise ResourceNotFoundException
    return group


def _check(response: Any, host_of: HostOf) -> None:  # noqa: ANN401  # as above
    """Refuse, in moto's way, a key that CloudWatch Logs may not use for the log group of a request."""
    key, host = _member(response, "kmsKeyId"), host_of(response.current_account)
    if not key or host is None:
        return
    try:
        check_log_key(host.access, response.region, _member(response, "logGroupName"), key)
    except ServiceError as error:
        raise JsonRESTError(error.code, error.message) from error
