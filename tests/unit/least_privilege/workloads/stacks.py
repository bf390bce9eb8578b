"""A pipeline that manages a stack: its actions, the template that is pushed, and the workloads of the stack's role."""

from pathlib import Path
from typing import Final

from cfnproof.least_privilege.requirements.requirement import Workload
from cfnproof.least_privilege.workloads import pipelines
from tests.unit.least_privilege.workloads import OF_ACCOUNT, ROLE, Json, action, found_in, needs, pipeline, project

LOG: Final = f"arn:${{AWS::Partition}}:logs:{OF_ACCOUNT}:log-group:"
TEMPLATE: Final = {
    "Parameters": {"Name": {"Type": "String", "Default": "default"}, "Mode": {"Type": "String", "Default": "small"}},
    "Conditions": {"Large": {"Fn::Equals": [{"Ref": "Mode"}, "large"]}},
    "Resources": {
        "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::Sub": "/app/${Name}"}}},
        "Topic": {"Type": "AWS::SNS::Topic", "Condition": "Large"},
    },
}
FILES: Final = {"pushed.json": TEMPLATE}


def make(**configuration: Json) -> Json:
    """An action that makes a change set with the role `stack`."""
    own = {
        "ActionMode": "CHANGE_SET_REPLACE",
        "StackName": "Prod",
        "ChangeSetName": "changes",
        "RoleArn": f"{ROLE}stack",
        "TemplatePath": "Pushed::pushed.json",
    }
    return action("Deploy", "CloudFormation", {**own, **configuration}, Name="Make")


def execute(**configuration: Json) -> Json:
    """An action that executes it."""
    own = {"ActionMode": "CHANGE_SET_EXECUTE", "StackName": "Prod", "ChangeSetName": "changes"}
    return action("Deploy", "CloudFormation", {**own, **configuration}, Name="Execute")


def managed(folder: Path, *actions: Json, template: Json = None, role: str = "stack", **more: Json) -> list[Workload]:
    """The workloads of a stack's role."""
    files = {**FILES, **({"pushed.json": template} if template else {}), **more.pop("files", {})}
    return found_in(pipelines, project(folder, {"P": pipeline(*actions)}, files=files, **more))[role]


def logs(workloads: list[Workload]) -> list[str]:
    """The names of the log groups that are needed."""
    return [one.removeprefix(LOG).removesuffix(":*") for one in needs(workloads)["cloudformation-log-group"]]
