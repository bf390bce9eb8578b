"""What a role needs and a Deny takes away: of its own policies, of a resource's policy, of its boundary."""

from pathlib import Path
from textwrap import indent
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import PAGE, PUBLISH, found, line_of, need, rules, ticking, working

READ: Final = "- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
NEED: Final = need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*")
BUCKET: Final = """\
  Data:
    Type: AWS::S3::Bucket
    Properties: {BucketName: data}
  Guard:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Statement:
"""
APPLY: Final = {
    "everything": "Action: '*', Resource: '*'",
    "the service": "Action: 'sns:*', Resource: '*'",
    "the action": "Action: SNS:publish, Resource: !Ref Topic",
    "a Sub": "Action: sns:Publish, Resource: !Sub '${Topic}'",
    "a Join": "Action: sns:Publish, Resource: !Join ['', [!Ref Topic]]",
    "all but another service": "NotAction: 'sqs:*', Resource: '*'",
    "all but another resource": "Action: 'sns:*', NotResource: 'arn:aws:sns:*:*:other'",
    "whom somebody with a token has not": (
        "Action: '*', Resource: '*', Condition: {BoolIfExists: {aws:MultiFactorAuthPresent: 'false'}}"
    ),
    "requests over TLS": "Action: '*', Resource: '*', Condition: {Bool: {aws:SecureTransport: 'true'}}",
    "another Region": "Action: '*', Resource: '*', Condition: {StringNotEquals: {aws:RequestedRegion: eu-west-1}}",
    "the role": "Action: '*', Resource: '*', Condition: {ArnEquals: {aws:PrincipalArn: !GetAtt Worker.Arn}}",
}
SPARE: Final = {
    "another service": "Action: 's3:*', Resource: '*'",
    "another action": "Action: [sns:Subscribe, sns:CreateTopic], Resource: '*'",
    "another resource": "Action: sns:Publish, Resource: !Sub 'arn:aws:sns:*:${AWS::AccountId}:other'",
    "all but the service": "NotAction: 'sns:*', Resource: '*'",
    "all but the topic": "Action: 'sns:*', NotResource: !Ref Topic",
    "requests without TLS": "Action: '*', Resource: '*', Condition: {Bool: {aws:SecureTransport: 'false'}}",
    "other Regions": (
        "Action: '*', Resource: '*', Condition: {StringNotEquals: {aws:RequestedRegion: !Ref AWS::Region}}"
    ),
    "other accounts": (
        "Action: '*', Resource: '*', Condition: {StringNotEquals: {aws:ResourceAccount: !Ref AWS::AccountId}}"
    ),
    "other roles": (
        "Action: '*', Resource: '*', Condition: {ArnNotEquals: {aws:PrincipalArn: [!GetAtt Worker.Arn, '*:role/x']}}"
    ),
}


@pytest.mark.parametrize("elements", APPLY.values(), ids=list(APPLY))
def test_own_denies_that_defeat(elements: str, tmp_path: Path) -> None:
    """Whatever is allowed beside them."""
    (one,) = found(tmp_path, ticking(f"{PUBLISH}\n- {{Sid: Never, Effect: Deny, {elements}}}"))
    assert (one.rule, one.element, one.severity) == ("deny-defeats-need", "Worker", Severity.HIGH)
    assert "is denied sns:Publish on '${Topic}' by statement 'Never' of policy 'own'" in one.message
    assert "rule 'Tick' needs it" in one.message


@pytest.mark.parametrize("elements", SPARE.values(), ids=list(SPARE))
def test_own_denies_that_spare(elements: str, tmp_path: Path) -> None:
    """What is needed is none of what they deny."""
    assert found(tmp_path, ticking(f"{PUBLISH}\n- {{Sid: Never, Effect: Deny, {elements}}}")) == []


def test_the_message_and_the_place(tmp_path: Path) -> None:
    """The Deny's line, who needs what and why, what to do, AWS's page; the good Deny beside it is not named."""
    text = working(
        f"{READ}\n- {{Sid: Fine, Effect: Deny, Action: 's3:Put*', Resource: '*'}}\n"
        f"- Sid: Never\n  Effect: Deny\n  Action: 's3:*'  # here\n  Resource: '*'"
    )
    (one,) = found(tmp_path, text, NEED)
    assert one.message == (
        "role 'Worker' is denied s3:GetObject on 'arn:${AWS::Partition}:s3:::data/*' by statement 'Never' of policy "
        "'own', and role 'Worker' needs it: it is what the worker does; narrow the Deny"
    )
    assert (one.place.line, one.help) == (line_of(text, "# here"), PAGE)


