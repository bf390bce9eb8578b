"""What CodePipeline asks of a pipeline's structure.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-requirements.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Declaration, Mode, Stage
from cfnproof.emulator.errors import ServiceError

_FEWEST_STAGES: Final = 2
_MOST_STAGES: Final = 50
_MOST_ACTIONS: Final = 50


def check_structure(pipeline: Declaration) -> None:
    """Raise ServiceError InvalidStructureException or InvalidStageDeclarationException for the first fault."""
    _check_count(pipeline)
    if twice := repeated(stage.name for stage in pipeline.stages):
        raise invalid_structure(
            f"Stage names must be unique within the pipeline. {twice[0]} has been used more than once."
        )
    for stage in pipeline.stages:
        _check_stage(stage)
    _check_sources(pipeline)
    _check_stores(pipeline)
    _check_type(pipeline)


def invalid_structure(message: str) -> ServiceError:
    """The error for a pipeline as a whole."""
    return ServiceError("InvalidStructureException", message)


def repeated(names: Iterable[str]) -> list[str]:
    """The names that come more than once."""
    return [name for name, times in Counter(names).items() if times > 1]


def _check_count(pipeline: Declaration) -> None:
    count = len(pipeline.stages)
    if count < _FEWEST_STAGES:
        raise invalid_structure(
            f"Pipeline has only {count} stage(s). There should be a minimum of {_FEWEST_STAGES} stages in a pipeline"
        )
    if count > _MOST_STAGES:
        raise invalid_structure(f"Pipeline has {count} stages. A pipeline can have {_MOST_STAGES}")


def _check_stage(stage: Stage) -> None:
    if not 1 <= len(stage.actions) <= _MOST_ACTIONS:
        raise ServiceError(
            "InvalidStageDeclarationException",
            f"Stage {stage.name} has {len(stage.actions)} actions. A stage can have 1 to {_MOST_ACTIONS}",
        )
    if twice := repeated(action.name for action in stage.actions):
        raise ServiceError(
            "InvalidStageDeclarationException",
            f"Action names must be unique within stage {stage.name}. {twice[0]} has been used more than once.",
        )


def _check_sources(pipeline: Declaration) -> None:
    first, *others = pipeline.stages
    if any(action.category != "Source" for action in first.actions):
        raise invalid_structure("Pipeline should start with a stage that only contains source actions")
    for action in (action for stage in others for action in stage.actions):
        if action.category == "Source":
            raise invalid_structure(
                f"Action {action.name} in stage {action.stage} is a source action. "
                f"Only the first stage can contain source actions"
            )


def _check_stores(pipeline: Declaration) -> None:
    regions = [store.region for store in pipeline.stores]
    if not regions or (None in regions and len(regions) > 1):
        raise invalid_structure("You must include either artifactStore or artifactStores in your pipeline, not both")


def _check_type(pipeline: Declaration) -> None:
    if pipeline.type == "V1" and (pipeline.variables or pipeline.mode is not Mode.SUPERSEDED):
        what = "Variables are" if pipeline.variables else f"Execution mode {pipeline.mode} is"
        raise invalid_structure(f"{what} only supported for pipelines of type V2: set pipelineType to V2")
    if twice := repeated(variable.name for variable in pipeline.variables):
        raise invalid_structure(f"Variable names must be unique. {twice[0]} has been used more than once.")
