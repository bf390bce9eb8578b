"""What every role of a project needs: known by what works with it, or not known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
"""

import json
from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.needs import Needs, Project, united
from cfnproof.least_privilege.projects.stacks import loaded, stacks_of
from tests.unit.least_privilege.projects.sample import given, joined
from tests.unit.least_privilege.workloads import Json, machine, pipeline, starts, task
from tests.unit.least_privilege.workloads.roles import ARN, FUNCTION, ROLE, SHOWN, all_needs, of_role, rows

MODEL: Final = "arn:aws:states:::sagemaker:createModel"
USERS: Final[dict[str, Json]] = {
    "a function": {"Type": "AWS::Lambda::Function", "Properties": {"Role": ARN}},
    "a build": {"Type": "AWS::CodeBuild::Project", "Properties": {"ServiceRole": ARN}},
    "a task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": ARN}},
    "a nested property": {"Type": "Custom::X", "Properties": {"Deep": [{"ExecutionRoleArn": ARN}]}},
    "a profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": "Role"}]}},
    "a build by name": {"Type": "AWS::CodeBuild::Project", "Properties": {"ServiceRole": {"Ref": "Role"}}},
    "a job by name": {"Type": "AWS::Glue::Job", "Properties": {"Role": "it"}},
    "one of several": {"Type": "Custom::X", "Properties": {"RoleArns": ["arn:aws:iam::111122223333:role/x", ARN]}},
    "a schedule": {"Type": "AWS::Scheduler::Schedule", "Properties": {"Target": {"RoleArn": ARN, "Arn": "x"}}},
}


def test_a_role_that_a_machine_works_with(tmp_path: Path) -> None:
    """What it needs, and whom it trusts, apart."""
    found = of_role(tmp_path, {"M": machine({"A": task(FUNCTION)}, RoleArn=ARN)})
    assert {one.row.id for one in found.requirements} == {"stepfunctions-lambda-resource"}
    assert {one.row.id for one in found.trusts} == {"stepfunctions-trust"}
    assert found.unresolved == ()
    assert found.complete


def test_a_role_of_two_workloads(tmp_path: Path) -> None:
    """What either of them takes."""
    line = pipeline(starts({"Ref": "M"}), RoleArn=ARN)
    found = of_role(tmp_path, {"M": machine({"A": task(FUNCTION)}, RoleArn=ARN), "P": line})
    assert {"stepfunctions-lambda-resource", "codepipeline-stepfunctions", "codepipeline-trust"} <= rows(found)


def test_a_role_that_another_stack_works_with(tmp_path: Path) -> None:
    """By an export."""
    other = {"Resources": {"M": machine({"A": task(FUNCTION)}, RoleArn={"Fn::ImportValue": "role"})}}
    exporting = {
        "Resources": {"Role": ROLE},
        "Outputs": {"Role": {"Value": ARN, "Export": {"Name": "role"}}},
    }
    found = all_needs(tmp_path, other["Resources"], exporting=exporting)
    assert "stepfunctions-lambda-resource" in rows(found[SHOWN])


def test_a_role_of_no_stack(tmp_path: Path) -> None:
    """What works with it is known all the same."""
    arn = "arn:aws:iam::111122223333:role/elsewhere"
    found = all_needs(tmp_path, {"M": machine({"A": task(FUNCTION)}, RoleArn=arn)})
    assert rows(found["arn:${AWS::Partition}:iam::111122223333:role/elsewhere"])


def test_nobody_works_with_the_role(tmp_path: Path) -> None:
    """Nothing is known of what it needs; the advice says where it can be declared."""
    found = of_role(tmp_path, {})
    assert not found.complete
    (unknown,) = found.unresolved
    assert unknown.what == "who works with the role, and what for: nothing in the project"
    assert unknown.advice == "declare it in the unit 'app.Role' of policies/requirements/roles.yaml"
    assert unknown.actions == ()


@pytest.mark.parametrize("user", USERS)
def test_somebody_whose_work_cannot_be_read(user: str, tmp_path: Path) -> None:
    """It is said who."""
    found = of_role(tmp_path, {"User": USERS[user]})
    (unknown,) = found.unresolved
    assert not found.complete
    assert unknown.what == f"what {USERS[user]['Type']} 'User' does with the role"
    assert unknown.place.file == tmp_path / "app.yaml"


@pytest.mark.parametrize("user", ["a function", "a profile", "a build by name", "a job by name"])
def test_somebody_else_beside_a_workload(user: str, tmp_path: Path) -> None:
    """Not everything that the role needs is known."""
    found = of_role(tmp_path, {"User": USERS[user], "M": machine({"A": task(FUNCTION)}, RoleArn=ARN)})
    assert rows(found)
    assert not found.complete
    assert [one.title for one in found.unresolved] == [f"{USERS[user]['Type']} 'User'"]


