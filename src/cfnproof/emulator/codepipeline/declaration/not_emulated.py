"""Members of a declaration that AWS has and that are not executed here: refused by name, never kept and ignored."""

from collections.abc import Iterator
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Declaration
from cfnproof.emulator.codepipeline.declaration.structure import invalid_structure

_CLONE: Final = "CODEBUILD_CLONE_REF"


def check_emulated(pipeline: Declaration, region: str) -> None:
    """Raise ServiceError InvalidStructureException that names what is not emulated."""
    if faults := list(_faults(pipeline, region)):
        verb = "is" if len(faults) == 1 else "are"
        raise invalid_structure(f"{'; '.join(faults)} {verb} not emulated: docs/fidelity.md says what is")


def _faults(pipeline: Declaration, region: str) -> Iterator[str]:
    for member in sorted(pipeline.others):
        yield f"{member} of pipeline {pipeline.name}"
    for store in pipeline.stores:
        if store.region not in (None, region):
            yield f"artifactStores of Region {store.region} in pipeline {pipeline.name}"
    for stage in pipeline.stages:
        for member in sorted(stage.others):
            yield f"{member} of stage {stage.name}"
        for action in stage.actions:
            for member in sorted(action.others):
                yield f"{member} of action {action.name} in stage {stage.name}"
            if action.configuration.get("OutputArtifactFormat") == _CLONE:
                yield f"OutputArtifactFormat {_CLONE} of action {action.name} in stage {stage.name}"
            if action.region not in (None, region):
                yield f"region {action.region} of action {action.name} in stage {stage.name}"
