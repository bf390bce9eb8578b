"""Who starts a state machine, with which input and under which name of the execution.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown
from cfnproof.least_privilege.workloads.machine_inputs import Started, started
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import Json, action, machine, pipeline, project, starts

BASE: Final = {
    "Resources": {"Data": {"Type": "AWS::S3::Bucket"}},
    "Outputs": {"Bucket": {"Value": {"Ref": "Data"}}},
}


def ways(folder: Path, *actions: Json, **more: Json) -> tuple[Started, ...]:
    """The ways in which the machine `M` of the template is started."""
    resources = {"M": machine({}), "P": pipeline(*actions), **more.pop("resources", {})}
    stack, site = project(folder, resources, base=BASE, **more)
    return started(stack.template.resources["M"], stack, site)


def way(folder: Path, *actions: Json, **more: Json) -> Started:
    """The only one."""
    (found,) = ways(folder, *actions, **more)
    return found


def values(found: object) -> list[str]:
    """The values of a leaf."""
    assert isinstance(found, Leaf), found
    return [joined(value) for value in found.values]


def test_nobody(tmp_path: Path) -> None:
    """Nothing is known of its input and of the names of its executions."""
    found = way(tmp_path)
    assert isinstance(found.input, Unknown)
    assert isinstance(found.execution_name, Unknown)
    assert found.input.what == "the input of state machine 'M'"
    assert found.execution_name.what == "the names of executions of state machine 'M'"
    assert "[tool.cfnproof.artifacts]" in found.input.advice


def test_another_machine(tmp_path: Path) -> None:
    """The action starts that one."""
    other = "arn:aws:states:us-east-1:111122223333:stateMachine:other"
    assert isinstance(way(tmp_path, starts(other)).input, Unknown)


FILE: Final = {
    "Text": "text",
    "Number": 5,
    "Float": 0.5,
    "Flag": True,
    "Off": False,
    "Empty": "",
    "Bucket": "s3://${base.Bucket}/x",
    "Region": "${aws.region}",
    "Inner": {"Deep": {"Text": "deep"}},
    "Texts": ["a", "b"],
    "Mappings": [{"A": "1"}, {"A": "2"}],
    "Nothing": None,
}


def test_an_input_file(tmp_path: Path) -> None:
    """Its placeholders are worked out."""
    found = way(tmp_path, starts({"Ref": "M"}, InputType="FilePath", Input="i.json"), files={"i.json": FILE}).input
    assert isinstance(found, Scope)
    wanted = {
        "Text": "text",
        "Number": "5",
        "Float": "0.5",
        "Flag": "true",
        "Off": "false",
        "Empty": "",
        "Bucket": "s3://${base/Data}/x",
        "Region": "${AWS::Region}",
        "Inner.Deep.Text": "deep",
    }
    assert {name: "".join(values(found.find(name))) for name in wanted} == wanted
    assert values(found.find("Texts")) == ["a", "b"]
    listed = found.find("Mappings")
    assert isinstance(listed, Listing)
    assert [values(item.find("A")) for item in listed.items] == [["1"], ["2"]]
    assert isinstance(found.find("Inner"), Scope)
    assert found.find("Other") is None


def test_null_is_no_value(tmp_path: Path) -> None:
    """No text stands for it."""
    found = way(tmp_path, starts({"Ref": "M"}, InputType="FilePath", Input="i.json"), files={"i.json": FILE}).input
    assert isinstance(found, Scope)
    nothing = found.find("Nothing")
    assert not isinstance(nothing, Leaf) or "None" not in values(nothing)


def test_an_input_file_that_is_mapped(tmp_path: Path) -> None:
    """The settings say which file is pushed there."""
    settings = '[tool.cfnproof.artifacts]\n"deep/start.json" = "i.json"\n'
    act = starts({"Ref": "M"}, InputType="FilePath", Input="deep/start.json")
    assert isinstance(way(tmp_path, act, settings=settings, files={"i.json": FILE}).input, Scope)


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({}, "the input file of action 'StepFunctions' of stage 'Work'"),
        ({"i.json": "{"}, "the input, which is no JSON"),
        ({"i.json": "[]"}, "the input, which is no JSON object"),
        ({"i.json": '"text"'}, "the input, which is no JSON object"),
        ({"i.json": "\0"}, "the input file of action 'StepFunctions' of stage 'Work': is a binary file"),
    ],
)
def test_an_input_file_that_cannot_be_looked_at(files: Json, what: str, tmp_path: Path) -> None:
    """What is in it is not known."""
    found = way(tmp_path, starts({"Ref": "M"}, InputType="FilePath", Input="i.json"), files=files)
    assert isinstance(found.input, Unknown)
    assert found.input.what.replace(f"{tmp_path}/i.json:1: ", "").startswith(what)
    assert found.execution_name == ("*",)


def test_an_input_file_that_an_action_builds(tmp_path: Path) -> None:
    """It is not in the project."""
    build = action("Build", "CodeBuild", {"ProjectName": "b"}, OutputArtifacts=[{"Name": "Built"}])
    act = starts({"Ref": "M"}, InputType="FilePath", Input="i.json") | {"InputArtifacts": [{"Name": "Built"}]}
    assert isinstance(way(tmp_path, build, act, files={"i.json": FILE}).input, Unknown)


@pytest.mark.parametrize("more", [{}, {"InputType": "Literal"}])
def test_a_literal_input(more: Json, tmp_path: Path) -> None:
    """It stands in the action."""
    found = way(tmp_path, starts({"Ref": "M"}, Input='{"Text": "text", "Arn": "arn:aws:s3:::x"}', **more)).input
    assert isinstance(found, Scope)
    assert values(found.find("Text")) == ["text"]
    assert values(found.find("Arn")) == ["arn:${AWS::Partition}:s3:::x"]


@pytest.mark.parametrize("more", [{}, {"Input": ""}, {"Input": "{}"}])
def test_no_input(more: Json, tmp_path: Path) -> None:
    """It is an empty object: a path into it finds nothing."""
    found = way(tmp_path, starts({"Ref": "M"}, **more)).input
    assert isinstance(found, Scope)
    assert found.find("Text") is None


@pytest.mark.parametrize("written", ["text", "[1]", {"Ref": "Open"}])
def test_an_input_that_is_no_object_or_not_known(written: Json, tmp_path: Path) -> None:
    """Nothing is known of it."""
    found = way(tmp_path, starts({"Ref": "M"}, Input=written), parameters={"Open": {"Type": "String"}})
    assert isinstance(found.input, Unknown)


@pytest.mark.parametrize(
    ("prefix", "expected"), [("run", "run-*"), ({"Ref": "AWS::StackName"}, "${app/AWS::StackName}-*"), (None, "*")]
)
def test_the_names_of_executions(prefix: Json, expected: str, tmp_path: Path) -> None:
    """The id of the pipeline's execution, behind the prefix and a hyphen."""
    act = starts({"Ref": "M"}) if prefix is None else starts({"Ref": "M"}, ExecutionNamePrefix=prefix)
    name = way(tmp_path, act).execution_name
    assert not isinstance(name, Unknown)
    assert joined(name) == expected


