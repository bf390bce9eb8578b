"""What an expression of a stack is: resources, pseudo parameters and functions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Opaque, Reference
from tests.unit.least_privilege.projects.sample import OWN, joined, sample

OF_ACCOUNT: Final = "${AWS::Region}:${AWS::AccountId}"
RESOURCES: Final = """
Resources:
  Data: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "data-${AWS::AccountId}"}}
  Queue: {Type: AWS::SQS::Queue}
  Thing: {Type: Custom::Thing}
  Role: {Type: AWS::IAM::Role}
  Service: {Type: AWS::IAM::Role, Properties: {Path: /service/deep/, RoleName: runner}}
  Plain: {Type: AWS::IAM::Role, Properties: {Path: /, RoleName: runner}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /app/setting}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  OnDefault: {Type: AWS::Events::Rule, Properties: {Name: r}}
  OnNamedDefault: {Type: AWS::Events::Rule, Properties: {Name: r, EventBusName: default}}
  OnBus: {Type: AWS::Events::Rule, Properties: {Name: r, EventBusName: !Ref Bus}}
  OnBusArn: {Type: AWS::Events::Rule, Properties: {Name: r, EventBusName: !GetAtt Bus.Arn}}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("text", "text"),
        ("!Ref Data", "${app/Data}"),
        ("!GetAtt Data.Arn", "arn:${AWS::Partition}:s3:::${app/Data}"),
        ('!Sub "${Data.Arn}/*"', "arn:${AWS::Partition}:s3:::${app/Data}/*"),
        ('!Join ["", [!GetAtt Data.Arn, "/*"]]', "arn:${AWS::Partition}:s3:::${app/Data}/*"),
        ('!Sub "arn:${AWS::Partition}:s3:::${Data}/*"', "arn:${AWS::Partition}:s3:::${app/Data}/*"),
        ("!Ref Named", "data-${AWS::AccountId}"),
        ("!GetAtt Named.Arn", "arn:${AWS::Partition}:s3:::data-${AWS::AccountId}"),
        ("!Ref Queue", "https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${app/Queue}"),
        ("!GetAtt Queue.Arn", f"arn:${{AWS::Partition}}:sqs:{OF_ACCOUNT}:${{app/Queue}}"),
        ("!GetAtt Role.Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${app/Role}"),
        ("!GetAtt Service.Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/service/deep/runner"),
        ("!GetAtt Plain.Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/runner"),
        ("!GetAtt Setting.Arn", f"arn:${{AWS::Partition}}:ssm:{OF_ACCOUNT}:parameter/app/setting"),
        ("!GetAtt OnDefault.Arn", f"arn:${{AWS::Partition}}:events:{OF_ACCOUNT}:rule/r"),
        ("!GetAtt OnNamedDefault.Arn", f"arn:${{AWS::Partition}}:events:{OF_ACCOUNT}:rule/r"),
        ("!GetAtt OnBus.Arn", f"arn:${{AWS::Partition}}:events:{OF_ACCOUNT}:rule/orders/r"),
        ("!GetAtt OnBusArn.Arn", f"arn:${{AWS::Partition}}:events:{OF_ACCOUNT}:rule/orders/r"),
    ],
)
def test_a_resource_is_its_name_or_arn(expression: str, expected: str, tmp_path: Path) -> None:
    """However the template writes it; a name that the template gives stands for itself."""
    assert sample(tmp_path, RESOURCES).shown(expression) == expected


@pytest.mark.parametrize(
    ("expression", "name", "piece"),
    [
        ("!Ref Thing", "Thing", "Ref"),
        ("!GetAtt Thing.Arn", "Thing", "Arn"),
        ("!GetAtt Thing.Endpoint.Port", "Thing", "Endpoint.Port"),
        ("!GetAtt Role.RoleId", "Role", "RoleId"),
    ],
)
def test_what_a_type_does_not_say_may_be_anything(expression: str, name: str, piece: str, tmp_path: Path) -> None:
    """A type without row, and an attribute that the row does not have."""
    (found,) = sample(tmp_path, RESOURCES).value(expression)
    assert found == terms.of(OWN, name, piece)
    assert terms.is_open(found)


@pytest.mark.parametrize(
    "expression",
    ["arn:aws:s3:::data", "arn:aws-cn:s3:::data", "arn:aws-us-gov:s3:::data", '!Sub "arn:${AWS::Partition}:s3:::data"'],
)
def test_the_partition_that_is_deployed_to(expression: str, tmp_path: Path) -> None:
    """Written out or not, it is the same ARN."""
    assert sample(tmp_path).value(expression) == ("arn:", terms.PARTITION, ":s3:::data")


