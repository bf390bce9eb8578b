"""The services that the emulator adds to a host."""

from typing import Any, Final

from cfnproof.emulator.cloudformation.service import CloudFormation
from cfnproof.emulator.codecommit.service import CodeCommit
from cfnproof.emulator.codepipeline.service import CodePipeline
from cfnproof.emulator.iam.service import Iam
from cfnproof.emulator.sagemaker.service import SageMaker
from cfnproof.emulator.sagemaker_runtime.service import SageMakerRuntime
from cfnproof.emulator.service import Service

SERVICES: Final[tuple[type[Service[Any]], ...]] = (  # each has a state type of its own
    CloudFormation,
    CodeCommit,
    CodePipeline,
    Iam,
    SageMaker,
    SageMakerRuntime,
)