def test_several_pipelines(tmp_path: Path) -> None:
    """Each of them is a way, also one of another stack that has the machine from an export."""
    imported = {"Fn::ImportValue": "machine"}
    other = {"Resources": {"Q": pipeline(starts(imported, ExecutionNamePrefix="other"))}}
    exporting = {
        "Resources": {"Data": {"Type": "AWS::S3::Bucket"}},
        "Outputs": {
            "Machine": {
                "Value": {"Fn::Sub": "arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:m"},
                "Export": {"Name": "machine"},
            }
        },
    }
    two = (starts({"Ref": "M"}, ExecutionNamePrefix="one"), starts({"Fn::GetAtt": ["M", "Arn"]}))
    stack, site = project(tmp_path, {"M": machine({}), "P": pipeline(*two)}, other=other, exporting=exporting)
    found = started(stack.template.resources["M"], stack, site)
    names = [one.execution_name for one in found]
    assert {joined(name) for name in names if not isinstance(name, Unknown)} == {"one-*", "*", "other-*"}


def rule(**target: Json) -> Json:
    """A rule with a target."""
    own = {"Id": "it", "RoleArn": "arn:aws:iam::111122223333:role/rule", **target}
    return {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 day)", "Targets": [own]}}


M: Final = {"Fn::GetAtt": ["M", "Arn"]}


