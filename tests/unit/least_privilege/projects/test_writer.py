"""The way back from values to expressions of a template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
"""

from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Parts, Reference
from tests.unit.least_privilege.projects.sample import OWN, given, in_plain, sample

ARN: Final = ("arn:", terms.PARTITION)
TEMPLATE: Final = """
Parameters:
  KeyArn: {Type: String, AllowedPattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$'}
  RoleArn: {Type: String}
  Model: {Type: String, Default: finbert}
  Images: {Type: String, Default: app/images}
  Open: {Type: String}
  Names: {Type: CommaDelimitedList, Default: 'a,b'}
  One: {Type: CommaDelimitedList, Default: single}
Resources:
  Data: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: named}}
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
  Role: {Type: AWS::IAM::Role}
  Key: {Type: AWS::KMS::Key}
  Machine: {Type: AWS::StepFunctions::StateMachine}
  Thing: {Type: Custom::Thing}
"""
BASE: Final = """
Resources: {Role: {Type: AWS::IAM::Role}, Data: {Type: AWS::S3::Bucket}}
Outputs: {RoleArn: {Value: !GetAtt Role.Arn}, Data: {Value: !Ref Data}}
"""
SETTINGS: Final = given({"RoleArn": "${base.RoleArn}"}) + given({}, "base.yaml", "base")


def name(logical_id: str) -> Reference:
    """The name of a resource of the stack."""
    return terms.of(OWN, logical_id)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((), ""),
        (("text",), "text"),
        (("*",), "*"),
        ((name("Data"),), {"Ref": "Data"}),
        ((*ARN, ":s3:::", name("Data")), {"Fn::GetAtt": "Data.Arn"}),
        ((*ARN, ":s3:::", name("Data"), "/*"), {"Fn::Sub": "${Data.Arn}/*"}),
        ((*ARN, ":s3:::named/*"), {"Fn::Sub": "${Named.Arn}/*"}),
        ((*ARN, ":iam::", terms.ACCOUNT, ":role/", name("Role")), {"Fn::GetAtt": "Role.Arn"}),
        ((*ARN, ":sns:", terms.REGION, ":", terms.ACCOUNT, ":", name("Topic")), {"Ref": "Topic"}),
        ((name("Topic"),), {"Fn::GetAtt": "Topic.TopicName"}),
        ((name("Queue"),), {"Fn::GetAtt": "Queue.QueueName"}),
        ((name("Machine"), "-x"), {"Fn::Sub": "${Machine.Name}-x"}),
        ((terms.REGION,), {"Ref": "AWS::Region"}),
        ((Reference("=finbert"),), {"Ref": "Model"}),
        (("x-", Reference("=finbert"), "-*"), {"Fn::Sub": "x-${Model}-*"}),
        (("app/images",), "app/images"),
        ((terms.of(OWN, "Open", terms.PARAMETER),), {"Ref": "Open"}),
        ((terms.of(OWN, "AWS::StackName"), "-*"), {"Fn::Sub": "${AWS::StackName}-*"}),
        (
            (terms.of(OWN, "AWS::StackId", "guid"),),
            {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]},
        ),
        ((*ARN, ":iam::", terms.ACCOUNT, ":role/", terms.of("base", "Role")), {"Ref": "RoleArn"}),
        ((terms.of("base", "Role"),), {"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "RoleArn"}]}]}),
        (
            (terms.of("base", "Role"), "/x"),
            {"Fn::Sub": ["${Name}/x", {"Name": {"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "RoleArn"}]}]}}]},
        ),
        (
            (terms.of(OWN, "KeyArn", "region"),),
            {"Fn::Select": [3, {"Fn::Split": [":", {"Ref": "KeyArn"}]}]},
        ),
        ((Reference("=b"),), {"Fn::Select": [1, {"Ref": "Names"}]}),
        ((name("Data"), "/${aws:username}"), {"Fn::Sub": "${Data}/${!aws:username}"}),
        (("/${aws:username}",), "/${aws:username}"),
        ((name("Data"), "/${!x}"), {"Fn::Sub": "${Data}/${!!x}"}),
    ],
)
def test_an_expression(value: Parts, expected: object, tmp_path: Path) -> None:
    """The shortest one that the template has."""
    assert sample(tmp_path, TEMPLATE, SETTINGS, base=BASE).written(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        (terms.of("base", "Data"),),
        ("x", terms.of("base", "Data"), "y"),
        (Reference("=other"),),
        (Reference("model/name"),),
        (terms.of("base", "AWS::StackName"),),
    ],
)
def test_what_the_template_has_no_expression_for(value: Parts, tmp_path: Path) -> None:
    """None, but it can be shown."""
    found = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE)
    assert found.written(value) is None
    assert found.writer().shown(value) == "".join(str(part) for part in value).replace("${=other}", "other")


@pytest.mark.parametrize("expression", ["[a]", "{'Fn::GetAZs': ''}", "{A: b}"])
def test_a_function_of_another_stack(expression: str, tmp_path: Path) -> None:
    """None, whatever its form."""
    found = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE)
    assert found.written(found.value(expression, "base")) is None


def test_what_another_value_shows(tmp_path: Path) -> None:
    """The template's own references, as `Fn::Sub` writes them."""
    writer = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE).writer()
    assert writer.shown((*ARN, ":s3:::", name("Data"), "/*")) == "${Data.Arn}/*"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!GetAtt Thing.Arn", {"Fn::GetAtt": "Thing.Arn"}),
        ("!Ref Thing", {"Ref": "Thing"}),
        ("!GetAtt Role.RoleId", {"Fn::GetAtt": "Role.RoleId"}),
        ('!Sub "${Thing.Arn}/*"', {"Fn::Sub": "${Thing.Arn}/*"}),
        ('!Select [0, !GetAZs ""]', {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ('"{{resolve:ssm:/app/name}}"', "{{resolve:ssm:/app/name}}"),
    ],
)
def test_what_the_template_knows_no_more_of(expression: str, expected: object, tmp_path: Path) -> None:
    """The expression that it has: an attribute of an unknown type, a function, a dynamic reference."""
    found = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE)
    assert found.written(found.value(expression)) == expected


