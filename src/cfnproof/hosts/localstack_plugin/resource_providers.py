"""The resource types that LocalStack lacks, made by the handlers of the emulator's own CloudFormation.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-types.html
"""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError
from localstack.services.cloudformation.resource_provider import (
    CloudFormationResourceProviderPlugin,
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
)

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import Handler, HandlerError, Target
from cfnproof.emulator.cloudformation.properties.check import PropertiesError, check
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS
from cfnproof.template.resource_schema import schema_of

TYPES: Final = (
    "AWS::CodeCommit::Repository",
    "AWS::CodePipeline::Pipeline",
    "AWS::SageMaker::Endpoint",
    "AWS::SageMaker::EndpointConfig",
    "AWS::SageMaker::Model",
    "AWS::SageMaker::ModelPackageGroup",
)
"""Those of the services that the plugin brings. Each has an entry point in pyproject.toml."""

_ID: Final = "CfnproofPhysicalId"
"""Where LocalStack keeps a resource's physical id: a member of its model."""
_MADE: Final = "made"


class EmulatedProvider(ResourceProvider):  # type: ignore[misc]  # LocalStack has no types here
    """One type, by its handler. The methods' names are those that LocalStack calls."""

    TYPE: str
    SCHEMA: dict[str, Any]

    def create(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Make the resource; called again until it has come to rest."""
        handler, model = HANDLERS[self.TYPE], request.desired_state
        try:
            if _MADE not in request.custom_context:
                target = self._target(request, self._checked(request, model))
                handler.create(target, lambda physical_id: model.__setitem__(_ID, physical_id))
            return self._settled(request, handler, model)
        except (ClientError, HandlerError, PropertiesError) as error:
            return _failed(model, error)

    def update(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Change the resource; called again until it has come to rest."""
        handler, model, before = HANDLERS[self.TYPE], request.desired_state, dict(request.previous_state or {})
        model.setdefault(_ID, before.get(_ID))
        try:
            if _MADE not in request.custom_context:
                target = self._target(request, self._checked(request, model), self._given(before))
                handler.update(target, model[_ID])
            return self._settled(request, handler, model)
        except (ClientError, HandlerError, PropertiesError) as error:
            return _failed(model, error)

    def delete(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Delete the resource; called again until it has gone."""
        handler, model = HANDLERS[self.TYPE], request.desired_state
        physical_id = model.get(_ID)
        if physical_id is None:
            return ProgressEvent(OperationStatus.SUCCESS, resource_model=model)
        target = self._target(request, self._given(model))
        try:
            if _MADE not in request.custom_context:
                handler.delete(target, physical_id)
            gone = handler.gone(target, physical_id)
        except (ClientError, HandlerError) as error:
            return _failed(model, error)
        return _progress(model, done=gone)

    def _settled(self, request: ResourceRequest[Any], handler: Handler, model: dict[str, Any]) -> ProgressEvent[Any]:
        target = self._target(request, self._given(model))
        if not handler.ready(target, model[_ID]):
            return _progress(model, done=False)
        model.update(handler.read(target, model[_ID]))
        return _progress(model, done=True)

    def _checked(self, request: ResourceRequest[Any], model: Mapping[str, Any]) -> Mapping[str, Any]:
        return check(self.TYPE, request.logical_resource_id, self._given(model))

    def _given(self, model: Mapping[str, Any]) -> dict[str, Any]:
        """The properties in a model, without what has been read of the resource."""
        given = schema_of(self.TYPE).properties
        return {name: value for name, value in model.items() if name in given and value is not None}

    def _target(
        self, request: ResourceRequest[Any], properties: Mapping[str, Any], previous: Mapping[str, Any] | None = None
    ) -> Target:
        account = ACCOUNTS.of(request.account_id, request.region_name)
        stack = stores.stack(request.account_id, request.region_name, request.stack_id)
        tags = {tag["Key"]: tag["Value"] for tag in (stack.tags if stack is not None else ()) or ()}
        stack_id = str(stack.stack_id) if stack is not None else request.stack_id
        tags |= {
            "aws:cloudformation:stack-name": request.stack_name,
            "aws:cloudformation:stack-id": stack_id,
            "aws:cloudformation:logical-id": request.logical_resource_id,
        }
        return Target(
            logical_id=request.logical_resource_id,
            type=self.TYPE,
            stack_id=stack_id,
            stack_name=request.stack_name,
            account=account.account,
            partition=account.partition,
            region=request.region_name,
            clients=request.aws_client_factory.get_client,
            ids=account.ids,
            work=account.work,
            token=request.request_token,
            properties=properties,
            previous=previous or {},
            tags=tags,
            previous_tags=tags,
        )


def _progress(model: dict[str, Any], *, done: bool) -> ProgressEvent[Any]:
    status = OperationStatus.SUCCESS if done else OperationStatus.IN_PROGRESS
    return ProgressEvent(status, resource_model=model, custom_context={} if done else {_MADE: True})


def _failed(model: dict[str, Any], error: Exception) -> ProgressEvent[Any]:
    return ProgressEvent(OperationStatus.FAILED, resource_model=model, message=str(error))


def _plugin(resource_type: str) -> type[CloudFormationResourceProviderPlugin]:
    """The class that an entry point names."""
    schema = schema_of(resource_type)
    created_only = ["/properties/" + "/".join(path) for path in sorted(schema.create_only)]
    members = {
        "TYPE": resource_type,
        "SCHEMA": {
            "typeName": resource_type,
            "primaryIdentifier": [f"/properties/{_ID}"],
            "createOnlyProperties": created_only,
            "properties": {},
        },
    }
    provider = type(f"{resource_type.replace('::', '')}Provider", (EmulatedProvider,), members)

    def load(plugin: Any) -> None:  # noqa: ANN401  # LocalStack's
        plugin.factory = provider

    name = f"{resource_type.replace('::', '')}Plugin"
    return type(name, (CloudFormationResourceProviderPlugin,), {"name": resource_type, "factory": None, "load": load})


repository = _plugin("AWS::CodeCommit::Repository")
pipeline = _plugin("AWS::CodePipeline::Pipeline")
endpoint = _plugin("AWS::SageMaker::Endpoint")
endpoint_config = _plugin("AWS::SageMaker::EndpointConfig")
model = _plugin("AWS::SageMaker::Model")
model_package_group = _plugin("AWS::SageMaker::ModelPackageGroup")
