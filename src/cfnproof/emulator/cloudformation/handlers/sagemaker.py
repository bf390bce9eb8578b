"""SageMaker's resource types.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.arguments import tags_of
from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    ResourceType,
    Scope,
    Setting,
    Stable,
    Tagging,
)
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler, Properties, Target

_LONGEST_NAME: Final = 63
_POLICY: Final = "ModelPackageGroupPolicy"


def _name(scope: Scope) -> str:
    """The name in the ARN that is the physical id: in lower case, which SageMaker takes for the name."""
    return str(scope.physical_id).rpartition("/")[2]


def _own_tags(scope: Scope) -> list[dict[str, str]] | None:
    """Tags without CloudFormation's own, which these types do not get: `cloudFormationSystemTags` of their schemas."""
    own = {key: value for key, value in tags_of(scope).items() if not key.startswith("aws:")}
    return [{"Key": key, "Value": value} for key, value in own.items()] or None


_LIST_TAGS: Final = Call("ListTags", {"ResourceArn": "$ref"})


def _tagging(tags: Argument) -> Tagging:
    return Tagging(
        tag=Call("AddTags", {"ResourceArn": "$ref", "Tags": tags}),
        untag=Call("DeleteTags", {"ResourceArn": "$ref", "TagKeys": "$removed"}),
    )


_MODEL: Final = ResourceType(
    type="AWS::SageMaker::Model",
    client="sagemaker",
    create=(
        Call(
            "CreateModel",
            {
                "ModelName": "$name",
                "PrimaryContainer": "PrimaryContainer",
                "Containers": "Containers",
                "InferenceExecutionConfig": "InferenceExecutionConfig",
                "ExecutionRoleArn": "ExecutionRoleArn",
                "VpcConfig": "VpcConfig",
                "EnableNetworkIsolation": "EnableNetworkIsolation",
                "Tags": "$tags",
            },
        ),
    ),
    physical_id="response.ModelArn",
    read=(Call("DescribeModel", {"ModelName": _name}),),
    attributes={"ModelName": "ModelName", "ModelArn": "ModelArn"},
    delete=(Call("DeleteModel", {"ModelName": _name}),),
    name=Name("ModelName", longest=_LONGEST_NAME, stack=False),
    tagging=_tagging("$tags"),
)

_ENDPOINT_CONFIG: Final = ResourceType(
    type="AWS::SageMaker::EndpointConfig",
    client="sagemaker",
    create=(
        Call(
            "CreateEndpointConfig",
            {
                "EndpointConfigName": "$name",
                "ProductionVariants": "ProductionVariants",
                "ShadowProductionVariants": "ShadowProductionVariants",
                "DataCaptureConfig": "DataCaptureConfig",
                "AsyncInferenceConfig": "AsyncInferenceConfig",
                "ExplainerConfig": "ExplainerConfig",
                "ExecutionRoleArn": "ExecutionRoleArn",
                "VpcConfig": "VpcConfig",
                "EnableNetworkIsolation": "EnableNetworkIsolation",
                "KmsKeyId": "KmsKeyId",
                "Tags": _own_tags,
            },
        ),
    ),
    physical_id="response.EndpointConfigArn",
    read=(Call("DescribeEndpointConfig", {"EndpointConfigName": _name}),),
    attributes={"EndpointConfigName": "EndpointConfigName", "EndpointConfigArn": "EndpointConfigArn"},
    delete=(Call("DeleteEndpointConfig", {"EndpointConfigName": _name}),),
    name=Name("EndpointConfigName", longest=_LONGEST_NAME, stack=False),
    tagging=_tagging(_own_tags),
)

_DESCRIBE_ENDPOINT: Final = Call("DescribeEndpoint", {"EndpointName": _name})