def test_resources_that_are_not_to_be_named(tmp_path: Path) -> None:
    """Those that wait for the one that the expression is for; the name of one that has its own is no reference."""
    found = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE)
    assert found.written((*ARN, ":s3:::", name("Data"), "/*"), "Data") is None
    assert found.written((*ARN, ":s3:::named/*"), "Named") == {"Fn::Sub": "arn:${AWS::Partition}:s3:::named/*"}
    assert found.written((name("Topic"),), "Data") == {"Fn::GetAtt": "Topic.TopicName"}


A, B, OTHER = (Reference("=a"),), (Reference("=b"),), ("other",)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((A, B), [{"Ref": "Names"}]),
        ((B, A), [{"Ref": "Names"}]),
        ((A,), [{"Fn::Select": [0, {"Ref": "Names"}]}]),
        (
            (A, B, OTHER),
            [{"Fn::Select": [0, {"Ref": "Names"}]}, {"Fn::Select": [1, {"Ref": "Names"}]}, "other"],
        ),
        ((OTHER, (terms.of("base", "Data"),)), ["other", None]),
        ((), []),
    ],
)
def test_several_values(values: tuple[Parts, ...], expected: list[Any], tmp_path: Path) -> None:
    """One `Ref` where they are a list parameter's; no list stands in a list of a policy."""
    writer = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE).writer()
    assert sorted(map(in_plain, writer.nodes(values)), key=str) == sorted(expected, key=str)


def test_a_list_parameter_with_one_element(tmp_path: Path) -> None:
    """Alone it is `Ref`, but `Fn::Sub` takes no list."""
    found = sample(tmp_path, TEMPLATE, SETTINGS, base=BASE)
    single = (Reference("=single"),)
    assert found.written(("x-", *single)) == {
        "Fn::Sub": ["x-${Name}", {"Name": {"Fn::Select": [0, {"Ref": "One"}]}}],
    }
    assert [in_plain(node) for node in found.writer().nodes((single,))] in (
        [{"Ref": "One"}],
        [{"Fn::Select": [0, {"Ref": "One"}]}],
    )
