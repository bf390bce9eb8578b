"""What CodePipeline refuses in more than one place.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/CommonErrors.html
"""

from cfnproof.emulator.codepipeline.state import CodePipelineContext
from cfnproof.emulator.errors import ServiceError


def pipeline_not_found(context: CodePipelineContext, name: str) -> ServiceError:
    """There is no pipeline of that name."""
    return ServiceError(
        "PipelineNotFoundException", f"Account '{context.account}' does not have a pipeline with name '{name}'"
    )
