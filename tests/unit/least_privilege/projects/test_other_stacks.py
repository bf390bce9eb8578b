"""What comes from other stacks of the project: outputs by placeholders, exports by `Fn::ImportValue`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
"""

from pathlib import Path

import pytest

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Opaque, Reference
from tests.unit.least_privilege.projects.sample import OWN, given, sample

USER = "Parameters: {P: {Type: String}}\nOutputs: {Out: {Value: !Ref P}}"
BASE = """
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Key: {Type: AWS::KMS::Key}
  Data: {Type: AWS::S3::Bucket}
Outputs:
  KeyArn: {Value: !GetAtt Key.Arn, Export: {Name: key-arn}}
  Bucket: {Value: !Ref Data, Export: {Name: !Sub "${AWS::StackName}-bucket"}}
  Staged: {Value: !Ref Stage, Export: {Name: !Sub "${Stage}-stage"}}
  Plain: {Value: text}
"""
KEY = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${base/Key}"


def stacks(**parameters: str) -> str:
    """The settings of `app`, with its parameters, and `base`."""
    return given(parameters) + given({}, "base.yaml", "base")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${base.KeyArn}", KEY),
        ("${base.Bucket}", "${base/Data}"),
        ("s3://${base.Bucket}/x", "s3://${base/Data}/x"),
        ("${base.Staged}", "${=dev}"),
        ("${base.Plain}", "${=text}"),
        ("${base.Nothing}", "${base/Nothing#Output}"),
        ("${nobody.Out}", "${nobody/Out#parameter}"),
        ("${base.Bucket},${base.KeyArn}", f"${{base/Data}},{KEY}"),
    ],
)
def test_a_parameter_that_is_another_stack_s_output(value: str, expected: str, tmp_path: Path) -> None:
    """Its value there; an output that is not there may be anything."""
    assert sample(tmp_path, USER, stacks(P=value), base=BASE).shown("!Ref P") == expected


def test_a_list_of_outputs(tmp_path: Path) -> None:
    """Each of its elements."""
    template = "Parameters: {P: {Type: CommaDelimitedList}}"
    found = sample(tmp_path, template, stacks(P="${base.Bucket},${base.Staged}"), base=BASE)
    assert found.values("!Ref P") == ((terms.of("base", "Data"),), (Reference("=dev"),))


def test_outputs_are_followed_from_stack_to_stack(tmp_path: Path) -> None:
    """An output that is a parameter, which is an output."""
    settings = given({"P": "${middle.Out}"}) + given({"P": "${base.Bucket}"}, "middle.yaml", "middle")
    found = sample(tmp_path, USER, settings + given({}, "base.yaml", "base"), middle=USER, base=BASE)
    assert found.value("!Ref P") == (terms.of("base", "Data"),)


def test_outputs_that_go_in_a_circle(tmp_path: Path) -> None:
    """No deployment has them: nothing is known of them."""
    settings = given({"P": "${other.Out}"}) + given({"P": "${app.Out}"}, "other.yaml", "other")
    found = sample(tmp_path, USER, settings, other=USER).value("!Ref P")
    assert found
    assert all(terms.is_open(part) for part in found)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("key-arn", KEY),
        ("!Sub '${Stage}-stage'", "${=dev}"),
        ("!Join ['-', [!Ref Stage, stage]]", "${=dev}"),
    ],
)
def test_an_import(name: str, expected: str, tmp_path: Path) -> None:
    """The value of the export, whose name is compared as it is worked out."""
    template = "Parameters: {Stage: {Type: String, Default: dev}}"
    assert sample(tmp_path, template, base=BASE).shown(f"{{'Fn::ImportValue': {name}}}") == expected


def test_an_import_within_a_text(tmp_path: Path) -> None:
    """As a variable of `Fn::Sub` and within `Fn::Select` of `Fn::Split`."""
    found = sample(tmp_path, base=BASE)
    assert found.shown("!Sub ['${Key}/*', {Key: !ImportValue key-arn}]") == f"{KEY}/*"
    assert found.shown("!Select [1, !Split ['/', !ImportValue key-arn]]") == "${base/Key}"


@pytest.mark.parametrize("name", ["nothing", "''", "!Sub '${AWS::StackName}-bucket'", "[a]"])
def test_an_import_of_what_nobody_exports(name: str, tmp_path: Path) -> None:
    """The stack's name in an export's name is that of the stack that exports it."""
    (found,) = sample(tmp_path, base=BASE).value(f"{{'Fn::ImportValue': {name}}}")
    assert isinstance(found, Opaque)


def test_an_import_of_what_the_stack_exports_itself(tmp_path: Path) -> None:
    """CloudFormation refuses the circle: nothing is known of it."""
    template = "Outputs: {Out: {Value: !ImportValue own, Export: {Name: own}}}"
    (found,) = sample(tmp_path, template).value("!ImportValue own")
    assert terms.is_open(found)


def test_an_output_that_its_condition_takes_away(tmp_path: Path) -> None:
    """It is exported in no form that the parameters lead to."""
    base = """
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {Live: !Equals [!Ref Stage, live]}
Outputs: {Out: {Value: text, Condition: Live, Export: {Name: out}}}
"""
    found = sample(tmp_path, base=base)
    assert isinstance(found.value("!ImportValue out")[0], Opaque)
    assert found.resolver.output("base", "Out") == (terms.of("base", "Out", "Output"),)


def test_a_text_of_the_settings(tmp_path: Path) -> None:
    """Its placeholders are worked out; with a stack its dynamic references too."""
    found = sample(tmp_path, base=BASE)
    assert found.resolver.text("s3://${base.Bucket}/") == ("s3://", terms.of("base", "Data"), "/")
    assert found.resolver.text("arn:aws:s3:::x") == ("arn:", terms.PARTITION, ":s3:::x")
    assert found.resolver.text("${ base.Bucket}") == ("${ base.Bucket}",)
    stored = found.resolver.text("a{{resolve:ssm:x}}", found.stack())
    assert stored == ("a", Opaque(f"{OWN}/{{{{resolve:ssm:x}}}}"))
