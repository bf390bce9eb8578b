"""AWS::CloudFormation::Stack: a nested stack, made and changed through CloudFormation's own API.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.arguments import tags_of
from cfnproof.emulator.cloudformation.handlers.grammar import Call, Scope
from cfnproof.emulator.cloudformation.handlers.names import Name, generate
from cfnproof.emulator.cloudformation.handlers.target import Handler, HandlerError, Properties, Target

_NAME: Final = Name("StackName", 128)
_UPDATED: Final = ("UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
_AT_REST: Final = ("CREATE_COMPLETE", *_UPDATED, "UPDATE_ROLLBACK_COMPLETE")
_CREATE_FAILED: Final = ("CREATE_FAILED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", "ROLLBACK_COMPLETE")
_ROLLING_BACK: Final = "UPDATE_ROLLBACK_IN_PROGRESS"
_SECONDS: Final = 0.02


class StackHandler:
    """A stack that another stack owns. `Ref` is its id, its outputs are the attributes `Outputs.<name>`."""

    type: Final = "AWS::CloudFormation::Stack"
    handled: Final = frozenset({"TemplateURL", "Parameters", "Tags", "NotificationARNs", "TimeoutInMinutes"})

    def calls(self) -> tuple[Call, ...]:
        """Every call of the handler."""
        operations = ("CreateStack", "DescribeStacks", "UpdateStack", "DeleteStack")
        return tuple(Call(operation, {}, "cloudformation") for operation in operations)

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Create the stack. One that fails is left for the owner to delete."""
        request = {**_request(target), "StackName": generate(_NAME, target), "DisableRollback": True}
        minutes = target.properties.get("TimeoutInMinutes")
        if minutes is not None:
            request["TimeoutInMinutes"] = int(minutes)
        created(str(target.clients("cloudformation").create_stack(**request)["StackId"]))

    def ready(self, target: Target, physical_id: str) -> bool:
        """Whether the stack has come to rest.

        Raises HandlerError NotStabilized where it was not created.
        """
        stack = _describe(target, physical_id)
        if stack["StackStatus"] in _CREATE_FAILED:
            message = f"Embedded stack {physical_id} was not successfully created: {target.why(physical_id)}"
            raise HandlerError("NotStabilized", message)
        return stack["StackStatus"] in _AT_REST

    def read(self, target: Target, physical_id: str) -> Properties:
        """The stack's outputs."""
        outputs = _describe(target, physical_id).get("Outputs") or ()
        return {f"Outputs.{output['OutputKey']}": output["OutputValue"] for output in outputs}

    def update(self, target: Target, physical_id: str) -> None:
        """Update the stack and see it through, as a stack that has rolled back looks like one that had nothing to do.

        Raises HandlerError NotStabilized where it rolls back.
        """
        _settle(target, physical_id)
        try:
            target.clients("cloudformation").update_stack(**_request(target), StackName=physical_id)
        except ClientError as error:
            if error.response["Error"]["Message"] != "No updates are to be performed.":
                raise
            return
        stack = _settle(target, physical_id)
        if stack["StackStatus"] not in _UPDATED:
            problem = (
                f"was not successfully updated. Currently in {_ROLLING_BACK} with reason: {target.why(physical_id)}"
            )
            raise HandlerError("NotStabilized", f"Embedded stack {physical_id} {problem}")

    def delete(self, target: Target, physical_id: str) -> None:
        """Begin to delete the stack."""
        request = {"StackName": physical_id}
        if target.role_arn:
            request["RoleARN"] = target.role_arn
        target.clients("cloudformation").delete_stack(**request)

    def gone(self, target: Target, physical_id: str) -> bool:
        """Whether the stack is deleted.

        Raises HandlerError NotStabilized where it cannot be.
        """
        try:
            stack = _describe(target, physical_id)
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return True
            raise
        if stack["StackStatus"] == "DELETE_FAILED":
            message = f"Embedded stack {physical_id} was not successfully deleted: {target.why(physical_id)}"
            raise HandlerError("NotStabilized", message)
        return bool(stack["StackStatus"] == "DELETE_COMPLETE")


def _request(target: Target) -> dict[str, Any]:
    """What CreateStack and UpdateStack both take. The owner's capabilities and service role hold for what it owns."""
    properties = target.properties
    tags = {key: value for key, value in tags_of(Scope(target)).items() if not key.startswith("aws:")}
    request: dict[str, Any] = {
        "TemplateURL": properties["TemplateURL"],
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": _text(value)}
            for key, value in (properties.get("Parameters") or {}).items()
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        "NotificationARNs": list(properties.get("NotificationARNs") or ()),
        "Capabilities": list(target.capabilities),
    }
    if target.role_arn:
        request["RoleARN"] = target.role_arn
    return request


def _text(value: object) -> str:
    """A parameter's value; a list becomes text with commas."""
    if isinstance(value, list | tuple):
        return ",".join(_text(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _describe(target: Target, physical_id: str) -> Mapping[str, Any]:
    stack: Mapping[str, Any] = target.clients("cloudformation").describe_stacks(StackName=physical_id)["Stacks"][0]
    return stack


def _settle(target: Target, physical_id: str) -> Mapping[str, Any]:
    """Wait until the stack works no more."""
    while True:
        stack = _describe(target, physical_id)
        if stack["StackStatus"] in _UPDATED or not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        target.work.pause(_SECONDS)


HANDLERS: Final[tuple[Handler, ...]] = (StackHandler(),)
