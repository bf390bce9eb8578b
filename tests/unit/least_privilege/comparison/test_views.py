"""What one view of a template must not take from another, and what resources say of each other in other words."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import PUBLISH, found, need, rules, ticking, working

NEED: Final = need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*")
READ: Final = "- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
EXTRA: Final = "{Statement: {Sid: More, Effect: Allow, Action: dynamodb:GetItem, Resource: '*'}}"
MANAGED: Final = f"""\
  Extra:
    Type: AWS::IAM::ManagedPolicy
    Properties: {{ManagedPolicyName: extra, PolicyDocument: {EXTRA}}}
"""
BY_NAME: Final = f"""\
  Extra:
    Type: AWS::IAM::Policy
    Properties: {{PolicyName: extra, Roles: [!Sub '${{AWS::StackName}}-worker'], PolicyDocument: {EXTRA}}}
"""
ATTACHED: Final = {
    "an ARN": (MANAGED, "ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/extra']\n"),
    "a name": (BY_NAME, "RoleName: !Sub '${AWS::StackName}-worker'\n"),
}


@pytest.mark.parametrize(("resources", "more"), ATTACHED.values(), ids=list(ATTACHED))
def test_policies_that_are_attached_in_other_words(resources: str, more: str, tmp_path: Path) -> None:
    """They count as the role's."""
    (one,) = found(tmp_path, working(READ, resources=resources, more=more), NEED)
    assert (one.rule, one.element, "statement 'More'" in one.message) == ("unneeded-action", "Extra", True)


@pytest.mark.parametrize("action", ["!Ref Verb", "!Sub 'dynamodb:${Verb}'", "[!Ref Verb]"])
def test_actions_that_a_parameter_decides(action: str, tmp_path: Path) -> None:
    """Without a value it is said; a wildcard among its values is one."""
    statements = f"{READ}\n- {{Sid: Open, Effect: Allow, Action: {action}, Resource: '*'}}"
    (one,) = found(tmp_path / "open", working(statements, head="Parameters: {Verb: {Type: String}}\n"), NEED)
    assert (one.rule, "which actions that is" in one.message) == ("needs-unknown", True)
    wild = working(statements, head="Parameters: {Verb: {Type: String, Default: '*'}}\n")
    assert "unneeded-action" in rules(found(tmp_path / "wild", wild, NEED))


def test_a_key_policy_that_lacks_a_statement_in_one_form(tmp_path: Path) -> None:
    """It is found, though the role is the same in both."""
    head = "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n"
    resources = """\
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {Service: logs.amazonaws.com}, Action: 'kms:Decrypt', Resource: '*'}
          - Fn::If:
              - C
              - {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: 'kms:*', Resource: '*'}
              - !Ref AWS::NoValue
"""
    of_key = need("kms:Decrypt", "${Key.Arn}")
    text = working("- {Effect: Allow, Action: kms:Decrypt, Resource: !GetAtt Key.Arn}", resources=resources, head=head)
    assert rules(found(tmp_path, text, of_key)) == ["key-policy-denies"]


def test_a_policy_that_is_public_in_one_of_two_stacks(tmp_path: Path) -> None:
    """The other one makes it no better."""
    bucket = """\
Parameters: {Who: {Type: String}}
Resources:
  Bucket: {Type: 'AWS::S3::Bucket'}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement: {Effect: Allow, Principal: {AWS: !Ref Who}, Action: s3:GetObject, Resource: !Sub '${Bucket.Arn}/*'}
"""
    settings = "[tool.cfnproof]\n" + "".join(
        f'[[tool.cfnproof.stacks]]\ntemplate = "app.yaml"\nname = "{name}"\nparameters.Who = "{who}"\n'
        for name, who in (("live", "*"), ("test", "arn:aws:iam::111122223333:role/a"))
    )
    findings = found(tmp_path, bucket, files={"pyproject.toml": settings})
    assert ("public-access", Severity.HIGH) in [(one.rule, one.severity) for one in findings]


def test_a_boundary_that_cannot_be_read(tmp_path: Path) -> None:
    """That is said, and not that it denies all."""
    limit = (
        "  Limit:\n    Type: AWS::IAM::ManagedPolicy\n    Properties: {PolicyDocument: {Fn::Transform: {Name: X}}}\n"
    )
    text = working(READ, resources=limit, more="PermissionsBoundary: !Ref Limit\n")
    assert rules(found(tmp_path, text, NEED)) == ["policy-not-read"]


def test_a_name_that_names_itself(tmp_path: Path) -> None:
    """CloudFormation refuses the circle; it must not end in an endless search."""
    assert found(tmp_path, working(READ, more="RoleName: !Sub '${Worker}-x'\n"), NEED) == []


def test_the_trust_of_one_of_two_services(tmp_path: Path) -> None:
    """What is advised are the conditions of that service alone."""
    trust = "Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: sts:AssumeRole}\n"
    (one,) = found(tmp_path, ticking(PUBLISH, trust=trust))
    assert one.rule == "trust-too-broad"
    assert "narrow it to StringEquals aws:SourceAccount ${AWS::AccountId}, ArnLike aws:SourceArn" in one.message
