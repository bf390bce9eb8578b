"""Whether the policy of a key of the project lets the role, or the account's IAM policies, use the key."""

from pathlib import Path
from textwrap import indent
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import TRUST, found, line_of, role, rules

PIPELINE: Final = """\
  Bucket: {Type: AWS::S3::Bucket}
  Flow:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !GetAtt Worker.Arn
      ArtifactStore: {Type: S3, Location: !Ref Bucket, EncryptionKey: {Id: !GetAtt Key.Arn, Type: KMS}}
      Stages: [{Name: A, Actions: []}]
"""
FLOW_TRUST: Final = (
    TRUST.replace("events.amazonaws.com", "codepipeline.amazonaws.com")
    .replace(":events:", ":codepipeline:")
    .replace("rule/${AWS::StackName}-Tick-*", "${AWS::StackName}-Flow-*")
    .replace("StringEquals", "StringEqualsIfExists")
    .replace("ArnLike", "ArnLikeIfExists")
)
STORE: Final = """\
- Effect: Allow
  Action: [s3:GetBucketAcl, s3:GetBucketLocation, s3:GetBucketVersioning]
  Resource: !GetAtt Bucket.Arn
  Condition: {StringEquals: {aws:ResourceAccount: !Ref AWS::AccountId}}
- Effect: Allow
  Action: [s3:GetObject, s3:GetObjectVersion, s3:PutObject, s3:PutObjectAcl]
  Resource: !Sub '${Bucket.Arn}/*'
  Condition: {StringEquals: {aws:ResourceAccount: !Ref AWS::AccountId}}
"""
USE: Final = """\
- Effect: Allow
  Action: [kms:Decrypt, kms:GenerateDataKey]
  Resource: !GetAtt Key.Arn
  Condition: {StringEquals: {kms:ViaService: !Sub 's3.${AWS::Region}.amazonaws.com'}}
"""
ROOT: Final = (
    "Effect: Allow, Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, Action: 'kms:*'"
)
CALLER: Final = "Condition: {StringEquals: {kms:CallerAccount: !Ref AWS::AccountId}}"
NOT_THE_ROLE: Final = "Condition: {StringNotEquals: {aws:PrincipalArn: !GetAtt Worker.Arn}}"
S3: Final = "StringEquals: {kms:ViaService: !Sub 's3.${AWS::Region}.amazonaws.com'}"


def keyed(*statements: str, own: str = STORE + USE) -> str:
    """A template whose pipeline has a key with these statements in its policy."""
    lines = "".join(
        f"- {{{one}, Resource: '*'}}\n" if "Resource" not in one else f"- {{{one}}}\n" for one in statements
    )
    head = "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n"
    return f"{head}{indent(lines, ' ' * 10)}{PIPELINE}{role(own, trust=FLOW_TRUST)}"


GOOD: Final = {
    "the account's root": [ROOT],
    "the account": ["Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: 'kms:*'"],
    "the role": ["Effect: Allow, Principal: {AWS: !GetAtt Worker.Arn}, Action: [kms:Decrypt, kms:GenerateDataKey]"],
    "the role and others": ["Effect: Allow, Principal: {AWS: ['444455556666', !GetAtt Worker.Arn]}, Action: 'kms:*'"],
    "the service it comes through": [f"{ROOT}, Condition: {{{S3}}}"],
    "everybody of the account": [f"Effect: Allow, Principal: {{AWS: '*'}}, Action: 'kms:*', {CALLER}"],
    "two statements": [
        "Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: kms:Decrypt",
        "Effect: Allow, Principal: {AWS: !GetAtt Worker.Arn}, Action: 'kms:Generate*'",
    ],
    "a Deny for other roles": [
        ROOT,
        f"Effect: Deny, Principal: '*', Action: kms:Decrypt, {NOT_THE_ROLE}",
    ],
    "a Deny of something else": [ROOT, "Effect: Deny, Principal: '*', Action: kms:ScheduleKeyDeletion"],
}


@pytest.mark.parametrize("statements", GOOD.values(), ids=list(GOOD))
def test_policies_that_let_the_role_in(statements: list[str], tmp_path: Path) -> None:
    """By its name, or by way of the account's IAM policies."""
    assert [rule for rule in rules(found(tmp_path, keyed(*statements))) if rule != "cross-account-access"] == []


BAD: Final = {
    "nobody but a service": (
        ["Effect: Allow, Principal: {Service: logs.amazonaws.com}, Action: 'kms:*'"],
        "kms:Decrypt, kms:G",
    ),
    "another role": (
        ["Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:role/x'}, Action: 'kms:*'"],
        "kms:Decrypt",
    ),
    "some of it": (
        ["Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: [kms:Decrypt, kms:Put*]"],
        "allow kms:GenerateDataKey",
    ),
    "another service's use": (
        [f"{ROOT}, Condition: {{{S3.replace('s3.', 'sqs.')}}}"],
        "allow kms:Decrypt, kms:GenerateDataKey",
    ),
}


@pytest.mark.parametrize(("statements", "words"), BAD.values(), ids=list(BAD))
def test_policies_that_do_not(statements: list[str], words: str, tmp_path: Path) -> None:
    """At the key: who is kept out of what, who needs it, and the statement that helps."""
    text = keyed(*statements)
    (one,) = found(tmp_path, text)
    assert (one.rule, one.severity, one.element) == ("key-policy-denies", Severity.HIGH, "Key")
    assert one.place.line == line_of(text, "KeyPolicy")
    assert words in one.message
    assert "the key policy of 'Key' lets neither role 'Worker' nor the account's IAM policies" in one.message
    assert "which pipeline 'Flow' needs" in one.message
    assert "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" in one.message
    assert one.help == "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html"


DENIES: Final = {
    "everybody": "Effect: Deny, Principal: '*', Action: kms:Decrypt",
    "the account": "Effect: Deny, Principal: {AWS: !Ref AWS::AccountId}, Action: kms:Decrypt",
    "the role": "Effect: Deny, Principal: {AWS: !GetAtt Worker.Arn}, Action: 'kms:De*'",
    "all but another": "Effect: Deny, NotPrincipal: {AWS: 'arn:aws:iam::111122223333:user/x'}, Action: kms:Decrypt",
}


@pytest.mark.parametrize("deny", DENIES.values(), ids=list(DENIES))
def test_denies_of_the_key_policy(deny: str, tmp_path: Path) -> None:
    """They are what is told, at their line; the statement for the root is there."""
    text = keyed(ROOT, f"Sid: Never, {deny}")
    (one,) = found(tmp_path, text)
    assert (one.rule, one.element, one.place.line) == ("deny-defeats-need", "Key", line_of(text, "Sid: Never"))
    assert "denied kms:Decrypt on '${Key.Arn}' by statement 'Never'" in one.message


def test_what_the_role_itself_lacks(tmp_path: Path) -> None:
    """The account's root in the key policy is not enough; the role's name is."""
    text = keyed(ROOT, own=STORE)
    (one,) = found(tmp_path, text)
    assert (one.rule, "kms:Decrypt, kms:GenerateDataKey on '${Key.Arn}'" in one.message) == ("missing-permission", True)
    assert found(tmp_path, keyed(GOOD["the role"][0], own=STORE)) == []


def test_a_key_that_is_not_in_the_project(tmp_path: Path) -> None:
    """Its policy is not known: nothing is said of it."""
    text = keyed(ROOT).replace("!GetAtt Key.Arn", "'arn:aws:kms:us-east-1:111122223333:key/k'")
    assert found(tmp_path, text) == []
