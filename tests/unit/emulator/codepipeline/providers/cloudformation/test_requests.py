"""Template configurations and parameter overrides, and configurations that cannot be used.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.emulator.codepipeline.providers.cloudformation.delivery import (
    BUCKET,
    TOPIC,
    Delivery,
    error_of,
    result_of,
)

NAMES = ("Label", "Bucket", "Key", "Url", "Param", "Both")
TEMPLATE = {
    **TOPIC,
    "Parameters": {name: {"Type": "String", "Default": "default"} for name in NAMES},
    "Outputs": {name: {"Value": {"Ref": name}} for name in NAMES},
}
OVERRIDES = {
    "Bucket": {"Fn::GetArtifactAtt": ["Code", "BucketName"]},
    "Key": {"Fn::GetArtifactAtt": ["Code", "ObjectKey"]},
    "Url": {"Fn::GetArtifactAtt": ["Code", "URL"]},
    "Param": {"Fn::GetParam": ["Out0", "out.json", "Label"]},
    "Both": "override",
}


def test_where_parameters_get_their_values_from(delivery: Delivery) -> None:
    """Overrides win over the template configuration, which wins over the template's defaults."""
    configuration = {"Parameters": {"Both": "configuration", "Label": "configuration"}, "Tags": {"Team": "ml"}}
    stack = delivery.stack()
    made, ended = delivery.run(
        {"template.json": TOPIC, "second.json": TEMPLATE, "configuration.json": configuration},
        delivery.asked("CREATE_UPDATE", delivery.stack(), OutputFileName="out.json"),
        delivery.asked(
            "CREATE_UPDATE",
            stack,
            TemplatePath="Code::second.json",
            TemplateConfiguration="Code::configuration.json",
            ParameterOverrides=json.dumps(OVERRIDES),
        ),
    )
    result_of(ended)
    code = made["input"]["inputArtifacts"][0]["s3location"]
    assert code["bucket"] == BUCKET
    assert ended["output"]["outputVariables"] == {
        "Label": "configuration",
        "Bucket": BUCKET,
        "Key": code["key"],
        "Url": f"https://s3.us-east-1.amazonaws.com/{BUCKET}/{code['key']}",
        "Param": "models",
        "Both": "override",
    }
    assert delivery.stack_of(stack)["Tags"] == [{"Key": "Team", "Value": "ml"}]


def _override(value: object) -> dict[str, str]:
    return {"ParameterOverrides": json.dumps({"Label": value})}


def _configured(file: str) -> dict[str, str]:
    return {"TemplateConfiguration": f"Code::{file}"}


def _param(file: str, key: str = "a") -> dict[str, str]:
    return _override({"Fn::GetParam": ["Code", file, key]})


_OTHER = "no input artifact named Other; it has Code"
FAULTS: list[tuple[str, dict[str, object], dict[str, str], str]] = [
    ("no template", {}, {"TemplatePath": "Code::none.json"}, "File [none.json] does not exist in artifact [Code]"),
    ("template's artifact", {}, {"TemplatePath": "Other::template.json"}, _OTHER),
    ("location", {}, {"TemplatePath": "template.json"}, "'template.json' is not a location"),
    (
        "binary template",
        {"binary": b"\xff\xfe"},
        {"TemplatePath": "Code::binary"},
        "template Code::binary is not UTF-8",
    ),
    ("empty template", {"empty": b""}, {"TemplatePath": "Code::empty"}, "parameter TemplateBody"),
    ("no configuration", {}, _configured("none.json"), "File [none.json] does not exist in artifact [Code]"),
    (
        "not JSON",
        {"a.json": b"Parameters:"},
        _configured("a.json"),
        "configuration Code::a.json is not valid JSON: Exp",
    ),
    (
        "no object",
        {"b.json": []},
        _configured("b.json"),
        "The template configuration Code::b.json is not a JSON object",
    ),
    ("twice", {"c.json": b'{"Tags": {}, "Tags": {}}'}, _configured("c.json"), "has 'Tags' more than once"),
    ("section", {"d.json": {"Tag": {}}}, _configured("d.json"), "has 'Tag': it can have Parameters, Tags, StackPolicy"),
    ("list", {"e.json": {"Parameters": []}}, _configured("e.json"), "Code::e.json: Parameters is not a JSON object"),
    ("number", {"f.json": {"Parameters": {"Label": 3}}}, _configured("f.json"), "Label is 3: write it as a string"),
    ("tag", {"g.json": {"Tags": {"Live": True}}}, _configured("g.json"), "Live is true: write it as a string"),
    ("policy", {"h.json": {"StackPolicy": "{}"}}, _configured("h.json"), "StackPolicy is no object"),
    ("overrides", {}, {"ParameterOverrides": "{Label: b}"}, "ParameterOverrides is not valid JSON"),
    ("override", {}, _override(3), "ParameterOverrides: Label is 3: write it as a string"),
    ("function", {}, _override({"Fn::Sub": "x"}), "function 'Fn::Sub': it can have Fn::GetArtifactAtt, Fn::GetParam"),
    ("arguments", {}, _override({"Fn::GetParam": ["Code", "x"]}), "Fn::GetParam of Label takes a list of 3 strings"),
    ("attribute", {}, _override({"Fn::GetArtifactAtt": ["Code", "Key"]}), "attribute 'Key'; it has BucketName, Object"),
    ("artifact", {}, _override({"Fn::GetArtifactAtt": ["Other", "URL"]}), _OTHER),
    ("no file", {}, _param("none.json"), "File [none.json] does not exist in artifact [Code]"),
    ("no key", {"i.json": {"b": "1"}}, _param("i.json"), "no key 'a'; its keys: b"),
    ("no text", {"j.json": {"a": 1}}, _param("j.json"), "a is 1: write it as a string"),
]
STACK = "misconfigured"


@pytest.fixture(scope="module")
def faults(delivery: Delivery) -> Mapping[str, Mapping[str, Any]]:
    """The actions that have the faults, as they ended: all run at once, each with files of its own names."""
    files: dict[str, object] = {"template.json": TOPIC}
    for _, more, _, _ in FAULTS:
        files |= more
    asked = [delivery.asked("CREATE_UPDATE", STACK, **members) for _, _, members, _ in FAULTS]
    ended = delivery.run(files, *asked, together=True)
    return {fault[0]: one for fault, one in zip(FAULTS, ended, strict=True)}


@pytest.mark.parametrize(("name", "words"), [(fault[0], fault[3]) for fault in FAULTS], ids=[one[0] for one in FAULTS])
def test_a_configuration_that_cannot_be_used(
    faults: Mapping[str, Mapping[str, Any]], delivery: Delivery, name: str, words: str
) -> None:
    """Nothing is done, and the action says what is wrong."""
    code, message = error_of(faults[name])
    assert code == "ConfigurationError"
    assert words in message
    with pytest.raises(delivery.cloudformation.exceptions.ClientError, match="does not exist"):
        delivery.stack_of(STACK)


def test_values_of_variables_are_looked_at_when_the_action_runs(delivery: Delivery) -> None:
    """CreatePipeline cannot see them."""
    mode = {"ActionMode": "#{Act0.Label}", "StackName": delivery.stack()}
    _, failed = delivery.run({"template.json": TOPIC}, delivery.asked("CREATE_UPDATE", delivery.stack()), mode)
    assert error_of(failed) == (
        "ConfigurationError",
        (
            "ActionMode is 'models': it can be CHANGE_SET_EXECUTE, CHANGE_SET_REPLACE, CREATE_UPDATE, DELETE_ONLY, "
            "REPLACE_ON_FAILURE"
        ),
    )
