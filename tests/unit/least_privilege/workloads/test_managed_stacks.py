"""What a stack's service role does for the stacks that a pipeline manages.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.workloads import pipelines
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import (
    OF_ACCOUNT,
    ROLE,
    SHOWN_ROLE,
    Json,
    action,
    conditions,
    found_in,
    needs,
    pipeline,
    project,
)
from tests.unit.least_privilege.workloads.stacks import FILES, execute, logs, make, managed

TOPIC: Final = f"arn:${{AWS::Partition}}:sns:{OF_ACCOUNT}:"


def test_the_role_of_a_stack(tmp_path: Path) -> None:
    """It is trusted for the stack, and makes the resources of the template in the artifact."""
    (found,) = managed(tmp_path, make())
    assert found.title == "the stack of action 'Make' of stage 'Work' of pipeline 'P'"
    assert joined(found.role) == f"{SHOWN_ROLE}stack"
    assert [unit.name for unit in found.units] == ["trust", "AWS::Logs::LogGroup", "AWS::SNS::Topic"]
    assert found.units[1].title == f"AWS::Logs::LogGroup 'Log' of {found.title}"
    assert found.units[1].place.file == tmp_path / "pushed.json"
    assert conditions([found], "cloudformation-trust")[1].endswith(f":cloudformation:{OF_ACCOUNT}:stack/Prod/*")
    assert logs([found]) == ["/app/${=default}"]
    assert needs([found])["cloudformation-topic"] == [f"{TOPIC}Prod-Topic-*"]


def test_an_action_without_role(tmp_path: Path) -> None:
    """CloudFormation works with the caller's own permissions: nobody's role is looked at."""
    assert set(found_in(pipelines, project(tmp_path, {"P": pipeline(execute())}, files=FILES))) == {"pipeline"}


def test_another_action_with_a_role_in_its_configuration(tmp_path: Path) -> None:
    """Only CloudFormation's manage a stack with it."""
    other = action("Deploy", "CloudFormationStackSet", {"RoleArn": f"{ROLE}stack"})
    assert set(found_in(pipelines, project(tmp_path, {"P": pipeline(other)}))) == {"pipeline"}


def test_a_variable_in_the_name_of_the_stack(tmp_path: Path) -> None:
    """Neither whom the role trusts nor what it makes can be said."""
    (found,) = managed(tmp_path, make(StackName="app-#{Source.Name}"))
    assert [unit.name for unit in found.units] == ["trust"]
    (unknown,) = found.unresolved
    assert unknown.what == "what it is called: the variable '#{Source.Name}'"
    assert not any("#{" in resource for row, those in needs([found]).items() if row[0] != "?" for resource in those)


NAMES: Final = {
    "Resources": {
        "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::Sub": "/${AWS::StackName}/x"}}},
        "Data": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "data"}},
        "Config": {"Type": "AWS::SageMaker::EndpointConfig", "Properties": {"ProductionVariants": []}},
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {"EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}},
        },
    }
}


def test_names_in_the_stack(tmp_path: Path) -> None:
    """The stack's is the action's; one that is generated is a pattern, also where another resource refers to it."""
    (found,) = managed(tmp_path, make(), template=NAMES)
    assert logs([found]) == ["/Prod/x"]
    (endpoint,) = (unit for unit in found.units if unit.name == "AWS::SageMaker::Endpoint")
    leaves = {name: [joined(value) for value in leaf.values] for name, leaf in endpoint.scope.leaves()}
    assert leaves == {
        "EndpointConfigName": ["Config-*", "config-*"],
        "Name": ["Endpoint-*", "endpoint-*"],
        "LogicalId": ["Endpoint"],
        "StackName": ["Prod"],
        "StackRole": [f"{SHOWN_ROLE}stack"],
        "Arn": [
            f"arn:${{AWS::Partition}}:sagemaker:{OF_ACCOUNT}:endpoint/{name}-*" for name in ("Endpoint", "endpoint")
        ],
    }


