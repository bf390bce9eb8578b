"""Whether a role trusts whom works with it, on this stack's behalf, and nobody else."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import EC2, PUBLISH, TRUST, found, line_of, rules, ticking

PAGE: Final = "https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html"
RULE: Final = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${AWS::StackName}-Tick-*"
DENY: Final = "  - {Sid: Never, Effect: Deny, Principal: '*', Action: sts:AssumeRole}\n"
GOOD: Final = {
    "as it is": TRUST,
    "the service by Sub": TRUST.replace("events.amazonaws.com", "!Sub 'events.${AWS::URLSuffix}'"),
    "the account by Sub": TRUST.replace("!Ref AWS::AccountId", "!Sub '${AWS::AccountId}'"),
    "a list of one": TRUST.replace("{Service: events.amazonaws.com}", "{Service: [events.amazonaws.com]}"),
    "another Deny": TRUST + DENY.replace("'*'", "{Service: ec2.amazonaws.com}"),
}


@pytest.mark.parametrize("trust", GOOD.values(), ids=list(GOOD))
def test_just_whom_it_works_with(trust: str, tmp_path: Path) -> None:
    """In whatever words."""
    assert found(tmp_path, ticking(PUBLISH, trust=trust)) == []


def test_another_service(tmp_path: Path) -> None:
    """The one that works with it is missing, the one that does not is too much; who, for what, and where."""
    text = ticking(PUBLISH, trust=EC2)
    missing, extra = found(tmp_path, text)
    assert (missing.rule, missing.severity) == ("missing-trust", Severity.HIGH)
    assert (missing.place.line, missing.help) == (line_of(text, "AssumeRolePolicyDocument"), PAGE)
    assert missing.message == (
        "rule 'Tick' works with role 'Worker' as events.amazonaws.com, and the role does not trust it: let the service "
        "assume it with the conditions StringEquals aws:SourceAccount ${AWS::AccountId}, "
        f"ArnLike aws:SourceArn {RULE}"
    )
    assert (extra.rule, extra.severity, extra.place.line) == ("trust-too-broad", Severity.HIGH, line_of(text, "ec2"))
    assert (
        "lets ec2.amazonaws.com assume role 'Worker', with which only events.amazonaws.com works: remove"
        in extra.message
    )


EXTRA: Final = {
    "a service": "{Service: ec2.amazonaws.com}, Action: sts:AssumeRole",
    "the account": "{AWS: !Ref AWS::AccountId}, Action: sts:AssumeRole",
    "its root": "{AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, Action: sts:AssumeRole",
    "a role": "{AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x'}, Action: sts:AssumeRole",
    "a provider": (
        "{Federated: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/login.example.test'}, "
        "Action: sts:AssumeRoleWithWebIdentity"
    ),
}


@pytest.mark.parametrize("principal", EXTRA.values(), ids=list(EXTRA))
def test_somebody_more(principal: str, tmp_path: Path) -> None:
    """At the statement that lets them; the good one beside it is not named."""
    text = ticking(PUBLISH, trust=f"{TRUST}  - {{Sid: More, Effect: Allow, Principal: {principal}}}\n")
    findings = [one for one in found(tmp_path, text) if one.rule == "trust-too-broad"]
    assert [(one.place.line, one.element) for one in findings] == [(line_of(text, "Sid: More"), "Worker")]
    assert "statement 'More' of the trust policy lets" in findings[0].message


def test_another_service_in_the_same_statement(tmp_path: Path) -> None:
    """It is named, and the good one is not."""
    trust = TRUST.replace("{Service: events.amazonaws.com}", "{Service: [events.amazonaws.com, ec2.amazonaws.com]}")
    (one,) = found(tmp_path, ticking(PUBLISH, trust=trust))
    assert one.rule == "trust-too-broad"
    assert "statement 1 of the trust policy lets ec2.amazonaws.com" in one.message


UNBOUND: Final = {
    "no condition": EC2.replace("ec2.", "events."),
    "one of two conditions": TRUST.replace("      StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}\n", ""),
    "any rule": TRUST.replace("${AWS::StackName}-Tick-*", "*"),
    "where the keys are absent": TRUST.replace("StringEquals", "StringEqualsIfExists").replace(
        "ArnLike", "ArnLikeIfExists"
    ),
}


@pytest.mark.parametrize("trust", UNBOUND.values(), ids=list(UNBOUND))
def test_for_more_than_its_use(trust: str, tmp_path: Path) -> None:
    """What to narrow it to, and the page that says so."""
    (one,) = found(tmp_path, ticking(PUBLISH, trust=trust))
    assert (one.rule, one.severity, one.help) == ("trust-too-broad", Severity.HIGH, PAGE)
    assert "lets events.amazonaws.com assume role 'Worker' for more than its use" in one.message
    assert f"aws:SourceArn {RULE}" in one.message


NARROW: Final = {
    "another rule": TRUST.replace("Tick-*", "Tock-*"),
    "another account": TRUST.replace("!Ref AWS::AccountId", "'444455556666'"),
    "another key": TRUST.replace("aws:SourceAccount", "aws:SourceVpc"),
}


@pytest.mark.parametrize("trust", NARROW.values(), ids=list(NARROW))
def test_under_conditions_that_do_not_hold(trust: str, tmp_path: Path) -> None:
    """The service cannot assume it then."""
    text = ticking(PUBLISH, trust=trust)
    missing = [one for one in found(tmp_path, text) if one.rule == "missing-trust"]
    assert [one.place.line for one in missing] == [line_of(text, "    Condition:")]
    assert "trusts it under conditions that do not hold for every request" in missing[0].message


def test_another_action(tmp_path: Path) -> None:
    """To tag a session takes more than to assume a role: that is what is too much, not the conditions."""
    (one,) = found(
        tmp_path, ticking(PUBLISH, trust=TRUST.replace("sts:AssumeRole", "[sts:AssumeRole, sts:TagSession]"))
    )
    assert (one.rule, "sts:TagSession" in one.message) == ("trust-too-broad", True)


def test_a_deny_of_the_trust_policy(tmp_path: Path) -> None:
    """It is what keeps the service out."""
    text = ticking(PUBLISH, trust=TRUST + DENY)
    (one,) = found(tmp_path, text)
    assert (one.rule, one.place.line) == ("missing-trust", line_of(text, "Sid: Never"))


def test_if_exists_where_the_service_may_not_send_the_keys(tmp_path: Path) -> None:
    """CodePipeline may not: a trust that takes them for granted is missing, the one with IfExists just right."""
    pipeline = """\
  Bucket: {Type: AWS::S3::Bucket}
  Flow:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !GetAtt Worker.Arn
      ArtifactStore: {Type: S3, Location: !Ref Bucket}
      Stages: [{Name: A, Actions: []}]
"""
    trust = TRUST.replace("events.amazonaws.com", "codepipeline.amazonaws.com").replace(":events:", ":codepipeline:")
    trust = trust.replace("rule/${AWS::StackName}-Tick-*", "${AWS::StackName}-Flow-*")
    lenient = trust.replace("StringEquals", "StringEqualsIfExists").replace("ArnLike", "ArnLikeIfExists")
    for one, expected in ((trust, ["missing-trust"]), (lenient, [])):
        text = ticking(PUBLISH, trust=one, resources=pipeline).replace(", RoleArn: !GetAtt Worker.Arn", "")
        assert [rule for rule in rules(found(tmp_path, text)) if "trust" in rule] == expected