POLICY: Final = {"PolicyName": "p", "PolicyDocument": {}}


@pytest.mark.parametrize(
    "other",
    [
        {"Type": "AWS::IAM::Policy", "Properties": {**POLICY, "Roles": [{"Ref": "Role"}]}},
        {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {}, "Roles": [{"Ref": "Role"}]}},
        {"Type": "AWS::IAM::RolePolicy", "Properties": {**POLICY, "RoleName": {"Ref": "Role"}}},
        {"Type": "AWS::Glue::Job", "Properties": {"Role": "another"}},
        {"Type": "Custom::X", "Properties": {"Tags": {"Role": "it"}, "Name": "it"}},
    ],
)
def test_who_does_not_work_with_the_role(other: Json, tmp_path: Path) -> None:
    """A policy of the role, the user of another one, and a text that happens to be the role's name."""
    found = of_role(tmp_path, {"Other": other, "M": machine({"A": task(FUNCTION)}, RoleArn=ARN)})
    assert found.complete
    assert found.unresolved == ()


def test_a_stack_that_a_template_makes_with_the_role(tmp_path: Path) -> None:
    """No reader knows what is in it."""
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "x", "RoleARN": ARN}}
    found = of_role(tmp_path, {"Nested": nested})
    assert [one.title for one in found.unresolved] == ["AWS::CloudFormation::Stack 'Nested'"]


def test_a_role_that_is_handed_to_a_service_of_which_nothing_is_known(tmp_path: Path) -> None:
    """Whom the machine hands it to, and who does so."""
    states = {"A": task("arn:aws:states:::sagemaker:createProcessingJob", {"RoleArn": ARN, "ProcessingJobName": "j"})}
    found = of_role(tmp_path, {"M": machine(states)})
    assert not found.complete
    assert any("sagemaker.amazonaws.com does with the role that state 'A'" in one.what for one in found.unresolved)


def test_a_role_that_is_handed_over_for_work_that_is_known(tmp_path: Path) -> None:
    """The table says what the service does with it."""
    container = {"Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/x:1", "ModelDataUrl": "s3://data/m"}
    states = {"A": task(MODEL, {"ExecutionRoleArn": ARN, "ModelName": "m", "PrimaryContainer": container})}
    found = of_role(tmp_path, {"M": machine(states)})
    assert {"sagemaker-model-data", "sagemaker-model-image"} <= rows(found)
    assert found.complete


def test_open_values_leave_the_needs_complete(tmp_path: Path) -> None:
    """Who works with the role is known, and which actions hang on the value."""
    states = {"A": task("arn:aws:states:::sns:publish", {"TopicArn.$": "$.Topic"})}
    found = of_role(tmp_path, {"M": machine(states, RoleArn=ARN)})
    assert ("sns:Publish",) in {one.actions for one in found.unresolved}
    assert found.complete


@pytest.mark.parametrize("states", [{"A": task("arn:aws:states:::novel:call")}])
def test_work_that_no_table_knows(states: Json, tmp_path: Path) -> None:
    """The role may need anything."""
    assert not of_role(tmp_path, {"M": machine(states, RoleArn=ARN)}).complete


def test_united(tmp_path: Path) -> None:
    """What is needed in any of several views, each thing once."""
    first = of_role(tmp_path, {"M": machine({"A": task(FUNCTION)}, RoleArn=ARN)})
    (tmp_path / "b").mkdir()
    second = of_role(tmp_path / "b", {"M": machine({"A": task(f"{FUNCTION}2")}, RoleArn=ARN)})
    (tmp_path / "c").mkdir()
    third = of_role(tmp_path / "c", {})
    both = united([first, first, second, third])
    assert [joined(one.resources[0])[-1] for one in both.requirements] == ["f", "2"]
    assert len(both.trusts) == 1
    assert both.unresolved == third.unresolved
    assert not both.complete
    assert united([]) == Needs()


def test_the_same_template_in_two_stacks(tmp_path: Path) -> None:
    """The role without name is one in each."""
    settings = given({}, name="first") + given({}, name="second")
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}
    (tmp_path / "app.yaml").write_text(json.dumps({"Resources": {"Role": role}}), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(f"[tool.cfnproof]\n{settings}", encoding="utf-8")
    stacks = stacks_of(loaded(tmp_path / "app.yaml"))
    names = {joined(one).rpartition("/role/")[2] or joined(one) for one in Project.of(stacks).needs()}
    assert {name.rpartition("role/")[2] for name in names} == {"${first/Role}", "${second/Role}"}
