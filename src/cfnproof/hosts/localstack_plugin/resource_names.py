"""The names that CloudFormation generates: roles' policies count on them, so LocalStack must make them as AWS does.

LocalStack cuts a logical id at 24 characters, and puts the stack's name before every type's.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
"""

from typing import Any, Final

from localstack.services.cloudformation import provider_utils

from cfnproof.emulator.cloudformation.handlers.names import generated
from cfnproof.emulator.ids import Ids

_LONGEST: Final = 63
"""Characters: what every type that asks for such a name takes."""
_MACHINE: Final = ("AWS::StepFunctions::StateMachine", "Add")
_MACHINE_NAME: Final = "StateMachineName"
_MACHINE_LONGEST: Final = 40
_ids: Final = Ids()


def install() -> None:
    """Let LocalStack's providers get such names."""

    def with_stack(stack_name: str, logical_resource_id: str) -> str:
        return generated((stack_name, logical_resource_id), _LONGEST, _ids)

    def without_stack(logical_resource_id: str) -> str:
        return generated((logical_resource_id,), _LONGEST, _ids)

    provider_utils.generate_default_name = with_stack
    provider_utils.generate_default_name_without_stack = without_stack


def name_machine(payload: dict[str, Any]) -> None:
    """Name a state machine that is about to be made, without the stack's name, where the template does not."""
    asked = payload["requestData"]
    if (payload["resourceType"], payload["action"]) == _MACHINE and not asked["resourceProperties"].get(_MACHINE_NAME):
        name = generated((asked["logicalResourceId"],), _MACHINE_LONGEST, _ids)
        asked["resourceProperties"][_MACHINE_NAME] = name
