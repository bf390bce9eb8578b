"""Parameters are made, changed and deleted through Systems Manager."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.ssm import HANDLERS
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, REGION, Account, account, changed, made

(PARAMETER,) = HANDLERS


@pytest.fixture
def aws() -> Iterator[Account]:
    """An account with a parameter `/taken`."""
    with account() as one:
        one.client("ssm").put_parameter(Name="/taken", Type="String", Value="before")
        yield one


def described(aws: Account, name: str) -> dict[str, object]:
    """What DescribeParameters says of a parameter."""
    filters = [{"Key": "Name", "Values": [name]}]
    found: list[dict[str, object]] = aws.client("ssm").describe_parameters(ParameterFilters=filters)["Parameters"]
    return found[0]


def tags(aws: Account, name: str) -> dict[str, str]:
    """A parameter's tags."""
    found = aws.client("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    return {tag["Key"]: tag["Value"] for tag in found}


def test_a_parameter_is_made(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html."""
    given = {"Name": "/shop/bucket", "Type": "StringList", "Value": "a,b", "Description": "buckets"}
    target = aws.target(PARAMETER, given | {"AllowedPattern": "[a-z,]+", "DataType": "text", "Tags": {"own": "1"}})
    name = made(PARAMETER, target)
    found = described(aws, name)
    assert name == "/shop/bucket"
    assert (found["Type"], found["Description"], found["DataType"]) == ("StringList", "buckets", "text")
    assert found["AllowedPattern"] == "[a-z,]+"
    assert tags(aws, name) == {"team": "ml", "own": "1"}
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/shop/bucket"
    assert PARAMETER.read(target, name) == {"Arn": arn, "Type": "StringList", "Value": "a,b"}


def test_a_generated_name_stands_behind_cfn(aws: Account) -> None:
    """As recorded from AWS: `CFN-<logical id>-<random>`, without the stack's name."""
    name = made(PARAMETER, aws.target(PARAMETER, {"Type": "String", "Value": "a"}))
    assert name.startswith("CFN-Thing-")
    assert len(name) == len("CFN-Thing-") + 12


def test_a_parameter_changes_and_goes(aws: Account) -> None:
    """Value, type, description and tags differ after an update under a generated name."""
    target = aws.target(PARAMETER, {"Type": "String", "Value": "a", "Tags": {"own": "1"}})
    name = made(PARAMETER, target)
    after = {"Type": "String", "Value": "b", "Description": "now", "Tags": {"other": "2"}}
    changed(PARAMETER, target, name, after)
    assert aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "b"
    assert described(aws, name)["Description"] == "now"
    assert tags(aws, name) == {"team": "ml", "other": "2"}
    PARAMETER.delete(target, name)
    assert PARAMETER.gone(target, name)
    assert aws.client("ssm").get_parameters(Names=[name])["InvalidParameters"] == [name]
    PARAMETER.delete(target, name)


def test_a_parameter_name_that_is_taken_is_refused(aws: Account) -> None:
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html."""
    target = aws.target(PARAMETER, {"Name": "/taken", "Type": "String", "Value": "after"})
    with pytest.raises(ClientError, match="ParameterAlreadyExists"):
        made(PARAMETER, target)
    assert aws.client("ssm").get_parameter(Name="/taken")["Parameter"]["Value"] == "before"