def test_a_resource_of_an_unknown_type(tmp_path: Path) -> None:
    """It has no ARN, and no table says what it needs."""
    (found,) = managed(tmp_path, make(), template={"Resources": {"It": {"Type": "AWS::Novel::Thing"}}})
    assert needs([found])["?"] == ["what cloudformation AWS::Novel::Thing needs: no table says it"]
    assert found.units[1].scope.find("Arn") is None


@pytest.mark.parametrize(
    ("path", "files", "what"),
    [
        ("Pushed::other.json", {}, "names the file 'other.json', which is neither in"),
        ("Pushed::../x.json", {}, "is no path in an artifact"),
        ("pushed.json", {}, "TemplatePath names no file that is pushed"),
        ("", {}, "TemplatePath names no file that is pushed"),
        ({"Ref": "Open"}, {}, "TemplatePath names no file that is pushed"),
        ("Pushed::broken.json", {"broken.json": "{"}, "is not valid JSON"),
        ("Pushed::broken.json", {"broken.json": "{}"}, "is no CloudFormation template"),
    ],
)
def test_a_template_that_cannot_be_looked_at(path: Json, files: Json, what: str, tmp_path: Path) -> None:
    """The role's work is not known, but whom it trusts is."""
    parameters = {"Open": {"Type": "String"}}
    (found,) = managed(tmp_path, make(TemplatePath=path), files=files, parameters=parameters)
    assert [unit.name for unit in found.units] == ["trust"]
    (unknown,) = found.unresolved
    assert what in unknown.what.removeprefix("the template that it deploys: ") != unknown.what
    assert "[tool.cfnproof.artifacts]" in unknown.advice
    assert unknown.actions == ()


def test_a_template_that_is_mapped(tmp_path: Path) -> None:
    """The settings say which file is pushed under the path."""
    settings = '[tool.cfnproof.artifacts]\n"deep/other.json" = "pushed.json"\n'
    assert logs(managed(tmp_path, make(TemplatePath="Pushed::deep/other.json"), settings=settings)) == [
        "/app/${=default}"
    ]


def test_the_role_of_the_action_that_executes(tmp_path: Path) -> None:
    """The template is that of the action that made the change set; the same role is said once."""
    other = execute(RoleArn=f"{ROLE}other")
    assert logs(managed(tmp_path, make(), other, role="other")) == ["/app/${=default}"]
    same = execute(RoleArn=f"{ROLE}stack")
    assert [one.title for one in managed(tmp_path, make(), same)] == [
        "the stack of action 'Make' of stage 'Work' of pipeline 'P'"
    ]


def test_the_role_of_an_action_that_deletes(tmp_path: Path) -> None:
    """It deletes what the other one of the same stack makes."""
    delete = action(
        "Deploy", "CloudFormation", {"ActionMode": "DELETE_ONLY", "StackName": "Prod", "RoleArn": f"{ROLE}d"}
    )
    assert logs(managed(tmp_path, make(), delete, role="d")) == ["/app/${=default}"]


def test_another_stack_of_the_pipeline(tmp_path: Path) -> None:
    """Its action has no template to look at."""
    other = execute(StackName="Other", RoleArn=f"{ROLE}other")
    (found,) = managed(tmp_path, make(), other, role="other")
    assert found.unresolved


def test_references_to_other_stacks(tmp_path: Path) -> None:
    """An export of a stack of the project."""
    name = {"Fn::ImportValue": "log-name"}
    template = {"Resources": {"Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": name}}}}
    base = {
        "Resources": {"Data": {"Type": "AWS::S3::Bucket"}},
        "Outputs": {"Out": {"Value": {"Ref": "Data"}, "Export": {"Name": "log-name"}}},
    }
    assert logs(managed(tmp_path, make(), template=template, base=base)) == ["${base/Data}"]
