"""Outputs and exports: unique, kept while somebody imports them, listed."""

import threading
from typing import Any

import pytest

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    delete,
    described,
    of,
    outputs,
    reason,
    settled,
    story,
    template,
    update,
)
from tests.unit.emulator.cloudformation.engine.refusals import refused


def exporting(value: object = "one", name: object = "shared", **beside: object) -> str:
    """A template that exports a value."""
    shared = {"Shared": {"Value": value, "Export": {"Name": name}}}
    return template({"Topic": of("SNS::Topic")}, Outputs={**shared, **beside})


def importing(name: str = "shared") -> str:
    """A template that imports a value."""
    return template({"Topic": of("SNS::Topic", {"DisplayName": {"Fn::ImportValue": name}})})


@pytest.fixture
def shared(host: Host) -> Host:
    """An account in which stack `user` imports from stack `owner`."""
    create(host, exporting(), "owner")
    create(host, importing(), "user")
    assert described(host, "user")["StackStatus"] == "CREATE_COMPLETE"
    return host


def test_outputs_are_described_with_all_they_have(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Output.html."""
    body = template(
        {"Topic": of("SNS::Topic", {"TopicName": "alarms"})},
        Outputs={
            "Name": {"Value": {"Fn::GetAtt": "Topic.TopicName"}, "Description": "the topic"},
            "Arn": {"Value": {"Ref": "Topic"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:arn"}}},
        },
    )
    create(host, body)
    arn = f"arn:aws:sns:us-east-1:{host.account}:alarms"
    assert described(host)["Outputs"] == [
        {"OutputKey": "Name", "OutputValue": "alarms", "Description": "the topic"},
        {"OutputKey": "Arn", "OutputValue": arn, "ExportName": "demo:arn"},
    ]


def test_exports_and_their_importers_are_listed(shared: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html."""
    client = shared.client("cloudformation")
    owner = described(shared, "owner")["StackId"]
    assert client.list_exports()["Exports"] == [{"ExportingStackId": owner, "Name": "shared", "Value": "one"}]
    assert client.list_imports(ExportName="shared")["Imports"] == ["user"]


@pytest.mark.parametrize("name", [pytest.param("shared", id="nobody-imports"), pytest.param("none", id="no-export")])
def test_an_export_without_importers_is_an_error(host: Host, name: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html."""
    create(host, exporting(), "owner")
    refusal = refused(host.client("cloudformation").list_imports, ExportName=name)
    assert refusal == ("ValidationError", f"Export '{name}' is not imported by any stack.")


def test_the_imported_value_is_in_the_made_resource(shared: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-importvalue.html."""
    topics = [one["TopicArn"] for one in shared.client("sns").list_topics()["Topics"] if ":user-" in one["TopicArn"]]
    attributes = shared.client("sns").get_topic_attributes(TopicArn=topics[0])["Attributes"]
    assert attributes["DisplayName"] == "one"


def test_an_export_s_name_belongs_to_one_stack(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html."""
    create(host, exporting(), "owner")
    create(host, exporting("two"), "other")
    assert described(host, "other")["StackStatus"] == "ROLLBACK_COMPLETE"
    told = reason(host, "other ROLLBACK_IN_PROGRESS", "other")
    assert told == "Export with name shared is already exported by stack owner. Rollback requested by user."
    assert host.client("cloudformation").list_exports()["Exports"][0]["Value"] == "one"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(exporting(name="shared value"), "consist only of alphanumeric characters", id="name-with-a-blank"),
        pytest.param(
            exporting(Twin={"Value": "two", "Export": {"Name": "shared"}}),
            "Duplicate export names [shared]",
            id="twice-in-one-template",
        ),
    ],
)
def test_a_bad_export_makes_nothing_that_stays(host: Host, body: str, told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html."""
    create(host, body)
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert told in reason(host, "demo ROLLBACK_IN_PROGRESS")
    assert host.client("sns").list_topics()["Topics"] == []


def test_an_export_name_from_a_resource_is_refused(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html."""
    body = exporting(name={"Fn::GetAtt": "Topic.TopicName"})
    code, message = refused(host.client("cloudformation").create_stack, StackName="demo", TemplateBody=body)
    assert code == "ValidationError"
    assert message.endswith(
        "The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs."
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(exporting("two"), "Export shared cannot be updated as it is in use by user", id="value"),
        pytest.param(
            template({"Topic": of("SNS::Topic")}, Outputs={"Other": {"Value": "one"}}),
            "Delete canceled. Cannot delete export shared as it is in use by user",
            id="removed",
        ),
        pytest.param(
            exporting(name="renamed"),
            "Delete canceled. Cannot delete export shared as it is in use by user",
            id="renamed",
        ),
    ],
)
def test_an_export_in_use_keeps_its_value(shared: Host, body: str, told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html."""
    stack = update(shared, body, "owner")
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert reason(shared, "owner UPDATE_ROLLBACK_IN_PROGRESS", "owner").startswith(told)
    assert outputs(shared, "owner") == {"Shared": "one"}


def test_a_stack_whose_export_is_in_use_stays(shared: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html."""
    before = described(shared, "owner")
    shared.client("cloudformation").delete_stack(StackName="owner")
    assert described(shared, "owner")["StackStatus"] == "CREATE_COMPLETE"
    told = "Delete canceled. Cannot delete export shared as it is in use by user."
    assert reason(shared, "owner CREATE_COMPLETE", "owner") == told
    assert described(shared, "owner")["Outputs"] == before["Outputs"]
    assert "Topic DELETE_COMPLETE" not in story(shared, "owner")


def test_an_export_is_free_once_nobody_imports_it(shared: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html."""
    user, owner = (described(shared, name)["StackId"] for name in ("user", "owner"))
    assert delete(shared, user)["StackStatus"] == "DELETE_COMPLETE"
    assert update(shared, exporting("two"), "owner")["StackStatus"] == "UPDATE_COMPLETE"
    assert delete(shared, owner)["StackStatus"] == "DELETE_COMPLETE"
    assert shared.client("cloudformation").list_exports()["Exports"] == []


def test_an_update_that_imports_no_more_frees_the_export(shared: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html."""
    update(shared, template({"Topic": of("SNS::Topic")}), "user")
    code, _ = refused(shared.client("cloudformation").list_imports, ExportName="shared")
    assert code == "ValidationError"


def test_exports_come_in_pages(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html."""
    named: dict[str, Any] = {
        f"O{number:03}": {"Value": "v", "Export": {"Name": f"export-{number:03}"}} for number in range(130)
    }
    create(host, template({"Handle": of("CloudFormation::WaitConditionHandle")}, Outputs=named))
    client = host.client("cloudformation")
    first = client.list_exports()
    rest = client.list_exports(NextToken=first["NextToken"])
    assert len(first["Exports"]) == 100
    assert "NextToken" not in rest
    assert [one["Name"] for one in first["Exports"] + rest["Exports"]] == [f"export-{n:03}" for n in range(130)]


class Held:
    """Holds the engine's requests of one kind, the first of which has come, until they are let go."""

    def __init__(self, host: Host, operation: str) -> None:
        self._operation, self._open, self._reached = operation, threading.Event(), threading.Event()
        host.control.hold_seconds, control_of(host).before_request = 0, self._see

    def _see(self, request: ServiceRequest) -> None:
        if request.operation == self._operation:
            self._reached.set()
            assert self._open.wait(10), f"nobody let {self._operation} go on"

    def reached(self) -> None:
        """Wait for the first."""
        assert self._reached.wait(10), f"no {self._operation} was asked for"

    def let_go(self) -> None:
        """Let all of them pass."""
        self._open.set()


def test_a_stack_that_is_being_created_holds_what_it_imports(host: Host) -> None:
    """From where it reads the value on.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
    """
    create(host, exporting(), "owner")
    held = Held(host, "CreateQueue")
    body = template(
        {
            "Topic": of("SNS::Topic", {"DisplayName": {"Fn::ImportValue": "shared"}}),
            "Queue": of("SQS::Queue", DependsOn="Topic"),
        }
    )
    cloudformation = host.client("cloudformation")
    cloudformation.create_stack(StackName="user", TemplateBody=body)
    held.reached()
    cloudformation.delete_stack(StackName="owner")
    held.let_go()
    assert settled(host, "user")["StackStatus"] == "CREATE_COMPLETE"
    assert settled(host, "owner")["StackStatus"] == "CREATE_COMPLETE"
    assert "in use by user" in described(host, "owner")["StackStatusReason"]


def test_nobody_imports_from_a_stack_that_is_being_deleted(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html."""
    owner = create(host, exporting(), "owner")
    held = Held(host, "DeleteTopic")
    host.client("cloudformation").delete_stack(StackName="owner")
    held.reached()
    host.client("cloudformation").create_stack(StackName="user", TemplateBody=importing(), OnFailure="DO_NOTHING")
    assert settled(host, "user")["StackStatus"] == "CREATE_FAILED"
    held.let_go()
    assert settled(host, owner)["StackStatus"] == "DELETE_COMPLETE"


def test_a_creation_that_was_rolled_back_holds_nothing(host: Host) -> None:
    """Its resources are gone: what it imported may go too."""
    owner = create(host, exporting(), "owner")
    body = template(
        {
            "Topic": of("SNS::Topic", {"DisplayName": {"Fn::ImportValue": "shared"}}),
            "Bucket": of("S3::Bucket", {"BucketName": "Not-A-Name"}, DependsOn="Topic"),
        }
    )
    create(host, body, "user")
    assert described(host, "user")["StackStatus"] == "ROLLBACK_COMPLETE"
    assert delete(host, owner)["StackStatus"] == "DELETE_COMPLETE"
