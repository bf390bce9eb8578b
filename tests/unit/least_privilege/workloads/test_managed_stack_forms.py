"""What the parameters that an action gives make of a managed stack's template: its forms, and the values in them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
"""

from pathlib import Path
from typing import Final

import pytest

from tests.unit.least_privilege.workloads import Json, needs
from tests.unit.least_privilege.workloads.stacks import TEMPLATE, logs, make, managed


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ({}, "/app/${=default}"),
        ({"ParameterOverrides": '{"Name": "given"}'}, "/app/${=given}"),
        ({"TemplateConfiguration": "Pushed::settings.json"}, "/app/${=configured}"),
        (
            {"TemplateConfiguration": "Pushed::settings.json", "ParameterOverrides": '{"Name": "given"}'},
            "/app/${=given}",
        ),
        ({"ParameterOverrides": '{"Other": "given"}'}, "/app/${=default}"),
        ({"ParameterOverrides": {"Fn::Sub": '{"Name": "${Own}"}'}}, "/app/${=own}"),
        ({"ParameterOverrides": {"Fn::Sub": '{"Name": "${AWS::Region}"}'}}, "/app/${AWS::Region}"),
    ],
)
def test_parameters(configuration: Json, expected: str, tmp_path: Path) -> None:
    """Overrides go before the configuration's, and both before the Default."""
    found = managed(
        tmp_path,
        make(**configuration),
        files={"settings.json": {"Parameters": {"Name": "configured"}}},
        parameters={"Own": {"Type": "String", "Default": "own"}},
    )
    assert logs(found) == [expected]


@pytest.mark.parametrize(
    "override", ['{"Name": {"Fn::GetParam": ["Pushed", "x.json", "N"]}}', {"Fn::Sub": '{"Name": "${Open}"}'}]
)
def test_a_parameter_that_is_not_known(override: Json, tmp_path: Path) -> None:
    """It is overridden, so its Default is not its value."""
    found = managed(tmp_path, make(ParameterOverrides=override), parameters={"Open": {"Type": "String"}})
    shown = needs(found).get("cloudformation-log-group", [])
    assert not any("default" in resource for resource in shown)


@pytest.mark.parametrize(
    ("mode", "types"),
    [("large", {"AWS::Logs::LogGroup", "AWS::SNS::Topic"}), ("small", {"AWS::Logs::LogGroup"})],
)
def test_the_form_of_the_template(mode: str, types: set[str], tmp_path: Path) -> None:
    """A parameter that the action gives decides."""
    (found,) = managed(tmp_path, make(ParameterOverrides=f'{{"Mode": "{mode}"}}'))
    assert {unit.name for unit in found.units} == types | {"trust"}


def test_a_form_that_several_texts_lead_to(tmp_path: Path) -> None:
    """Each of them does."""
    large = {"Fn::Or": [{"Fn::Equals": [{"Ref": "Mode"}, text]} for text in ("large", "huge")]}
    template = {**TEMPLATE, "Conditions": {"Large": large}}
    (found,) = managed(tmp_path, make(ParameterOverrides='{"Mode": "huge"}'), template=template)
    assert "AWS::SNS::Topic" in {unit.name for unit in found.units}


def only_in(condition: str, type_: str, **properties: Json) -> Json:
    """A resource that there is where a condition holds."""
    return {"Type": type_, "Condition": condition, "Properties": properties}


EXCLUDING: Final = {
    "Parameters": {"Env": {"Type": "String", "AllowedValues": ["dev", "prod"]}},
    "Conditions": {name: {"Fn::Equals": [{"Ref": "Env"}, name.lower()]} for name in ("Prod", "Dev")},
    "Resources": {
        "First": only_in("Prod", "AWS::SNS::Topic", TopicName="a"),
        "Second": only_in("Prod", "AWS::SNS::Topic", TopicName="b"),
        "Queue": only_in("Dev", "AWS::SQS::Queue", QueueName="c"),
        "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/log"}},
    },
}


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, {"First", "Second", "Queue", "Log"}),
        ({"ParameterOverrides": '{"Env": "prod"}'}, {"First", "Second", "Log"}),
        ({"ParameterOverrides": '{"Env": "dev"}'}, {"Queue", "Log"}),
        ({"ParameterOverrides": '{"Env": "#{Source.Env}"}'}, {"First", "Second", "Queue", "Log"}),
        ({"ParameterOverrides": {"Fn::Sub": '{"Env": "${Open}"}'}}, {"First", "Second", "Queue", "Log"}),
    ],
)
def test_forms_that_exclude_each_other(overrides: Json, expected: set[str], tmp_path: Path) -> None:
    """The resources of every form that the action leaves open count, each once."""
    (found,) = managed(tmp_path, make(**overrides), template=EXCLUDING, parameters={"Open": {"Type": "String"}})
    names = [unit.title.split("'")[1] for unit in found.units if unit.name != "trust"]
    assert sorted(names) == sorted(expected)


def test_a_form_that_only_the_given_value_leads_to(tmp_path: Path) -> None:
    """Of several ways to the same outcome, the one with the given value."""
    equal = [{"Fn::Equals": [{"Ref": name}, value]} for name, value in (("A", "a"), ("B", "b"), ("A", "c"), ("B", "d"))]
    template = {
        "Parameters": {"A": {"Type": "String"}, "B": {"Type": "String"}},
        "Conditions": {"It": {"Fn::Or": [{"Fn::And": equal[:2]}, {"Fn::And": equal[2:]}]}},
        "Resources": {"Topic": only_in("It", "AWS::SNS::Topic"), "Log": {"Type": "AWS::Logs::LogGroup"}},
    }
    (found,) = managed(tmp_path, make(ParameterOverrides='{"B": "d"}'), template=template)
    assert {unit.name for unit in found.units} == {"trust", "AWS::SNS::Topic", "AWS::Logs::LogGroup"}


def test_a_property_that_differs_by_form(tmp_path: Path) -> None:
    """The resource is a unit in each."""
    name = {"Fn::If": ["Large", "/large", "/small"]}
    log = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": name}}
    found = managed(tmp_path, make(), template={**TEMPLATE, "Resources": {"Log": log}})
    assert sorted(logs(found)) == ["/large", "/small"]


def test_a_variable_in_an_override(tmp_path: Path) -> None:
    """What it stands for is not the name."""
    shown = needs(managed(tmp_path, make(ParameterOverrides='{"Name": "#{Source.Name}"}')))
    assert not any("#{" in one or "default" in one for one in shown.get("cloudformation-log-group", []))