def test_denied_and_not_granted(tmp_path: Path) -> None:
    """Of two actions one is denied and the other is not granted: each is reported as what it is."""
    text = working(f"{READ}\n- {{Sid: Never, Effect: Deny, Action: s3:GetObject, Resource: '*'}}")
    needs = need(["s3:GetObject", "s3:GetObjectVersion"], "arn:${AWS::Partition}:s3:::data/*")
    denied, lacking = sorted(found(tmp_path, text, needs), key=lambda one: one.rule)
    assert (denied.rule, lacking.rule) == ("deny-defeats-need", "missing-permission")
    assert "denied s3:GetObject on" in denied.message
    assert "lacks s3:GetObjectVersion on" in lacking.message


GUARDS: Final = {
    "everybody": "Principal: '*', Action: 's3:*', Resource: !Sub '${Data.Arn}/*'",
    "everybody as AWS": "Principal: {AWS: '*'}, Action: 's3:*', Resource: !Join ['', [!GetAtt Data.Arn, '/*']]",
    "the role": "Principal: {AWS: !GetAtt Worker.Arn}, Action: 's3:*', Resource: 'arn:aws:s3:::data/*'",
    "the account": "Principal: {AWS: !Ref AWS::AccountId}, Action: 's3:*', Resource: 'arn:aws:s3:::data/*'",
    "the account's root": (
        "Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, Action: 's3:*', Resource: '*'"
    ),
    "all but another": "NotPrincipal: {AWS: 'arn:aws:iam::111122223333:user/x'}, Action: 's3:*', Resource: '*'",
    "some objects": "Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::data/secret/*'",
    "another endpoint": (
        "Principal: '*', Action: 's3:*', Resource: '*', Condition: {StringNotEquals: {aws:SourceVpce: vpce-1}}"
    ),
    "a TLS that nothing speaks": (
        "Principal: '*', Action: 's3:*', Resource: '*', Condition: {NumericLessThan: {s3:TlsVersion: '1.4'}}"
    ),
    "other roles": (
        "Principal: '*', Action: 's3:*', Resource: '*', "
        "Condition: {ArnNotLike: {aws:PrincipalArn: 'arn:aws:iam::*:role/x'}}"
    ),
}
HARMLESS: Final = {
    "without TLS": "Principal: '*', Action: 's3:*', Resource: '*', Condition: {Bool: {aws:SecureTransport: 'false'}}",
    "an old TLS": (
        "Principal: '*', Action: 's3:*', Resource: '*', Condition: {NumericLessThan: {s3:TlsVersion: '1.2'}}"
    ),
    "another bucket": "Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::other/*'",
    "other roles than this": (
        "Principal: '*', Action: 's3:*', Resource: '*', "
        "Condition: {StringNotEquals: {aws:PrincipalArn: !GetAtt Worker.Arn}}"
    ),
    "other accounts": (
        "Principal: '*', Action: 's3:*', Resource: '*', "
        "Condition: {StringNotEquals: {aws:PrincipalAccount: !Ref AWS::AccountId}}"
    ),
    "a role that is another": "Principal: {AWS: 'arn:aws:iam::111122223333:role/x'}, Action: 's3:*', Resource: '*'",
    "unencrypted uploads": (
        "Principal: '*', Action: s3:PutObject, Resource: '*', "
        "Condition: {StringNotEquals: {s3:x-amz-server-side-encryption: 'aws:kms'}}"
    ),
}


def guarded(*statements: str) -> str:
    """A template whose bucket has a policy with these Denies."""
    lines = "".join(f"- {{Sid: Guard{number}, Effect: Deny, {one}}}\n" for number, one in enumerate(statements))
    return working(READ, resources=BUCKET + indent(lines, " " * 10))


@pytest.mark.parametrize("elements", GUARDS.values(), ids=list(GUARDS))
def test_bucket_policies_that_defeat(elements: str, tmp_path: Path) -> None:
    """At the statement of the bucket's policy; a harmless one beside it is not named."""
    text = guarded(HARMLESS["without TLS"], elements)
    (one,) = found(tmp_path, text, NEED)
    assert (one.rule, one.element, one.place.line) == ("deny-defeats-need", "Guard", line_of(text, "Guard1"))
    assert "role 'Worker' is denied s3:GetObject" in one.message
    assert "by statement 'Guard1'" in one.message


@pytest.mark.parametrize("elements", HARMLESS.values(), ids=list(HARMLESS))
def test_bucket_policies_that_spare(elements: str, tmp_path: Path) -> None:
    """The requests of the role are none of those that they deny."""
    assert found(tmp_path, guarded(elements), NEED) == []


def test_a_deny_on_a_key_that_the_request_never_has(tmp_path: Path) -> None:
    """It never matches, so that it takes nothing away."""
    condition = "Condition: {StringEquals: {kms:ViaService: x}}"
    text = working(f"{READ}\n- {{Sid: Odd, Effect: Deny, Action: s3:GetObject, Resource: '*', {condition}}}")
    assert rules(found(tmp_path, text, NEED)) == ["condition-key-unknown"]
