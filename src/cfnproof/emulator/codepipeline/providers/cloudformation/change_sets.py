"""The action modes that create and execute change sets.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.providers.action import FAILED, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation import template_configuration
from cfnproof.emulator.codepipeline.providers.cloudformation.request import StackRequest, read, required
from cfnproof.emulator.codepipeline.providers.cloudformation.seen import IN_REVIEW, SeenStack, failure, find, settled
from cfnproof.emulator.codepipeline.providers.console import change_set_page, stack_page

_NO_CHANGES: Final = ("didn't contain changes", "No updates are to be performed")
_DONE: Final = ("CREATE_COMPLETE", "FAILED")
_EXECUTED: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_WITHOUT_POLICY: Final = (
    " A change set has no stack policy: the StackPolicy of its template configuration takes effect where the "
    "CHANGE_SET_EXECUTE action names the file too."
)


def replace(running: RunningAction) -> Mapping[str, str]:
    """Create the change set, in place of one of its name. One without changes is none the worse for that.

    The outputs are those that the stack has before the change.
    """
    request, name = read(running), required(running, "ChangeSetName")
    stack = find(running, request.stack)
    if stack is not None:
        _remove(running, stack, name)
    found = _create(running, request, name, stack)
    if found["Status"] == "FAILED" and not _is_empty(found):
        raise ActionFailedError(
            FAILED,
            f"Failed to create change set {name!r}. Current execution status: {found['ExecutionStatus']!r}. "
            f"Reason: {found.get('StatusReason', 'No reason was provided.')}",
        )
    made = "was created without changes" if _is_empty(found) else "was created"
    running.report(summary=f"Change set {name} {made}.{_WITHOUT_POLICY if request.policy else ''}")
    return stack.outputs if stack else {}


def execute(running: RunningAction) -> Mapping[str, str]:
    """Execute the change set; nothing is done for one without changes."""
    stack_name, name = required(running, "StackName"), required(running, "ChangeSetName")
    policy = template_configuration.read(running).policy
    cloudformation: Any = running.clients("cloudformation")  # boto3's clients have no types
    found = cloudformation.describe_change_set(StackName=stack_name, ChangeSetName=name)
    if _is_executed(found):
        raise ActionFailedError(FAILED, f"ChangeSet [{name}] does not exist (Error Code: ChangeSetNotFound)")
    stack_id = found["StackId"]
    running.report(external_id=stack_id, url=stack_page(running.context, stack_id))
    if _is_empty(found):
        summary = f"Change set {name} has no changes to execute."
    else:
        cloudformation.execute_change_set(StackName=stack_name, ChangeSetName=name)
        summary = f"Change set {name} was executed."
    stack = settled(running, stack_id)
    if not _is_empty(found) and stack.status not in _EXECUTED:
        raise failure(running, "execute change set", stack)
    if policy:
        cloudformation.set_stack_policy(StackName=stack_id, StackPolicyBody=policy)
    running.report(summary=summary)
    return stack.outputs


def _create(running: RunningAction, request: StackRequest, name: str, stack: SeenStack | None) -> Mapping[str, Any]:
    """Create the change set; its description once it is done, or has failed.

    Every request has the change set's name, not its ARN, for policies with the condition cloudformation:ChangeSetName.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
    """
    cloudformation: Any = running.clients("cloudformation")  # as above
    kind = "CREATE" if stack is None or stack.status == IN_REVIEW else "UPDATE"
    made = cloudformation.create_change_set(ChangeSetName=name, ChangeSetType=kind, **request.members())
    running.report(external_id=made["Id"], url=change_set_page(running.context, made["StackId"], made["Id"]))

    def look() -> Mapping[str, Any] | None:
        found: Mapping[str, Any] = cloudformation.describe_change_set(StackName=request.stack, ChangeSetName=name)
        return found if found["Status"] in _DONE else None

    return running.wait_for(look)


def _remove(running: RunningAction, stack: SeenStack, name: str) -> None:
    """Delete the stack's change set of a name, if it has one that was not executed, and wait until it is gone."""
    cloudformation: Any = running.clients("cloudformation")  # as above
    deleted = False

    def look() -> bool | None:
        nonlocal deleted
        try:
            found = cloudformation.describe_change_set(StackName=stack.name, ChangeSetName=name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ChangeSetNotFound":
                raise
            return True
        if _is_executed(found):
            return True
        if not deleted:
            cloudformation.delete_change_set(StackName=stack.name, ChangeSetName=name)
            deleted = True
        return None

    running.wait_for(look)


def _is_empty(found: Mapping[str, Any]) -> bool:
    """Whether a change set has failed for want of changes."""
    reason = found.get("StatusReason", "")
    return bool(found["Status"] == "FAILED" and any(words in reason for words in _NO_CHANGES))


def _is_executed(found: Mapping[str, Any]) -> bool:
    """Whether a change set has been executed: its name is free then, and only its id finds it at AWS."""
    return bool(found["ExecutionStatus"].startswith("EXECUTE_"))
