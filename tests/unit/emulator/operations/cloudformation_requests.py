"""Requests to CloudFormation that succeed."""

import json
from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.hosts.control import ServiceRequest
from tests.in_process import control_of
from tests.unit.emulator.operations.requests import Request, Requests
from tests.unit.emulator.operations.workspace import Workspace

_POLICY: Final = json.dumps(
    {"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}
)


def _template(export: str = "", title: str = "one") -> str:
    value = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": title}}
    outputs = {"Name": {"Value": {"Ref": "Title"}, **({"Export": {"Name": export}} if export else {})}}
    return json.dumps({"Resources": {"Title": value}, "Outputs": outputs})


def stack(workspace: Workspace, export: str = "") -> str:
    """A stack with one resource and one output."""
    name = workspace.name("shop")
    workspace.client("cloudformation").create_stack(StackName=name, TemplateBody=_template(export))
    return name


def _of(**members: Any) -> Any:  # noqa: ANN401  # as the API
    """A request about a new stack."""
    return lambda workspace: {"StackName": stack(workspace), **members}


def _change_set(workspace: Workspace) -> Request:
    name = stack(workspace)
    workspace.client("cloudformation").create_change_set(
        StackName=name, ChangeSetName="next", TemplateBody=_template(title="two")
    )
    return {"StackName": name, "ChangeSetName": "next"}


def _imports(workspace: Workspace) -> Request:
    export = workspace.name("title")
    stack(workspace, export)
    value = {"Type": "String", "Value": {"Fn::ImportValue": export}}
    importing = json.dumps({"Resources": {"Copy": {"Type": "AWS::SSM::Parameter", "Properties": value}}})
    workspace.client("cloudformation").create_stack(StackName=workspace.name("reader"), TemplateBody=importing)
    return {"ExportName": export}


def _exports(workspace: Workspace) -> Request:
    stack(workspace, workspace.name("title"))
    return {}


def _stuck(workspace: Workspace) -> Request:
    """A stack whose rollback failed, because its parameter could not be written."""
    name, control = stack(workspace), control_of(workspace.host)

    def refuse(request: ServiceRequest) -> None:
        if request.operation == "PutParameter":
            error = {"Code": "AccessDeniedException", "Message": "not now"}
            raise ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}, request.operation)

    control.before_request = refuse
    workspace.client("cloudformation").update_stack(StackName=name, TemplateBody=_template(title="two"))
    control.before_request = None
    return {"StackName": name, "ResourcesToSkip": ["Title"]}


REQUESTS: Final[Mapping[str, Requests]] = {
    "ContinueUpdateRollback": _stuck,
    "CreateChangeSet": _of(ChangeSetName="next", TemplateBody=_template(title="two")),
    "CreateStack": lambda workspace: {"StackName": workspace.name("made"), "TemplateBody": _template()},
    "DeleteChangeSet": _change_set,
    "DeleteStack": _of(),
    "DescribeChangeSet": _change_set,
    "DescribeStackEvents": _of(),
    "DescribeStackResource": _of(LogicalResourceId="Title"),
    "DescribeStackResources": _of(),
    "DescribeStacks": _of(),
    "ExecuteChangeSet": _change_set,
    "GetStackPolicy": _of(),
    "GetTemplate": _of(),
    "GetTemplateSummary": lambda _: {"TemplateBody": _template()},
    "ListChangeSets": _of(),
    "ListExports": _exports,
    "ListImports": _imports,
    "ListStackResources": _of(),
    "ListStacks": lambda _: {"StackStatusFilter": ["CREATE_COMPLETE"]},
    "SetStackPolicy": _of(StackPolicyBody=_POLICY),
    "UpdateStack": _of(TemplateBody=_template(title="two")),
    "UpdateTerminationProtection": _of(EnableTerminationProtection=True),
    "ValidateTemplate": lambda _: {"TemplateBody": _template()},
}
