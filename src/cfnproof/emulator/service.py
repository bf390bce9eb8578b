"""The frame of an emulated service: one class a service, one method an operation.

Requests are checked against botocore's model as AWS checks them, answers so that no client sees what AWS cannot send.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from botocore import xform_name
from botocore.model import OperationModel

from cfnproof.emulator.context import Context
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import check_answer, check_request, service_model

State = TypeVar("State")
Request = Mapping[str, Any]
"""A request's members, as boto3 takes them; shaped by botocore's model, hence Any."""
Answer = dict[str, Any]


class Service(ABC, Generic[State]):
    """One AWS service. Methods are named after operations as boto3 names them: `CreateStack` is `create_stack`.

    `name` is botocore's name. `principal` is whom roles trust, empty where it is named after the service. `operations`
    lists what is answered. `exclusive` says that other operations are refused; where it is False the host may answer
    them itself. `regional` says that each region has a state of its own. `beyond_model` are values that AWS sends and
    botocore's enumerations lack.
    """

    name: ClassVar[str]
    principal: ClassVar[str] = ""
    operations: ClassVar[tuple[str, ...]]
    exclusive: ClassVar[bool] = True
    regional: ClassVar[bool] = True
    beyond_model: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def new_state(self) -> State:
        """An empty account and region."""

    def answers(self, operation: str, request: Request) -> bool:  # noqa: ARG002  # for services that share operations
        """Whether the service answers a request itself: one that shares an operation with the host overrides it."""
        return operation in self.operations

    def check(self, operation: OperationModel, request: Request) -> None:
        """Refuse what the model does not allow: a service with error codes of its own for that overrides it."""
        check_request(operation, request)

    def call(self, context: Context[State], operation: str, request: Request) -> Answer:
        """Answer one operation.

        Raises ServiceError with AWS's code for what AWS refuses, and for an operation that is not emulated.
        """
        if operation not in self.operations:
            known = ", ".join(self.operations)
            message = f"{operation} of {self.name} is not emulated; what is: {known}. docs/fidelity.md says more"
            raise ServiceError("NotImplementedException", message, 501)
        model = service_model(self.name).operation_model(operation)
        self.check(model, request)
        answer: Answer = getattr(self, xform_name(operation))(context, request) or {}
        check_answer(model, answer, self.beyond_model)
        return answer
