"""The service SageMaker Runtime. Its endpoints are those of SageMaker."""

from dataclasses import dataclass, replace
from typing import cast

from botocore.model import OperationModel

from cfnproof.emulator.context import Context
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.roles import PRINCIPAL
from cfnproof.emulator.sagemaker.state import SageMakerContext
from cfnproof.emulator.sagemaker_runtime import errors, invocation
from cfnproof.emulator.service import Answer, Request, Service
from cfnproof.emulator.shapes import check_request


@dataclass(frozen=True, slots=True)
class RuntimeState:
    """Nothing: what is served is in SageMaker's state."""


class SageMakerRuntime(Service[RuntimeState]):
    """Inference from the endpoints of an account and region."""

    name = "sagemaker-runtime"
    principal = PRINCIPAL
    operations = ("InvokeEndpoint",)

    def new_state(self) -> RuntimeState:
        """Nothing."""
        return RuntimeState()

    def check(self, operation: OperationModel, request: Request) -> None:
        """Refuse what the model does not allow, under this service's own code."""
        try:
            check_request(operation, request)
        except ServiceError as error:
            raise errors.invalid(error.message) from error

    def invoke_endpoint(self, context: Context[RuntimeState], request: Request) -> Answer:
        """Ask an endpoint's model."""
        of_sagemaker = replace(context, state=context.peer("sagemaker"))
        return invocation.invoke(cast("SageMakerContext", of_sagemaker), request)  # replace keeps the state's type
