"""What is written for a value of a stack has that value."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from cfnproof.template.nodes import Node, plain
from tests.unit.least_privilege.projects.sample import Sample, given, sample

Json = Any  # a JSON value

TEMPLATE: Final = """
Parameters:
  KeyArn: {Type: String, AllowedPattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$'}
  RoleArn: {Type: String}
  Bucket: {Type: String}
  Model: {Type: String, Default: finbert}
  Same: {Type: String, Default: finbert}
  Path: {Type: String, Default: /service/}
  Open: {Type: String}
  Names: {Type: CommaDelimitedList, Default: 'a,b'}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/stored}
Resources:
  Data: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "named-${Model}"}}
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
  Role: {Type: AWS::IAM::Role, Properties: {Path: !Ref Path}}
  Key: {Type: AWS::KMS::Key}
  Machine: {Type: AWS::StepFunctions::StateMachine}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/app/${Data}"}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: !Sub "/${AWS::StackName}/setting"}}
"""
BASE: Final = """
Resources: {Role: {Type: AWS::IAM::Role}, Data: {Type: AWS::S3::Bucket}}
Outputs: {RoleArn: {Value: !GetAtt Role.Arn}, Bucket: {Value: !Ref Data}}
"""
SETTINGS: Final = given({"RoleArn": "${base.RoleArn}", "Bucket": "${base.Bucket}"}) + given({}, "base.yaml", "base")

REFS: Final = (
    *("KeyArn", "RoleArn", "Bucket", "Model", "Same", "Open", "Stored"),
    *("Data", "Named", "Topic", "Queue", "Role", "Key", "Machine", "Log", "Setting"),
    *("AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::StackName", "AWS::StackId", "AWS::URLSuffix"),
)
ATTRIBUTES: Final = ("Data.Arn", "Named.Arn", "Topic.TopicName", "Queue.Arn", "Queue.QueueName", "Role.Arn", "Key.Arn")
TEXTS: Final = st.sampled_from(["", "/", "-", ":", "*", "x", "arn:aws:s3:::", "${!aws:username}", "$", "}", "finbert"])
NAMES: Final = st.one_of(st.sampled_from(REFS), st.sampled_from(ATTRIBUTES))

ENDS: Final = (('"', '"'), ('"', "."), ("${", "}"), ("${", "."))
"""What stands around a resource's logical id where it is named."""


def pieces(name: str, delimiter: str, index: int) -> Json:
    """A piece of a parameter or resource."""
    return {"Fn::Select": [index, {"Fn::Split": [delimiter, {"Ref": name}]}]}


SINGLE: Final[st.SearchStrategy[Json]] = st.one_of(
    st.sampled_from(REFS).map(lambda name: {"Ref": name}),
    st.sampled_from(ATTRIBUTES).map(lambda name: {"Fn::GetAtt": name.split(".")}),
    st.lists(st.one_of(TEXTS, NAMES.map(lambda name: f"${{{name}}}")), min_size=1, max_size=6).map(
        lambda found: {"Fn::Sub": "".join(found)}
    ),
    st.builds(pieces, st.sampled_from(["KeyArn", "RoleArn"]), st.just(":"), st.integers(2, 5)),
    st.builds(pieces, st.sampled_from(["RoleArn", "AWS::StackId", "Queue"]), st.just("/"), st.just(1)),
    st.integers(0, 1).map(lambda index: {"Fn::Select": [index, {"Ref": "Names"}]}),
)
EXPRESSIONS: Final[st.SearchStrategy[Json]] = st.one_of(
    SINGLE,
    st.builds(
        lambda delimiter, items: {"Fn::Join": [delimiter, items]},
        st.sampled_from(["", "/", ":", "-"]),
        st.lists(st.one_of(SINGLE, st.sampled_from(["", "a", "s3"])), min_size=1, max_size=4),
    ),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A stack with resources, parameters of all sorts, and another one."""
    return sample(Path(tmp_path_factory.mktemp("project")), TEMPLATE, SETTINGS, base=BASE)


@settings(deadline=None)
@examples(EXPRESSIONS)
def test_what_is_written_has_the_value(project: Sample, expression: Json) -> None:
    """Whichever expression the value comes from, the template has one for it."""
    value = project.value(json.dumps(expression))
    node = project.writer().node(value)
    assert node is not None, value
    assert project.resolver.node(node, project.stack()) == value
    for name in names(plain(node)):
        assert name.partition(".")[0] in {*REFS, *(one.partition(".")[0] for one in ATTRIBUTES), "Names"}


def names(expression: Json) -> Iterator[str]:
    """What an expression refers to."""
    match expression:
        case {"Ref": str(name)} | {"Fn::GetAtt": str(name)}:
            yield name
        case dict():
            for inner in expression.values():
                yield from names(inner)
        case list():
            for inner in expression:
                yield from names(inner)
        case _:
            return


@settings(deadline=None)
@examples(EXPRESSIONS)
def test_what_waits_is_not_named(project: Sample, expression: Json) -> None:
    """None, or an expression without the resource."""
    value = project.value(json.dumps(expression))
    node: Node | None = project.writer("Data", "Role").node(value)
    if node is not None:
        assert project.resolver.node(node, project.stack()) == value
        written = json.dumps(plain(node))
        assert not any(f"{mark}{name}{end}" in written for name in ("Data", "Role") for mark, end in ENDS)
