"""The key of a training volume: a grant on it, made with the caller's permission or else with the execution role's.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
https://docs.aws.amazon.com/kms/latest/developerguide/ct-ec2two.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.state import SageMakerContext
from cfnproof.structural.storage.local_storage import LOCAL_STORAGE_FAMILIES

_DENIED: Final = "AccessDeniedException"
_HEX: Final = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class VolumeGrant:
    """A grant that is made for an instance, and revoked when it goes."""

    key: str
    id: str
    clients: ClientOf

    def revoke(self) -> None:
        """End the grant, as the service that made it."""
        self.clients("kms").revoke_grant(KeyId=self.key, GrantId=self.id)


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
    instance = f"i-{context.ids.token(17, _HEX)}"
    try:
        grant = _grant(context, context.clients.caller(), key, instance)
    except ClientError as denied:
        if denied.response["Error"]["Code"] != _DENIED:
            raise _unusable(key, denied) from denied
        try:
            grant = _grant(context, role, key, instance)
        except ClientError as error:
            raise ServiceError(_DENIED, denied.response["Error"]["Message"]) from error
    return VolumeGrant(key, grant, context.clients.service())


def _grant(context: SageMakerContext, clients: ClientOf, key: str, instance: str) -> str:
    """The grantee is EC2's own role for the instance: the grant gives nothing to a role of the account."""
    made = clients("kms").create_grant(
        KeyId=key,
        GranteePrincipal=f"arn:{context.partition}:sts::{context.account}:assumed-role/aws:ec2-infrastructure/{instance}",
        Operations=["Decrypt"],
    )
    grant: str = made["GrantId"]
    return grant


def _check_key(context: SageMakerContext, key: str) -> None:
    """Look the key up as the service: whether it is there does not depend on what the caller may do with it."""
    try:
        context.clients.service()("kms").describe_key(KeyId=key)
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