@pytest.mark.parametrize("expression", ["arn:awsome:s3:::data", "arn:aws", "arn::s3:::data", "warn:aws:s3:::data", ""])
def test_what_is_no_arn_of_a_partition_stays(expression: str, tmp_path: Path) -> None:
    """Text."""
    assert sample(tmp_path).value(f'"{expression}"') == ((expression,) if expression else ())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref AWS::Region", "${AWS::Region}"),
        ("!Ref AWS::AccountId", "${AWS::AccountId}"),
        ("!Ref AWS::Partition", "${AWS::Partition}"),
        ('!Sub "sns.${AWS::URLSuffix}"', "sns.amazonaws.com"),
        ("!Ref AWS::StackName", "${app/AWS::StackName}"),
        (
            "!Ref AWS::StackId",
            f"arn:${{AWS::Partition}}:cloudformation:{OF_ACCOUNT}:stack/${{app/AWS::StackName}}/${{app/AWS::StackId#guid}}",
        ),
        ('!Select [1, !Split ["/", !Ref AWS::StackId]]', "${app/AWS::StackName}"),
        ('!Select [2, !Split ["/", !Ref AWS::StackId]]', "${app/AWS::StackId#guid}"),
        ("!Ref AWS::NoValue", "${app/AWS::NoValue}"),
    ],
)
def test_pseudo_parameters(expression: str, expected: str, tmp_path: Path) -> None:
    """Those that differ from stack to stack say whose they are."""
    assert sample(tmp_path).shown(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('!Select [5, !Split [":", !GetAtt Role.Arn]]', "role/${app/Role}"),
        ('!Select ["5", !Split [":", !GetAtt Role.Arn]]', "role/${app/Role}"),
        ('!Select [1, !Split ["/", !GetAtt Role.Arn]]', "${app/Role}"),
        ('!Select [4, !Split [":", !GetAtt Role.Arn]]', "${AWS::AccountId}"),
        ('!Select [3, !Split [":", !GetAtt Role.Arn]]', ""),
        ('!Select [4, !Split ["/", !Ref Queue]]', "${app/Queue}"),
        ('!Select [1, !Split ["-", "a-b-c"]]', "b"),
        ('!Select [0, ["x", !Ref Data]]', "x"),
        ('!Select [1, !Split ["/", !Sub "s3://${Data}/x"]]', ""),
    ],
)
def test_pieces_of_a_value(expression: str, expected: str, tmp_path: Path) -> None:
    """`Fn::Select` of `Fn::Split`: no name holds a colon or a slash."""
    assert sample(tmp_path, RESOURCES).shown(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        '!Select [1, !Split ["-", !Ref Data]]',
        '!Select [9, !Split [":", !GetAtt Role.Arn]]',
        '!Select [0, !GetAZs ""]',
        '!Select [0, !Split ["", a]]',
        '!Join ["-", !GetAZs ""]',
        '!ImportValue "nobody-exports-it"',
        "!Base64 text",
        "[a, b]",
    ],
)
def test_a_function_of_which_nothing_is_known(expression: str, tmp_path: Path) -> None:
    """It is itself, and may be anything: a name may hold hyphens."""
    (found,) = sample(tmp_path, RESOURCES).value(expression)
    assert isinstance(found, Opaque)
    assert found.source.startswith(f"{OWN}/")
    assert terms.is_open(found)


def test_functions_of_two_stacks_differ(tmp_path: Path) -> None:
    """The same text is another value in another stack."""
    both = sample(tmp_path, other="")
    assert both.value('!Select [0, !GetAZs ""]') != both.value('!Select [0, !GetAZs ""]', "other")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("{{resolve:ssm:/app/name}}", (Opaque("app/{{resolve:ssm:/app/name}}"),)),
        ("a-{{resolve:ssm:x:1}}-b", ("a-", Opaque("app/{{resolve:ssm:x:1}}"), "-b")),
        ("{{resolve:secretsmanager:s:SecretString:p}}", (Opaque("app/{{resolve:secretsmanager:s:SecretString:p}}"),)),
        ("{{other:ssm:x}}", ("{{other:ssm:x}}",)),
    ],
)
def test_dynamic_references(expression: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    """What is stored there is not known."""
    assert sample(tmp_path).value(f'"{expression}"') == expected


def test_a_policy_variable_is_text(tmp_path: Path) -> None:
    """`${!aws:username}` of `Fn::Sub` is IAM's, which decides at the request."""
    found = sample(tmp_path, RESOURCES).value('!Sub "${Data}/${!aws:username}"')
    assert found == (terms.of(OWN, "Data"), "/${aws:username}")


def test_a_name_that_the_template_does_not_have(tmp_path: Path) -> None:
    """It is a reference of the stack all the same."""
    assert sample(tmp_path).value("!Ref Nothing") == (terms.of(OWN, "Nothing"),)


def test_terms_stay_as_they_are(tmp_path: Path) -> None:
    """What is worked out already is not worked out again."""
    known = (Reference("other/Data"), "/", Reference("=finbert"))
    found = sample(tmp_path)
    assert found.resolver.parts(known, found.stack()) == known


def test_a_name_with_open_ends(tmp_path: Path) -> None:
    """The ARN of a resource whose name is worked out from another's."""
    template = """
Resources:
  Data: {Type: AWS::S3::Bucket}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/app/${Data}"}}
"""
    found = sample(tmp_path, template).shown("!GetAtt Log.Arn")
    assert found == f"arn:${{AWS::Partition}}:logs:{OF_ACCOUNT}:log-group:/app/${{app/Data}}:*"


def test_the_same_resource_in_two_stacks_differs(tmp_path: Path) -> None:
    """A reference says whose it is."""
    both = sample(tmp_path, RESOURCES, other=RESOURCES)
    assert joined(both.value("!Ref Data", "other")) == "${other/Data}"
    assert both.value("!Ref Data", "other") != both.value("!Ref Data")


@pytest.mark.parametrize(
    ("name", "expected"), [("default", "rule/r"), ("aws.partner/saas.com/1", "rule/aws.partner/saas.com/1/r")]
)
def test_the_bus_of_a_rule_by_a_parameter(name: str, expected: str, tmp_path: Path) -> None:
    """The default bus is not part of the ARN; a partner's bus has slashes in its name."""
    template = f"""
Parameters: {{Bus: {{Type: String, Default: {name}}}}}
Resources: {{Rule: {{Type: AWS::Events::Rule, Properties: {{Name: r, EventBusName: !Ref Bus}}}}}}
"""
    assert sample(tmp_path, template).shown("!GetAtt Rule.Arn").endswith(f":{expected}")