def test_a_rule_beside_a_pipeline(tmp_path: Path) -> None:
    """Both start the machine, each with its own input."""
    resources = {"Rule": rule(Arn=M, Input='{"Text": "night"}')}
    found = ways(tmp_path, starts({"Ref": "M"}, Input='{"Text": "day"}'), resources=resources)
    assert [values(one.input.find("Text")) for one in found if isinstance(one.input, Scope)] == [["day"], ["night"]]
    assert [one.execution_name for one in found] == [("*",), ("*",)]


def test_a_rule_alone(tmp_path: Path) -> None:
    """Its Input is the machine's; that of a rule for another machine is not."""
    other = "arn:aws:states:us-east-1:111122223333:stateMachine:other"
    rules = {"Rule": rule(Arn=M, Input='{"Text": "night"}'), "Other": rule(Arn=other, Input='{"Text": "other"}')}
    found = way(tmp_path, resources=rules).input
    assert isinstance(found, Scope)
    assert values(found.find("Text")) == ["night"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"InputPath": "$.detail"},
        {"InputTransformer": {"InputTemplate": '{"Text": "x"}'}},
        {"Input": {"Ref": "Open"}},
        {"Input": '"text"'},
        {"Input": "{"},
    ],
)
def test_a_rule_whose_input_is_not_known(given: Json, tmp_path: Path) -> None:
    """What the pipeline starts the machine with is not all."""
    own = starts({"Ref": "M"}, Input='{"Text": "day"}')
    open_ = {"Open": {"Type": "String"}}
    by_pipeline, by_rule = ways(tmp_path, own, resources={"Rule": rule(Arn=M, **given)}, parameters=open_)
    assert isinstance(by_pipeline.input, Scope)
    assert isinstance(by_rule.input, Unknown)
    if not given:
        assert by_rule.input.what == "the input that rule 'Rule' hands on"


def test_variables_of_the_pipeline(tmp_path: Path) -> None:
    """What they stand for is not known; values without one are."""
    written = '{"Text": "#{Source.ETag}", "Texts": ["a", "b-#{Source.Id}"], "Inner": {"Deep": "#{A.b}"}, "Plain": "p"}'
    found = way(tmp_path, starts({"Ref": "M"}, Input=written, ExecutionNamePrefix="run-#{Source.Id}"))
    assert isinstance(found.input, Scope)
    wanted = {"Text": "#{Source.ETag}", "Texts": "#{Source.Id}", "Inner.Deep": "#{A.b}"}
    for path, variable in wanted.items():
        unknown = found.input.find(path)
        assert isinstance(unknown, Unknown)
        assert unknown.what == f"the variable {variable!r}"
    assert values(found.input.find("Plain")) == ["p"]
    assert isinstance(found.execution_name, Unknown)


def test_variables_in_an_input_file(tmp_path: Path) -> None:
    """CodePipeline hands a file on as it is: they are plain text."""
    file = {"Text": "#{Source.ETag}"}
    found = way(tmp_path, starts({"Ref": "M"}, InputType="FilePath", Input="i.json"), files={"i.json": file}).input
    assert isinstance(found, Scope)
    assert values(found.find("Text")) == ["#{Source.ETag}"]
