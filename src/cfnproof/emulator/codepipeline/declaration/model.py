"""A pipeline's declaration, read from the API's shape.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Mode(StrEnum):
    """What becomes of executions that meet."""

    SUPERSEDED = "SUPERSEDED"
    QUEUED = "QUEUED"
    PARALLEL = "PARALLEL"


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `inputs` and `outputs` are names of artifacts, `others` further members that are given.

    `timeout` is in minutes.
    """

    stage: str
    name: str
    category: str
    owner: str
    provider: str
    version: str
    run_order: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    configuration: Mapping[str, str]
    role: str | None
    region: str | None
    namespace: str | None
    timeout: int | None
    others: frozenset[str]

    @property
    def type_id(self) -> dict[str, str]:
        """The action type, as the API has it."""
        return {
            "category": self.category,
            "owner": self.owner,
            "provider": self.provider,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; `others` as for an action."""

    name: str
    actions: tuple[Action, ...]
    others: frozenset[str]


@dataclass(frozen=True, slots=True)
class ArtifactStore:
    """One artifact bucket, the Region that it is for, None where it is the pipeline's only one, and its KMS key."""

    bucket: str
    region: str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the pipeline; without a default, each start must give its value."""

    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A whole pipeline."""

    name: str
    role: str
    type: str
    mode: Mode
    stages: tuple[Stage, ...]
    stores: tuple[ArtifactStore, ...]
    variables: tuple[Variable, ...]
    others: frozenset[str]

    @property
    def actions(self) -> Iterator[Action]:
        """The actions of all stages."""
        return (action for stage in self.stages for action in stage.actions)


_OF_PIPELINE = {"name", "roleArn", "artifactStore", "artifactStores", "stages", "version", "executionMode"} | {
    "pipelineType",
    "variables",
}
_OF_STAGE = {"name", "actions"}
_OF_ACTION = {"name", "actionTypeId", "runOrder", "configuration", "inputArtifacts", "outputArtifacts"} | {
    "roleArn",
    "region",
    "namespace",
    "timeoutInMinutes",
}


def read(pipeline: Mapping[str, Any]) -> Declaration:
    """Read what a request holds; the shape has been checked."""
    return Declaration(
        name=pipeline["name"],
        role=pipeline["roleArn"],
        type=pipeline.get("pipelineType", "V1"),
        mode=Mode(pipeline.get("executionMode", Mode.SUPERSEDED)),
        stages=tuple(_stage(stage) for stage in pipeline["stages"]),
        stores=tuple(_stores(pipeline)),
        variables=tuple(Variable(one["name"], one.get("defaultValue")) for one in pipeline.get("variables") or ()),
        others=_given(pipeline, _OF_PIPELINE),
    )


def _given(members: Mapping[str, Any], known: set[str]) -> frozenset[str]:
    return frozenset(name for name, value in members.items() if value and name not in known)


def _stores(pipeline: Mapping[str, Any]) -> Iterator[ArtifactStore]:
    if pipeline.get("artifactStore"):
        yield _store(pipeline["artifactStore"], None)
    for region, store in (pipeline.get("artifactStores") or {}).items():
        yield _store(store, region)


def _store(store: Mapping[str, Any], region: str | None) -> ArtifactStore:
    return ArtifactStore(store["location"], region, (store.get("encryptionKey") or {}).get("id"))


def _stage(stage: Mapping[str, Any]) -> Stage:
    actions = tuple(_action(stage["name"], action) for action in stage["actions"])
    return Stage(stage["name"], actions, _given(stage, _OF_STAGE))


def _action(stage: str, action: Mapping[str, Any]) -> Action:
    kind = action["actionTypeId"]
    return Action(
        stage=stage,
        name=action["name"],
        category=kind["category"],
        owner=kind["owner"],
        provider=kind["provider"],
        version=kind["version"],
        run_order=action.get("runOrder", 1),
        inputs=tuple(artifact["name"] for artifact in action.get("inputArtifacts") or ()),
        outputs=tuple(artifact["name"] for artifact in action.get("outputArtifacts") or ()),
        configuration=dict(action.get("configuration") or {}),
        role=action.get("roleArn"),
        region=action.get("region"),
        namespace=action.get("namespace"),
        timeout=action.get("timeoutInMinutes"),
        others=_given(action, _OF_ACTION),
    )


def normalized(pipeline: Mapping[str, Any], version: int) -> dict[str, Any]:
    """The declaration as GetPipeline returns it: with its version and AWS's defaults."""
    stages = [{**stage, "actions": [_complete(action) for action in stage["actions"]]} for stage in pipeline["stages"]]
    defaults = {"executionMode": Mode.SUPERSEDED.value, "pipelineType": "V1"}
    return {**defaults, **pipeline, "stages": stages, "version": version}


def _complete(action: Mapping[str, Any]) -> dict[str, Any]:
    defaults: dict[str, Any] = {"runOrder": 1, "configuration": {}, "outputArtifacts": [], "inputArtifacts": []}
    return {**defaults, **action}
