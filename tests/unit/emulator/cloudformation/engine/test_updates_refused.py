"""What an update is, and what is refused as none or as one that cannot be."""

from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.generated_values import trust
from tests.unit.emulator.cloudformation.engine.holdings import holdings
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    of,
    physical_ids,
    reason,
    story,
    tags,
    template,
    update,
)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(template({"Topic": of("SNS::Topic")}), id="same"),
        pytest.param(template({"Topic": of("SNS::Topic")}, Description="new"), id="description"),
        pytest.param(template({"Topic": of("SNS::Topic")}, Metadata={"a": "b"}), id="template-metadata"),
        pytest.param(
            template({"Topic": of("SNS::Topic")}, Parameters={"P": {"Type": "String", "Default": "x"}}),
            id="unused-parameter",
        ),
        pytest.param(template({"Topic": of("SNS::Topic", {"DisplayName": {"Ref": "AWS::NoValue"}})}), id="no-value"),
    ],
)
def test_no_updates(host: Host, second: str) -> None:
    """A definition that changes no resource is refused, and the stack stays as it is.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-direct.html
    """
    create(host, template({"Topic": of("SNS::Topic")}))
    before = story(host)
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError) as caught:
        cloudformation.update_stack(StackName=NAME, TemplateBody=second)
    assert caught.value.response["Error"] == {
        "Type": "Sender",
        "Code": "ValidationError",
        "Message": "No updates are to be performed.",
    }
    assert story(host) == before


@pytest.mark.parametrize(
    ("second", "members"),
    [
        pytest.param({"Outputs": {"New": {"Value": "x"}}}, {}, id="output"),
        pytest.param({}, {"Tags": tags(Team="ml")}, id="tags"),
    ],
)
def test_updates_beside_resources(host: Host, second: dict[str, Any], members: dict[str, Any]) -> None:
    """Outputs and tags are updates too.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
    """
    create(host, template({"Topic": of("SNS::Topic")}))
    topic = physical_ids(host)["Topic"]
    assert update(host, template({"Topic": of("SNS::Topic")}, **second), **members)["StackStatus"] == "UPDATE_COMPLETE"
    assert physical_ids(host)["Topic"] == topic


def test_other_type(host: Host) -> None:
    """A logical id cannot become another type.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    create(host, template({"Thing": of("SNS::Topic"), "Queue": of("SQS::Queue")}))
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError) as caught:
        cloudformation.update_stack(
            StackName=NAME, TemplateBody=template({"Thing": of("SQS::Queue"), "Queue": of("SQS::Queue")})
        )
    assert caught.value.response["Error"]["Message"] == (
        "Update of resource type is not permitted. The new template modifies resource type of the following "
        "resources: [Thing]"
    )


def _role(path: str) -> str:
    properties = {"RoleName": "jobs", "Path": path, "AssumeRolePolicyDocument": trust("states")}
    return template({"Role": of("IAM::Role", properties)})


def test_custom_name(host: Host) -> None:
    """A resource that must be replaced cannot keep the name that the template gives it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
    """
    create(host, _role("/a/"), Capabilities=["CAPABILITY_NAMED_IAM"])
    before = holdings(host)
    stack = update(host, _role("/b/"), Capabilities=["CAPABILITY_NAMED_IAM"])
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert reason(host, "Role UPDATE_FAILED") == (
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
        "Rename jobs and update the stack again."
    )
    assert holdings(host) == before


def test_a_change_that_the_handler_itself_refuses_is_rolled_back(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html: MultiRegion."""
    key = '{"Resources": {"Key": {"Type": "AWS::KMS::Key", "Properties": {"MultiRegion": %s, "KeyPolicy": %s}}}}'
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", '
        '"Resource": "*"}]}'
    )
    create(host, key % ("false", policy))
    before = physical_ids(host)
    assert update(host, key % ("true", policy))["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert physical_ids(host) == before
