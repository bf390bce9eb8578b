"""Parameters end to end: what is refused, what a resource gets, what is shown."""

import json
from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.roles import user
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    described,
    events,
    of,
    outputs,
    settled,
    template,
    values,
)
from tests.unit.emulator.cloudformation.engine.refusals import refused


def asking(**declaration: object) -> str:
    """A template with the parameter `Given`, which its output `Seen` shows."""
    value: object = {"Ref": "Given"}
    kind = str(declaration["Type"])
    if "List" in kind:
        value = {"Fn::Join": ["|", value]}
    return template(
        {"Handle": of("CloudFormation::WaitConditionHandle")},
        Parameters={"Given": declaration},
        Outputs={"Seen": {"Value": value}},
    )


@pytest.mark.parametrize(
    ("declaration", "given", "told"),
    [
        pytest.param({"Type": "String"}, None, "Parameters: [Given] must have values", id="no-value"),
        pytest.param(
            {"Type": "String", "AllowedValues": ["a", "b"]},
            "c",
            "Parameter 'Given' must be one of AllowedValues",
            id="allowed-values",
        ),
        pytest.param(
            {"Type": "String", "AllowedPattern": "[a-z]+"},
            "abc1",
            "Parameter 'Given' must match pattern [a-z]+",
            id="allowed-pattern-is-anchored",
        ),
        pytest.param(
            {"Type": "String", "MinLength": 3},
            "ab",
            "Parameter 'Given' must contain at least 3 characters",
            id="min-length",
        ),
        pytest.param(
            {"Type": "String", "MaxLength": "3"},
            "abcd",
            "Parameter 'Given' must contain at most 3 characters",
            id="max-length",
        ),
        pytest.param({"Type": "Number"}, "many", "Parameter 'Given' must be a number.", id="number"),
        pytest.param(
            {"Type": "Number", "MinValue": 2}, "1.5", "Parameter 'Given' must be a number not less than 2", id="min"
        ),
        pytest.param(
            {"Type": "Number", "MaxValue": 2}, "3", "Parameter 'Given' must be a number not greater than 2", id="max"
        ),
        pytest.param(
            {"Type": "List<Number>"}, "1,two", "Parameter 'Given' must be a number.", id="number-within-a-list"
        ),
        pytest.param(
            {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
            "a, c",
            "Parameter 'Given' must be one of AllowedValues",
            id="each-of-a-list",
        ),
        pytest.param(
            {"Type": "String", "MinLength": 3, "ConstraintDescription": "three letters or more"},
            "ab",
            "Parameter Given failed to satisfy constraint: three letters or more",
            id="constraint-description",
        ),
        pytest.param(
            {"Type": "String", "MinLength": 3, "Default": "ab"},
            None,
            "Parameter 'Given' must contain at least 3 characters",
            id="default-outside-its-constraint",
        ),
        pytest.param(
            {"Type": "String"},
            "x" * 4097,
            "Parameter 'Given' exceeds the maximum parameter value length of 4096 bytes.",
            id="4097-bytes",
        ),
        pytest.param(
            {"Type": "Text"}, "a", "Template format error: Unrecognized parameter type: Text of Given", id="type"
        ),
    ],
)
def test_a_value_that_its_declaration_does_not_allow_is_refused(
    host: Host, declaration: dict[str, Any], given: str | None, told: str
) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html."""
    parameters = values(Given=given) if given is not None else []
    call = host.client("cloudformation").create_stack
    refusal = refused(call, StackName="demo", TemplateBody=asking(**declaration), Parameters=parameters)
    assert refusal == ("ValidationError", told)


@pytest.mark.parametrize(
    ("declaration", "given", "seen"),
    [
        pytest.param({"Type": "String", "Default": "a"}, None, "a", id="default"),
        pytest.param({"Type": "String", "Default": "a"}, "b", "b", id="given-before-default"),
        pytest.param({"Type": "String", "Default": "a"}, "", "", id="empty-text-is-a-value"),
        pytest.param({"Type": "Number", "MinValue": 1, "MaxValue": 3}, "3", "3", id="number-at-its-limit"),
        pytest.param({"Type": "Number"}, "1.50", "1.50", id="number-stays-as-written"),
        pytest.param({"Type": "CommaDelimitedList"}, "a, b ,c", "a|b|c", id="list-without-blanks"),
        pytest.param({"Type": "List<Number>"}, "1, 2", "1|2", id="list-of-numbers"),
        pytest.param({"Type": "String", "AllowedPattern": "^[a-z]+$", "MaxLength": 3}, "abc", "abc", id="constraints"),
        pytest.param({"Type": "String"}, "x" * 4096, "x" * 4096, id="4096-bytes"),
    ],
)
def test_a_value_reaches_what_refers_to_it(
    host: Host, declaration: dict[str, Any], given: str | None, seen: str
) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html."""
    create(host, asking(**declaration), Parameters=values(Given=given) if given is not None else [])
    assert outputs(host).get("Seen", "") == seen


def test_an_unknown_parameter_is_refused(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: Parameters."""
    body = asking(Type="String", Default="a")
    call = host.client("cloudformation").create_stack
    refusal = refused(call, StackName="demo", TemplateBody=body, Parameters=values(Gievn="b"))
    assert refusal == ("ValidationError", "Parameters: [Gievn] do not exist in the template")


@pytest.fixture
def store(host: Host) -> Host:
    """An account with parameters in Parameter Store."""
    client = host.client("ssm")
    client.put_parameter(Name="/app/text", Type="String", Value="plain")
    client.put_parameter(Name="/app/list", Type="StringList", Value="a,b")
    client.put_parameter(Name="/app/secret", Type="SecureString", Value="hidden")
    return host


@pytest.mark.parametrize(
    ("kind", "name", "seen"),
    [
        pytest.param("AWS::SSM::Parameter::Value<String>", "/app/text", "plain", id="text"),
        pytest.param("AWS::SSM::Parameter::Value<List<String>>", "/app/list", "a|b", id="list"),
        pytest.param("AWS::SSM::Parameter::Value<CommaDelimitedList>", "/app/list", "a|b", id="comma-delimited"),
        pytest.param("AWS::SSM::Parameter::Name", "/app/text", "/app/text", id="name"),
    ],
)
def test_a_stored_parameter_is_looked_up(store: Host, kind: str, name: str, seen: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html."""
    create(store, asking(Type=kind), Parameters=values(Given=name))
    assert outputs(store) == {"Seen": seen}
    resolved = {"ResolvedValue": seen.replace("|", ",")} if "Value<" in kind else {}
    assert described(store)["Parameters"] == [{"ParameterKey": "Given", "ParameterValue": name, **resolved}]


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        pytest.param(
            "AWS::SSM::Parameter::Value<String>",
            "/app/none",
            "Unable to fetch parameters [/app/none] from parameter store for this account.",
            id="not-there",
        ),
        pytest.param(
            "AWS::SSM::Parameter::Value<String>",
            "/app/secret",
            "Parameters [/app/secret] referenced by template have types not supported by CloudFormation.",
            id="secure",
        ),
        pytest.param(
            "AWS::SSM::Parameter::Value<List<String>>",
            "/app/text",
            "Types for SSM parameters [/app/text] defined in CFN template and SSM are incompatible",
            id="text-for-a-list",
        ),
    ],
)
def test_a_stored_parameter_that_does_not_fit_is_refused(store: Host, kind: str, name: str, told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html."""
    call = store.client("cloudformation").create_stack
    refusal = refused(call, StackName="demo", TemplateBody=asking(Type=kind), Parameters=values(Given=name))
    assert refusal == ("ValidationError", told)


def test_a_stored_parameter_needs_get_parameters(store: Host) -> None:
    """The caller's permission is asked for; the words are seen at AWS, no page has them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
    """
    members = {
        "StackName": "demo",
        "TemplateBody": asking(Type="AWS::SSM::Parameter::Value<String>"),
        "Parameters": values(Given="/app/text"),
    }
    reading = user(store.client, "reading", actions=("cloudformation:*", "ssm:GetParameter"))
    told = refused(store.client("cloudformation", access_key=reading).create_stack, **members)
    assert told == ("ValidationError", "AccessDenied. User doesn't have permission to call ssm:GetParameters")
    several = user(store.client, "several", actions=("cloudformation:*", "ssm:GetParameters"))
    store.client("cloudformation", access_key=several).create_stack(**members)
    settled(store)
    assert outputs(store) == {"Seen": "plain"}


def test_a_stored_parameter_is_looked_up_again_in_every_update(store: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html."""
    body = json.loads(asking(Type="AWS::SSM::Parameter::Value<String>"))
    body["Resources"]["Topic"] = of("SNS::Topic", {"DisplayName": {"Ref": "Given"}})
    create(store, json.dumps(body), Parameters=values(Given="/app/text"))
    store.client("ssm").put_parameter(Name="/app/text", Value="newer", Overwrite=True)
    keep = [{"ParameterKey": "Given", "UsePreviousValue": True}]
    store.client("cloudformation").update_stack(StackName="demo", UsePreviousTemplate=True, Parameters=keep)
    settled(store)
    assert outputs(store) == {"Seen": "newer"}


def test_what_must_not_be_echoed_is_masked_where_parameters_are_shown(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html: NoEcho."""
    body = template({"Topic": of("SNS::Topic")}, Parameters={"Given": {"Type": "String", "NoEcho": True}})
    create(host, body, Parameters=values(Given="pssst"))
    client = host.client("cloudformation")
    assert described(host)["Parameters"] == [{"ParameterKey": "Given", "ParameterValue": "****"}]
    assert client.get_template_summary(StackName="demo")["Parameters"][0]["NoEcho"] is True
    client.create_change_set(
        StackName="demo",
        ChangeSetName="next",
        UsePreviousTemplate=True,
        Parameters=values(Given="other"),
    )
    change_set = client.describe_change_set(StackName="demo", ChangeSetName="next")
    assert change_set["Parameters"] == [{"ParameterKey": "Given", "ParameterValue": "****"}]
    assert "pssst" not in json.dumps(events(host), default=str)


def test_the_stack_s_own_value_stays(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html: UsePreviousValue."""
    create(host, asking(Type="String", Default="default"), Parameters=values(Given="first"))
    longer = json.loads(asking(Type="String", Default="default"))
    longer["Resources"]["Topic"] = of("SNS::Topic")
    keep = [{"ParameterKey": "Given", "UsePreviousValue": True}]
    host.client("cloudformation").update_stack(StackName="demo", TemplateBody=json.dumps(longer), Parameters=keep)
    assert settled(host)["StackStatus"] == "UPDATE_COMPLETE"
    assert outputs(host) == {"Seen": "first"}


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        pytest.param({"ParameterValue": "b", "UsePreviousValue": True}, "and non empty value", id="beside-a-value"),
        pytest.param({"UsePreviousValue": True}, "not in the previous template", id="of-a-new-stack"),
    ],
)
def test_the_previous_value_is_refused_where_there_is_none(host: Host, parameter: dict[str, Any], told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html: UsePreviousValue."""
    body = asking(Type="String")
    call = host.client("cloudformation").create_stack
    code, message = refused(
        call, StackName="demo", TemplateBody=body, Parameters=[{"ParameterKey": "Given", **parameter}]
    )
    assert code == "ValidationError"
    assert message.startswith("Invalid input for parameter key Given. Cannot specify usePreviousValue as true")
    assert told in message
