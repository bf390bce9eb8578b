"""Policies that let anybody in, or another account."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import PUBLISH, TRUST, found, line_of, rules, ticking

OWN: Final = "Principal: {AWS: !Ref AWS::AccountId}, Action: sns:Publish, Resource: !Ref Topic"


def posted(*statements: str) -> str:
    """A template whose topic has a policy of these statements, numbered from 0, and a good one first."""
    lines = "".join(f"          - {{Sid: S{n}, Effect: Allow, {one}}}\n" for n, one in enumerate([OWN, *statements]))
    policy = f"""\
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement:
{lines}"""
    return ticking(PUBLISH, resources=policy)


def statement(principal: str, condition: str = "") -> str:
    """A statement of the topic's policy."""
    bound = f", Condition: {{{condition}}}" if condition else ""
    return f"Principal: {principal}, Action: sns:Publish, Resource: !Ref Topic{bound}"


PUBLIC: Final = {
    "anybody": statement("'*'"),
    "anybody as AWS": statement("{AWS: '*'}"),
    "anybody in a list": statement("{AWS: [!Ref AWS::AccountId, '*']}"),
    "any caller's ARN": statement("'*'", "StringLike: {aws:PrincipalArn: '*'}"),
    "any account": statement("'*'", "StringLike: {aws:PrincipalAccount: '*'}"),
    "over TLS": statement("'*'", "Bool: {aws:SecureTransport: 'true'}"),
    "all addresses": statement("'*'", "IpAddress: {aws:SourceIp: 0.0.0.0/0}"),
}
FOREIGN: Final = {
    "an account": statement("{AWS: '444455556666'}"),
    "its root": statement("{AWS: 'arn:aws:iam::444455556666:root'}"),
    "a role of it": statement("{AWS: !Sub 'arn:${AWS::Partition}:iam::444455556666:role/x'}"),
    "beside one's own": statement("{AWS: [!Ref AWS::AccountId, '444455556666']}"),
    "by a condition": statement("'*'", "StringEquals: {aws:PrincipalAccount: '444455556666'}"),
}
OWN_ONLY: Final = {
    "a service": statement("{Service: s3.amazonaws.com}"),
    "the root": statement("{AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}"),
    "the role": statement("{AWS: !GetAtt Worker.Arn}"),
    "by an account": statement("'*'", "StringEquals: {aws:PrincipalAccount: !Ref AWS::AccountId}"),
    "by a source account": statement("'*'", "StringEquals: {aws:SourceAccount: !Sub '${AWS::AccountId}'}"),
    "by an organization": statement("'*'", "StringEquals: {aws:PrincipalOrgID: o-abcdefghij}"),
}


@pytest.mark.parametrize("open_", PUBLIC.values(), ids=list(PUBLIC))
def test_anybody(open_: str, tmp_path: Path) -> None:
    """At the statement; what somebody could ask for, and what to do."""
    text = posted(open_)
    (one,) = found(tmp_path, text)
    assert (one.rule, one.severity, one.element) == ("public-access", Severity.HIGH, "Policy")
    assert one.place.line == line_of(text, "Sid: S1")
    assert "statement 'S1' of policy 'Policy' lets anybody in, for example to sns:Publish on '${Topic}'" in one.message
    assert "aws:PrincipalOrgID" in one.message


@pytest.mark.parametrize("other", FOREIGN.values(), ids=list(FOREIGN))
def test_another_account(other: str, tmp_path: Path) -> None:
    """It is named."""
    text = posted(other)
    (one,) = found(tmp_path, text)
    assert (one.rule, one.severity, one.place.line) == ("cross-account-access", Severity.MEDIUM, line_of(text, "S1"))
    assert "lets account 444455556666 in" in one.message


@pytest.mark.parametrize("own", OWN_ONLY.values(), ids=list(OWN_ONLY))
def test_nobody_from_outside(own: str, tmp_path: Path) -> None:
    """Nothing is found."""
    assert found(tmp_path, posted(own)) == []


def test_both(tmp_path: Path) -> None:
    """Each statement by itself."""
    findings = found(tmp_path, posted(PUBLIC["anybody"], OWN_ONLY["the role"], FOREIGN["an account"]))
    assert rules(findings) == ["public-access", "cross-account-access"]


def test_a_deny_for_others(tmp_path: Path) -> None:
    """What is denied to all but the account is open to nobody else."""
    deny = statement("'*'", "StringNotEquals: {aws:PrincipalAccount: !Ref AWS::AccountId}")
    text = posted(PUBLIC["anybody"], deny).replace("Sid: S2, Effect: Allow", "Sid: S2, Effect: Deny")
    assert found(tmp_path, text) == []


def test_trust_policies(tmp_path: Path) -> None:
    """The same is said of whom a role trusts."""
    for principal, rule in (("'*'", "public-access"), ("{AWS: '444455556666'}", "cross-account-access")):
        more = f"  - {{Sid: Them, Effect: Allow, Principal: {principal}, Action: sts:AssumeRole}}\n"
        text = ticking(PUBLISH, trust=TRUST + more)
        (one,) = [one for one in found(tmp_path, text) if one.rule == rule]
        assert (one.element, one.place.line) == ("Worker", line_of(text, "Sid: Them"))
        assert "statement 'Them' of trust policy of role 'Worker'" in one.message


def test_a_policy_of_an_endpoint(tmp_path: Path) -> None:
    """It only limits what goes through it."""
    endpoint = """\
  Door:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: '*', Resource: '*'}]}
"""
    assert found(tmp_path, ticking(PUBLISH, resources=endpoint)) == []


def test_a_policy_that_cannot_be_read(tmp_path: Path) -> None:
    """It may let in anybody: that is told, and not passed over."""
    policy = "  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Topic]\n"
    text = ticking(PUBLISH, resources=f"{policy}      PolicyDocument: {{Fn::Transform: {{Name: X}}}}\n")
    (one,) = found(tmp_path, text)
    assert (one.rule, one.severity, one.element) == ("policy-not-read", Severity.MEDIUM, "Policy")
    assert one.place.line == line_of(text, "Fn::Transform")
    assert "whom it lets in was not compared" in one.message
