"""Grants on the keys of storage volumes: SageMaker lends a key to EC2, for one instance and as long as it is there.

https://docs.aws.amazon.com/kms/latest/developerguide/ct-ec2two.html
"""

from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf, Context

_HEX: Final = "0123456789abcdef"
_GONE: Final = "NotFoundException"


@dataclass(frozen=True, slots=True)
class VolumeGrant:
    """A grant that is made for an instance, and revoked when it goes; `clients` are the service's."""

    key: str
    id: str
    clients: ClientOf

    def revoke(self) -> None:
        """End the grant, as the service that made it, unless somebody has."""
        try:
            self.clients("kms").revoke_grant(KeyId=self.key, GrantId=self.id)
        except ClientError as error:
            if error.response["Error"]["Code"] != _GONE:
                raise


def new_instance(context: Context[Any]) -> str:
    """An instance's id."""
    return f"i-{context.ids.token(17, _HEX)}"


def lend(context: Context[Any], clients: ClientOf, key: str) -> VolumeGrant:
    """Make a grant with the permissions of whom the clients call as. Raises ClientError.

    The grantee is EC2's own role for the instance: the grant gives nothing to a role of the account.
    """
    instance = new_instance(context)
    made = clients("kms").create_grant(
        KeyId=key,
        GranteePrincipal=f"arn:{context.partition}:sts::{context.account}:assumed-role/aws:ec2-infrastructure/{instance}",
        Operations=["Decrypt"],
    )
    return VolumeGrant(key, made["GrantId"], context.clients.inside())
