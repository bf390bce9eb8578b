"""The names that CloudFormation generates: their form, and their length where the stack's name leaves little room."""

import re
from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import create, described, of, physical_ids, template

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
IMAGE = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.3"
LONG = "a-stack-with-a-very-long-name-" * 4 + "that-ends"
"""A stack name, longer than it may be: cut to 128 characters below."""

RESOURCES: dict[str, dict[str, Any]] = {
    "Bucket": of("S3::Bucket"),
    "Role": of("IAM::Role", {"AssumeRolePolicyDocument": TRUST}),
    "Queue": of("SQS::Queue"),
    "Fifo": of("SQS::Queue", {"FifoQueue": True}),
    "Topic": of("SNS::Topic"),
    "Group": of("Logs::LogGroup"),
    "Model": of(
        "SageMaker::Model",
        {"ExecutionRoleArn": {"Fn::GetAtt": "Role.Arn"}, "PrimaryContainer": {"Image": IMAGE}},
    ),
    "Seen": of("SSM::Parameter", {"Type": "String", "Value": "v"}),
}


def name_of(logical_id: str, physical_id: str) -> str:
    """The name within a physical id: the last part of a URL or ARN."""
    return re.split("[/:]", physical_id)[-1] if logical_id in {"Topic", "Queue", "Fifo", "Model"} else physical_id


@pytest.mark.parametrize(
    ("logical_id", "form"),
    [
        pytest.param("Bucket", r"demo-bucket-[a-z0-9]{12,13}", id="bucket"),
        pytest.param("Role", r"demo-Role-[A-Za-z0-9]{12,13}", id="role"),
        pytest.param("Queue", r"demo-Queue-[A-Za-z0-9]{12,13}", id="queue"),
        pytest.param("Fifo", r"demo-Fifo-[A-Za-z0-9]{12,13}\.fifo", id="fifo-queue"),
        pytest.param("Topic", r"demo-Topic-[A-Za-z0-9]{12,13}", id="topic"),
        pytest.param("Group", r"demo-Group-[A-Za-z0-9]{12,13}", id="log-group"),
        pytest.param("Model", r"[Mm]odel-[A-Za-z0-9]{12,13}", id="model-without-the-stack"),
        pytest.param("Seen", r"CFN-Seen-[A-Za-z0-9]{12,13}", id="parameter-without-the-stack"),
    ],
)
def test_a_generated_name_has_its_type_s_form(host: Host, logical_id: str, form: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html."""
    wanted = {"Role": RESOURCES["Role"], logical_id: RESOURCES[logical_id]}
    create(host, template(wanted), Capabilities=["CAPABILITY_IAM"])
    assert re.fullmatch(form, name_of(logical_id, physical_ids(host)[logical_id]))


@pytest.mark.parametrize(
    ("logical_id", "longest"),
    [
        pytest.param(
            "Bucket", 63, id="bucket https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
        ),
        pytest.param("Role", 64, id="role https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"),
        pytest.param(
            "Fifo",
            80,
            id="queue https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
        ),
        pytest.param(
            "Model", 63, id="model https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html"
        ),
    ],
)
def test_a_generated_name_is_cut_to_its_type_s_length(host: Host, logical_id: str, longest: int) -> None:
    """Each case's id has the page of the length."""
    named = "AResourceWhoseLogicalIdIsLongEnoughThatItFillsHalfOfTheName"
    wanted = {"Role": RESOURCES["Role"], named: RESOURCES[logical_id]}
    create(host, template(wanted), LONG[:128], Capabilities=["CAPABILITY_IAM"])
    assert described(host, LONG[:128])["StackStatus"] == "CREATE_COMPLETE"
    name = name_of(logical_id, physical_ids(host, LONG[:128])[named])
    assert longest - 1 <= len(name) <= longest  # a hyphen at the cut is left out
    assert re.search(r"-[A-Za-z0-9]{12,13}(\.fifo)?$", name)


def test_two_stacks_of_one_template_get_names_of_their_own(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html."""
    body = template({"Seen": RESOURCES["Seen"]})
    create(host, body, "one")
    create(host, body, "two")
    assert physical_ids(host, "one")["Seen"] != physical_ids(host, "two")["Seen"]
