"""The service CodePipeline."""

from cfnproof.emulator.codepipeline.pipelines import PipelineOperations
from cfnproof.emulator.codepipeline.state import CodePipelineState
from cfnproof.emulator.codepipeline.tags import TagOperations
from cfnproof.emulator.service import Service


class CodePipeline(PipelineOperations, TagOperations, Service[CodePipelineState]):
    """Pipelines of an account and region. They are kept in all their versions, and not run."""

    name = "codepipeline"
    operations = (
        "CreatePipeline",
        "DeletePipeline",
        "GetPipeline",
        "ListPipelines",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdatePipeline",
    )

    def new_state(self) -> CodePipelineState:
        """No pipelines."""
        return CodePipelineState()