_ENDPOINT: Final = ResourceType(
    type="AWS::SageMaker::Endpoint",
    client="sagemaker",
    create=(
        Call(
            "CreateEndpoint",
            {
                "EndpointName": "$name",
                "EndpointConfigName": "EndpointConfigName",
                "DeploymentConfig": "DeploymentConfig",
                "Tags": _own_tags,
            },
        ),
    ),
    physical_id="response.EndpointArn",
    settings=(
        Setting(
            ("EndpointConfigName", "DeploymentConfig"),
            put=Call(
                "UpdateEndpoint",
                {
                    "EndpointName": _name,
                    "EndpointConfigName": "EndpointConfigName",
                    "DeploymentConfig": "DeploymentConfig",
                    "RetainAllVariantProperties": "RetainAllVariantProperties",
                    "ExcludeRetainedVariantProperties": "ExcludeRetainedVariantProperties",
                    "RetainDeploymentConfig": "RetainDeploymentConfig",
                },
            ),
            on_create=False,
        ),
    ),
    read=(_DESCRIBE_ENDPOINT,),
    attributes={"EndpointName": "EndpointName", "EndpointArn": "EndpointArn"},
    delete=(Call("DeleteEndpoint", {"EndpointName": _name}),),
    name=Name("EndpointName", longest=_LONGEST_NAME, stack=False),
    tagging=_tagging(_own_tags),
    stable=Stable(
        call=_DESCRIBE_ENDPOINT,
        # An update that was rolled back leaves the endpoint in service, with the reason.
        status="FailureReason && 'Failed' || EndpointStatus",
        ready=("InService",),
        failed=("Failed", "OutOfService", "UpdateRollbackFailed"),
    ),
)

_DELETE_POLICY: Final = Call("DeleteModelPackageGroupPolicy", {"ModelPackageGroupName": _name})

_MODEL_PACKAGE_GROUP: Final = ResourceType(
    type="AWS::SageMaker::ModelPackageGroup",
    client="sagemaker",
    create=(
        Call(
            "CreateModelPackageGroup",
            {
                "ModelPackageGroupName": "ModelPackageGroupName",
                "ModelPackageGroupDescription": "ModelPackageGroupDescription",
                "Tags": "$tags",
            },
        ),
    ),
    physical_id="response.ModelPackageGroupArn",
    settings=(
        Setting(
            (_POLICY,),
            put=Call("PutModelPackageGroupPolicy", {"ModelPackageGroupName": _name, "ResourcePolicy": _POLICY}),
            remove=_DELETE_POLICY,
        ),
    ),
    read=(Call("DescribeModelPackageGroup", {"ModelPackageGroupName": _name}),),
    attributes={name: name for name in ("ModelPackageGroupArn", "ModelPackageGroupStatus", "CreationTime")},
    delete=(Call("DeleteModelPackageGroup", {"ModelPackageGroupName": _name}),),
    tagging=_tagging("$tags"),
)


class SageMakerHandler(TableHandler):
    """SageMaker says in a message, not in a code, that something is not there."""

    __slots__ = ()

    def read(self, target: Target, physical_id: str) -> Properties:
        """The attributes, times as text. The schemas have ListTags in a read; no attribute comes of it."""
        self._call(_LIST_TAGS, Scope(target, physical_id))
        return self._attributes(target, physical_id)

    def _scope(self, target: Target, physical_id: str) -> Scope:
        """What an update looks at, and a wait: without the tags."""
        return Scope(target, physical_id, self._attributes(target, physical_id), name=physical_id)

    def _attributes(self, target: Target, physical_id: str) -> Properties:
        found = super().read(target, physical_id)
        return {name: _text(value) if isinstance(value, datetime) else value for name, value in found.items()}

    def delete(self, target: Target, physical_id: str) -> None:
        """Delete the resource; one that is not there is no error."""
        with _ignoring_what_is_missing():
            super().delete(target, physical_id)

    def gone(self, target: Target, physical_id: str) -> bool:
        """Whether an endpoint is no longer found; the other types are gone at once."""
        with _ignoring_what_is_missing():
            return super().gone(target, physical_id)
        return True


class GroupHandler(SageMakerHandler):
    """A group that has a resource policy is deleted after it."""

    __slots__ = ()

    def delete(self, target: Target, physical_id: str) -> None:
        """Delete the policy that the template gave, then the group."""
        if target.properties.get(_POLICY):
            with _ignoring_what_is_missing():
                self._call(_DELETE_POLICY, Scope(target, physical_id))
        super().delete(target, physical_id)


@contextmanager
def _ignoring_what_is_missing() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if not _is_missing(error):
            raise


def _is_missing(error: ClientError) -> bool:
    code, message = (str(error.response["Error"][key]) for key in ("Code", "Message"))
    said = message.startswith(("Could not find", "Cannot find")) or message.endswith("does not exist.")
    return code == "ValidationException" and said


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


HANDLERS: Final[tuple[Handler, ...]] = (
    *(SageMakerHandler(row) for row in (_MODEL, _ENDPOINT_CONFIG, _ENDPOINT)),
    GroupHandler(_MODEL_PACKAGE_GROUP),
)
