"""The key of a training volume: a grant on it, made with the caller's permission or else with the execution role's.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
"""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.state import SageMakerContext
from cfnproof.emulator.sagemaker.volume_grants import VolumeGrant, lend
from cfnproof.structural.storage.local_storage import LOCAL_STORAGE_FAMILIES

_DENIED: Final = "AccessDeniedException"


def lend_volume_key(context: SageMakerContext, role: ClientOf, resources: Mapping[str, Any]) -> VolumeGrant | None:
    """A grant on the volume's key for an instance, None where the request names no key.

    Raises ServiceError where the key is not there, where neither the caller nor the role may lend it, and where the
    instance encrypts its storage itself.
    """
    key = resources.get("VolumeKmsKeyId")
    if not key:
        return None
    _check_instances(resources)
    _check_key(context, key)
    try:
        return lend(context, context.clients.caller(), key)
    except ClientError as denied:
        if denied.response["Error"]["Code"] != _DENIED:
            raise _unusable(key, denied) from denied
        try:
            return lend(context, role, key)
        except ClientError as error:
            raise ServiceError(_DENIED, denied.response["Error"]["Message"]) from error


def _check_key(context: SageMakerContext, key: str) -> None:
    """Look the key up as the service: whether it is there does not depend on what the caller may do with it."""
    try:
        context.clients.inside()("kms").describe_key(KeyId=key)
    except ClientError as error:
        raise _unusable(key, error) from error


def _unusable(key: str, error: ClientError) -> ServiceError:
    return invalid(f"VolumeKmsKeyId {key!r}: {error.response['Error']['Message']}")


def _check_instances(resources: Mapping[str, Any]) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html ."""
    kinds = [resources.get("InstanceType"), *(group["InstanceType"] for group in resources.get("InstanceGroups", ()))]
    for kind in kinds:
        if kind and kind.removeprefix("ml.").partition(".")[0] in LOCAL_STORAGE_FAMILIES:
            raise invalid(f"{kind} has local storage that its hardware encrypts: leave VolumeKmsKeyId out")
