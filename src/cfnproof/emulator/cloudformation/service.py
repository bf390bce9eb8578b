"""The CloudFormation service.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
"""

from typing import ClassVar

from botocore.model import OperationModel

from cfnproof.emulator.cloudformation.operations.change_sets import ChangeSetOperations
from cfnproof.emulator.cloudformation.operations.exports import ExportOperations, PolicyOperations
from cfnproof.emulator.cloudformation.operations.resources import ResourceOperations
from cfnproof.emulator.cloudformation.operations.stacks import StackOperations
from cfnproof.emulator.cloudformation.operations.templates import TemplateOperations
from cfnproof.emulator.cloudformation.state import Stacks
from cfnproof.emulator.cloudformation.unheeded import refuse_unheeded
from cfnproof.emulator.service import Request, Service


class CloudFormation(
    StackOperations,
    ChangeSetOperations,
    ResourceOperations,
    TemplateOperations,
    ExportOperations,
    PolicyOperations,
    Service[Stacks],
):
    """CloudFormation of one host."""

    name: ClassVar[str] = "cloudformation"
    beyond_model: ClassVar[frozenset[str]] = frozenset(  # statuses of stacks in stack events
        {"REVIEW_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"}
    )
    operations: ClassVar[tuple[str, ...]] = (
        "ContinueUpdateRollback",
        "CreateChangeSet",
        "CreateStack",
        "DeleteChangeSet",
        "DeleteStack",
        "DescribeChangeSet",
        "DescribeStackEvents",
        "DescribeStackResource",
        "DescribeStackResources",
        "DescribeStacks",
        "ExecuteChangeSet",
        "GetStackPolicy",
        "GetTemplate",
        "GetTemplateSummary",
        "ListChangeSets",
        "ListExports",
        "ListImports",
        "ListStackResources",
        "ListStacks",
        "SetStackPolicy",
        "UpdateStack",
        "UpdateTerminationProtection",
        "ValidateTemplate",
    )

    def check(self, operation: OperationModel, request: Request) -> None:
        """Refuse what the model does not allow, and what asks for more than is emulated."""
        super().check(operation, request)
        refuse_unheeded(operation.name, request)

    def new_state(self) -> Stacks:
        """No stacks."""
        return Stacks()
