"""Operations on endpoint configurations.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
"""

from collections.abc import Mapping
from typing import Any

from cfnproof.emulator.sagemaker import errors, listing, tags
from cfnproof.emulator.sagemaker.endpoint_keys import look_up
from cfnproof.emulator.sagemaker.state import EndpointConfig, SageMakerContext
from cfnproof.emulator.service import Answer, Request
from cfnproof.structural.storage.local_storage import LOCAL_STORAGE_FAMILIES


class EndpointConfigOperations:
    """Create, describe, list and delete endpoint configurations."""

    def create_endpoint_config(self, context: SageMakerContext, request: Request) -> Answer:
        """Make a configuration of models that are there."""
        name = request["EndpointConfigName"]
        arn = errors.arn_of(context, "endpoint-config", name)
        wanted = tags.checked(request.get("Tags") or [])
        if context.state.configs.find(name):
            raise errors.exists("endpoint configuration", arn)
        _check_variants(context, request)
        if key := request.get("KmsKeyId"):
            look_up(context, key)
        members = {key: value for key, value in request.items() if key != "Tags"}
        if not context.state.configs.add(EndpointConfig(name, arn, context.clock.now(), members)):
            raise errors.exists("endpoint configuration", arn)
        context.state.tags[arn] = wanted
        return {"EndpointConfigArn": arn}

    def describe_endpoint_config(self, context: SageMakerContext, request: Request) -> Answer:
        """Describe a configuration."""
        config = errors.find_config(context, request["EndpointConfigName"])
        return {**config.members, "EndpointConfigArn": config.arn, "CreationTime": config.created}

    def list_endpoint_configs(self, context: SageMakerContext, request: Request) -> Answer:
        """A summary of configurations, the newest first."""
        return listing.answer(context.state.configs, request, "EndpointConfigs", _summary)

    def delete_endpoint_config(self, context: SageMakerContext, request: Request) -> Answer:
        """Delete a configuration, also one that an endpoint uses."""
        config = errors.find_config(context, request["EndpointConfigName"])
        context.state.configs.remove(config.name)
        context.state.tags.pop(config.arn, None)
        return {}


def variants_of(members: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The production variants of a configuration."""
    return tuple(members["ProductionVariants"])


def _summary(config: EndpointConfig) -> dict[str, Any]:
    return {
        "EndpointConfigName": config.name,
        "EndpointConfigArn": config.arn,
        "CreationTime": config.created,
    }


def _check_variants(context: SageMakerContext, request: Request) -> None:
    variants = [*request["ProductionVariants"], *(request.get("ShadowProductionVariants") or ())]
    names = [variant["VariantName"] for variant in variants]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise errors.invalid(f"Production variant names must be unique: {twice[0]} has been used more than once")
    for variant in variants:
        if not variant.get("InstanceType") and not variant.get("ServerlessConfig"):
            raise errors.invalid(f"Variant {variant['VariantName']} needs an InstanceType or a ServerlessConfig")
        _check_key(request.get("KmsKeyId"), variant)
        if variant.get("ModelName"):
            errors.find_model(context, variant["ModelName"])
        elif not request.get("ExecutionRoleArn"):
            raise errors.invalid(
                f"Variant {variant['VariantName']} needs a ModelName, or the configuration an ExecutionRoleArn"
            )


def _check_key(key: str | None, variant: Mapping[str, Any]) -> None:
    kind = variant.get("InstanceType", "")
    if key and kind.removeprefix("ml.").partition(".")[0] in LOCAL_STORAGE_FAMILIES:
        raise errors.invalid(
            f"Variant {variant['VariantName']} uses {kind}, which has local storage that its hardware encrypts: "
            f"leave KmsKeyId out"
        )
