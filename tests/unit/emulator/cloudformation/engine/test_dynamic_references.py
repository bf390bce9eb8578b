"""Dynamic references: read with the stack's own requests, never shown in the stack's definition."""

import json

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    described,
    of,
    physical_ids,
    reason,
    recording,
    template,
)


def naming(reference: str) -> str:
    """A template with a topic that a reference names."""
    return template({"Topic": of("SNS::Topic", {"DisplayName": f"app {reference}"})})


@pytest.fixture
def stores(host: Host) -> Host:
    """An account with a parameter of two versions, a secure one and a secret."""
    ssm = host.client("ssm")
    ssm.put_parameter(Name="/app/name", Type="String", Value="first")
    ssm.put_parameter(Name="/app/name", Type="String", Value="second", Overwrite=True)
    ssm.put_parameter(Name="/app/secure", Type="SecureString", Value="hidden")
    host.client("secretsmanager").create_secret(Name="app/login", SecretString=json.dumps({"user": "ada"}))
    host.client("secretsmanager").create_secret(Name="app/plain", SecretString="text")
    return host


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        pytest.param("{{resolve:ssm:/app/name}}", "app second", id="parameter"),
        pytest.param("{{resolve:ssm:/app/name:1}}", "app first", id="parameter-version"),
        pytest.param("{{resolve:secretsmanager:app/login:SecretString:user}}", "app ada", id="secret-key"),
        pytest.param("{{resolve:secretsmanager:app/login:SecretString:user:AWSCURRENT}}", "app ada", id="stage"),
        pytest.param("{{resolve:secretsmanager:app/plain}}", "app text", id="whole-secret"),
        pytest.param("{{resolve:ssm:/app/name:1}} {{resolve:ssm:/app/name:2}}", "app first second", id="two"),
    ],
)
def test_what_a_reference_stands_for_is_in_the_made_resource(stores: Host, reference: str, shown: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html."""
    create(stores, naming(reference))
    attributes = stores.client("sns").get_topic_attributes(TopicArn=physical_ids(stores)["Topic"])["Attributes"]
    assert attributes["DisplayName"] == shown
    body = stores.client("cloudformation").get_template(StackName="demo")["TemplateBody"]
    assert body["Resources"]["Topic"]["Properties"]["DisplayName"] == f"app {reference}"


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        pytest.param("{{resolve:ssm:/app/none}}", "/app/none", id="no-parameter"),
        pytest.param("{{resolve:secretsmanager:app/none}}", "app/none", id="no-secret"),
        pytest.param(
            "{{resolve:secretsmanager:app/login:SecretString:password}}",
            "Could not find a value associated with JSONKey in SecretString",
            id="no-key",
        ),
        pytest.param(
            "{{resolve:ssm-secure:/app/secure}}",
            "SSM Secure reference is not supported in: [AWS::SNS::Topic/Properties/DisplayName]",
            id="secure-where-it-may-not-stand",
        ),
        pytest.param("{{resolve:vault:/app/name}}", "vault", id="unknown-service"),
    ],
)
def test_a_reference_that_stands_for_nothing_fails_the_stack(stores: Host, reference: str, told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html."""
    create(stores, naming(reference))
    assert described(stores)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert told in reason(stores, "Topic CREATE_FAILED")
    assert stores.client("sns").list_topics()["Topics"] == []


def test_the_engine_reads_the_stores_itself(stores: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html."""
    with recording(stores) as requests:
        create(stores, naming("{{resolve:secretsmanager:app/plain}} {{resolve:ssm:/app/name}}"))
    assert requests[:2] == [("secretsmanager", "GetSecretValue"), ("ssm", "GetParameter")]
