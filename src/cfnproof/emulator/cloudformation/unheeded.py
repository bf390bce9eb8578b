"""Members of requests that would change what happens, and that this emulation does not carry out: refused by name."""

from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.cloudformation.refusals import refusal

UNHEEDED: Final[Mapping[str, Mapping[str, tuple[object, ...]]]] = {
    "CreateChangeSet": {
        "ImportExistingResources": (False,),
        "IncludeNestedStacks": (False,),
        "ResourceTypes": (),
        "ResourcesToImport": (),
        "RollbackConfiguration": ({},),
    },
    "CreateStack": {"ResourceTypes": (), "RetainExceptOnCreate": (False,), "RollbackConfiguration": ({},)},
    "DeleteStack": {"DeletionMode": ("STANDARD",)},
    "DescribeChangeSet": {"IncludePropertyValues": (False,)},
    "ExecuteChangeSet": {"RetainExceptOnCreate": (False,)},
    "GetTemplateSummary": {"StackSetName": (), "TemplateSummaryConfig": ({},)},
    "UpdateStack": {"ResourceTypes": (), "RetainExceptOnCreate": (False,), "RollbackConfiguration": ({},)},
}
"""Operation to members to the values that ask for nothing."""

HARMLESS: Final[Mapping[str, str]] = {
    "CallAs": "only StackSets heed it",
    "TemplateStage": "both stages are the same, as no transform runs",
}
"""Members that need not be looked at, and why."""


def refuse_unheeded(operation: str, request: Mapping[str, Any]) -> None:
    """Raise ServiceError for a member that asks for what is not emulated."""
    for member, idle in UNHEEDED.get(operation, {}).items():
        if member in request and request[member] not in idle:
            raise refusal(f"{member} of {operation} is not emulated: leave it out")
