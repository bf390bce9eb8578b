"""Operations on models.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
"""

from typing import Any

from cfnproof.emulator.sagemaker import errors, listing, tags
from cfnproof.emulator.sagemaker.roles import check_role
from cfnproof.emulator.sagemaker.state import Model, SageMakerContext
from cfnproof.emulator.service import Answer, Request


class ModelOperations:
    """Create, describe, list and delete models."""

    def create_model(self, context: SageMakerContext, request: Request) -> Answer:
        """Make a model, whose role and data must be there."""
        arn = errors.arn_of(context, "model", request["ModelName"])
        if context.state.models.find(request["ModelName"]):
            raise errors.exists("model", arn)
        wanted = tags.checked(request.get("Tags") or [])
        containers = _containers(request)
        if role := request.get("ExecutionRoleArn"):
            check_role(context, role, containers)
        members = {key: value for key, value in request.items() if key != "Tags"}
        members.setdefault("EnableNetworkIsolation", False)
        if not context.state.models.add(Model(request["ModelName"], arn, context.clock.now(), members)):
            raise errors.exists("model", arn)
        context.state.tags[arn] = wanted
        return {"ModelArn": arn}

    def describe_model(self, context: SageMakerContext, request: Request) -> Answer:
        """Describe a model."""
        model = errors.find_model(context, request["ModelName"])
        return {**model.members, "ModelArn": model.arn, "CreationTime": model.created}

    def list_models(self, context: SageMakerContext, request: Request) -> Answer:
        """A summary of models, the newest first."""
        return listing.answer(context.state.models, request, "Models", _summary)

    def delete_model(self, context: SageMakerContext, request: Request) -> Answer:
        """Delete a model, also one that an endpoint configuration names."""
        model = errors.find_model(context, request["ModelName"])
        context.state.models.remove(model.name)
        context.state.tags.pop(model.arn, None)
        return {}


def _summary(model: Model) -> dict[str, Any]:
    return {"ModelName": model.name, "ModelArn": model.arn, "CreationTime": model.created}


def _containers(request: Request) -> list[dict[str, Any]]:
    primary, several = request.get("PrimaryContainer"), request.get("Containers")
    if (primary is None) == (not several):
        raise errors.invalid("A model needs either a PrimaryContainer or Containers, and not both")
    containers = [primary] if primary else list(several or ())
    for container in containers:
        if not container.get("Image") and not container.get("ModelPackageName"):
            raise errors.invalid("A container needs an Image, or a ModelPackageName that has one")
    return containers
