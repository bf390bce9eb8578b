"""The key of an endpoint's volumes, which its configuration names: looked up with it, lent with the endpoint.

Both as the caller, in whose name SageMaker calls KMS. CloudFormation's schema lists the look-up; SageMaker's pages say
that creating an endpoint takes the grant, and that the key must be usable for updating one.
https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpointconfig.html
"""

from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.refusals import code_of, message_of
from cfnproof.emulator.sagemaker.state import EndpointConfig, SageMakerContext
from cfnproof.emulator.sagemaker.volume_grants import VolumeGrant, lend

_DENIED: Final = "AccessDeniedException"


def look_up(context: SageMakerContext, key: str) -> None:
    """Raise ServiceError for a key that is not there, or that the caller may not look up."""
    try:
        context.clients.caller()("kms").describe_key(KeyId=key)
    except ClientError as error:
        raise _unusable(key, error) from error


def lend_keys(context: SageMakerContext, config: EndpointConfig) -> tuple[VolumeGrant, ...]:
    """A grant for each variant that has instances, none where the configuration names no key.

    Raises ServiceError where the caller may not lend the key.
    """
    key: str | None = config.members.get("KmsKeyId")
    if key is None:
        return ()
    made: list[VolumeGrant] = []
    for variant in config.members["ProductionVariants"]:
        if not variant.get("InstanceType"):
            continue
        try:
            made.append(lend(context, context.clients.caller(), key))
        except ClientError as error:
            for grant in made:
                grant.revoke()
            raise _unusable(key, error) from error
    return tuple(made)


def _unusable(key: str, error: ClientError) -> ServiceError:
    if code_of(error) == _DENIED:
        return ServiceError(_DENIED, message_of(error))
    return invalid(f"KmsKeyId {key!r}: {message_of(error)}")
