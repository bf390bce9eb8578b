"""CodePipeline's resource types.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html
"""

from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.cloudformation.handlers.arguments import tags_of
from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    Const,
    Each,
    ResourceType,
    Scope,
    Setting,
    Tagging,
)
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.shapes import present

_MEMBERS: Final = {
    "RoleArn": "roleArn",
    "ArtifactStore": "artifactStore",
    "Stages": "stages",
    "ExecutionMode": "executionMode",
    "PipelineType": "pipelineType",
    "Variables": "variables",
    "Triggers": "triggers",
}
_STORES: Final = "ArtifactStores"
_DECLARED: Final = (*_MEMBERS, _STORES)


def _declaration(scope: Scope) -> dict[str, Any]:
    """The pipeline that the properties declare; the template has its artifact stores in a list, the API by Region."""
    properties = scope.properties
    declared = {member: properties.get(name) for name, member in _MEMBERS.items()}
    stores = {store["Region"]: store["ArtifactStore"] for store in properties.get(_STORES) or ()}
    return present({"name": scope.name, **declared, "artifactStores": stores or None})


def _restarts(scope: Scope) -> bool:
    return bool(scope.properties.get("RestartExecutionOnUpdate"))


def _tags(scope: Scope) -> list[dict[str, str]] | None:
    """Tags as CodePipeline writes them, with keys in lower case."""
    return [{"key": key, "value": value} for key, value in tags_of(scope).items()] or None


_TRANSITION: Final[Mapping[str, Argument]] = {
    "pipelineName": "$ref",
    "stageName": "$item.StageName",
    "transitionType": Const("Inbound"),
}
_DISABLE: Final = Call("DisableStageTransition", {**_TRANSITION, "reason": "$item.Reason"})
_ENABLE: Final = Call("EnableStageTransition", _TRANSITION, ignore=("StageNotFoundException",))

PIPELINE: Final = ResourceType(
    type="AWS::CodePipeline::Pipeline",
    client="codepipeline",
    create=(Call("CreatePipeline", {"pipeline": _declaration, "tags": _tags}),),
    physical_id="$name",
    read=(Call("GetPipeline", {"name": "$ref"}),),
    attributes={"Version": "to_string(pipeline.version)", "Arn": "metadata.pipelineArn"},
    settings=(
        Setting(_DECLARED, put=Call("UpdatePipeline", {"pipeline": _declaration}), on_create=False),
        Each("DisableInboundStageTransitions", put=_DISABLE, remove=_ENABLE, key="StageName"),
        Setting(_DECLARED, put=Call("StartPipelineExecution", {"name": "$ref"}, when=_restarts), on_create=False),
    ),
    delete=(Call("DeletePipeline", {"name": "$ref"}),),
    missing=("PipelineNotFoundException",),
    name=Name("Name", longest=100),
    also=("RestartExecutionOnUpdate",),
    tagging=Tagging(
        tag=Call("TagResource", {"resourceArn": "$attr.Arn", "tags": _tags}),
        untag=Call("UntagResource", {"resourceArn": "$attr.Arn", "tagKeys": "$removed"}),
    ),
)

ROWS: Final[tuple[ResourceType, ...]] = (PIPELINE,)
