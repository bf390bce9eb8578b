"""Which resource an ARN is, and what its name may be."""

from pathlib import Path

import pytest

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Parts
from tests.unit.least_privilege.projects.sample import OWN, Sample, joined, sample

BASE = """
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Named: {Type: AWS::SNS::Topic, Properties: {TopicName: alarms}}
  Thing: {Type: Custom::Thing}
"""
RESOURCES = """
Parameters: {Name: {Type: String, Default: Mixed}}
Resources:
  Data: {Type: AWS::S3::Bucket}
  Model: {Type: AWS::SageMaker::Model}
  Given: {Type: AWS::SageMaker::Model, Properties: {ModelName: MyModel}}
  Lower: {Type: AWS::SageMaker::Model, Properties: {ModelName: mymodel}}
  ByParameter: {Type: AWS::SageMaker::Model, Properties: {ModelName: !Ref Name}}
  Topic: {Type: AWS::SNS::Topic}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/data}}
  Thing: {Type: Custom::Thing}
"""


@pytest.mark.parametrize(
    ("stack", "logical_id", "expression"),
    [
        ("base", "Topic", "!Ref Topic"),
        ("base", "Named", "arn:aws:sns:${AWS::Region}:${AWS::AccountId}:alarms"),
        ("base", "Thing", "!GetAtt Thing.Arn"),
        (OWN, "Topic", "!GetAtt Topic.TopicArn"),
    ],
)
def test_a_resource_by_its_arn(stack: str, logical_id: str, expression: str, tmp_path: Path) -> None:
    """Of any stack, however the ARN is written."""
    found = sample(tmp_path, RESOURCES, base=BASE)
    written = f'!Sub "{expression}"' if expression.startswith("arn:") else expression
    located = found.index.at(found.value(written, stack))
    assert located is not None
    assert (located.stack.name, located.resource.logical_id) == (stack, logical_id)


@pytest.mark.parametrize(
    "arn", [(), ("text",), ("arn:", terms.PARTITION, ":sns:us-east-1:111122223333:other"), (terms.of("base", "Topic"),)]
)
def test_an_arn_that_is_none_of_the_project_s(arn: Parts, tmp_path: Path) -> None:
    """A name is no ARN."""
    assert sample(tmp_path, RESOURCES, base=BASE).index.at(arn) is None


def test_resources_by_type(tmp_path: Path) -> None:
    """Of every stack."""
    index = sample(tmp_path, RESOURCES, base=BASE).index
    found = {(one.stack.name, one.resource.logical_id) for one in index.of_type("AWS::SNS::Topic", "AWS::KMS::Alias")}
    assert found == {(OWN, "Topic"), (OWN, "Alias"), ("base", "Topic"), ("base", "Named")}
    assert len(list(index.all())) == 11


def patterns(found: Sample, logical_id: str, stack_name: Parts | None = None) -> list[str]:
    """What matches a resource's name."""
    stack = found.stack()
    return [joined(one) for one in found.index.name_patterns(stack.template.resources[logical_id], stack, stack_name)]


@pytest.mark.parametrize(
    ("logical_id", "expected"),
    [
        ("Data", ["*-*"]),
        ("Topic", ["${app/AWS::StackName}-Topic-*"]),
        ("Model", ["Model-*", "model-*"]),
        ("Given", ["MyModel", "mymodel"]),
        ("Lower", ["mymodel"]),
        ("ByParameter", ["${=Mixed}"]),
        ("Alias", ["alias/data"]),
        ("Thing", ["${app/Thing}"]),
    ],
)
def test_what_a_name_may_be(logical_id: str, expected: list[str], tmp_path: Path) -> None:
    """One that is given is itself, in lower case too where ARNs of the type may have it so."""
    assert patterns(sample(tmp_path, RESOURCES), logical_id) == expected


def test_the_name_of_a_stack_that_is_known(tmp_path: Path) -> None:
    """It stands in generated names."""
    assert patterns(sample(tmp_path, RESOURCES), "Topic", ("Prod",)) == ["Prod-Topic-*"]
