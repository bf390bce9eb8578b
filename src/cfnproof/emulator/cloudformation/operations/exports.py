"""Exports, who imports them, and stack policies."""

from cfnproof.emulator.cloudformation.engine.exports import importers
from cfnproof.emulator.cloudformation.operations.answers import paged
from cfnproof.emulator.cloudformation.operations.definitions import policy_text
from cfnproof.emulator.cloudformation.operations.lookup import existing
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.service import Answer, Request


class ExportOperations:
    """The operations on exports."""

    def list_exports(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html."""
        found = [
            {"ExportingStackId": stack.id, "Name": name, "Value": output.value}
            for name, (stack, output) in sorted(context.state.exports().items())
        ]
        return paged("Exports", found, request.get("NextToken"))

    def list_imports(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html."""
        name = request["ExportName"]
        exported = context.state.exports().get(name)
        users = [stack.name for stack in importers(context.state, exported[0], name)] if exported else []
        if not users:
            raise refusal(f"Export '{name}' is not imported by any stack.")
        return {"Imports": users}


class PolicyOperations:
    """The operations on stack policies."""

    def set_stack_policy(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html."""
        stack = existing(context, request["StackName"])
        policy = policy_text(request, "StackPolicy", context)
        if policy is None:
            raise refusal("You must specify StackPolicyURL or StackPolicyBody")
        stack.policy = policy
        return {}

    def get_stack_policy(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html."""
        stack = existing(context, request["StackName"])
        return {"StackPolicyBody": stack.policy} if stack.policy else {}
