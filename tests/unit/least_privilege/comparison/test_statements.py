"""Statements beside what is needed: missing, unneeded, too broad on resources or conditions, and just right."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import (
    PAGE,
    PUBLISH,
    found,
    line_of,
    need,
    rules,
    ticking,
    working,
)

OBJECTS: Final = "arn:${AWS::Partition}:s3:::data/*"
NEED: Final = need("s3:GetObject", OBJECTS)
BOTH: Final = need(["s3:GetObject", "s3:PutObject"], OBJECTS)
OWNED: Final = need("s3:GetObject", OBJECTS, conditions={"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}})
SUFFICE: Final = {
    "a list": "- {Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: ['arn:aws:s3:::data/*']}",
    "two statements": (
        "- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}\n"
        "- {Effect: Allow, Action: s3:PutObject, Resource: 'arn:aws:s3:::data/*'}"
    ),
    "no list of statements": "Effect: Allow\nAction: [s3:GetObject, s3:PutObject]\nResource: arn:aws:s3:::data/*",
    "other letters": "- {Effect: Allow, Action: [S3:getobject, s3:PUTOBJECT], Resource: 'arn:aws:s3:::data/*'}",
    "Sub": f"- {{Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Sub '{OBJECTS}'}}",
    "Sub with a table": (
        "- {Effect: Allow, Action: [s3:GetObject, s3:PutObject], "
        "Resource: !Sub ['arn:aws:s3:::${Name}/*', {Name: data}]}"
    ),
    "Join": (
        "- {Effect: Allow, Action: [s3:GetObject, s3:PutObject], "
        "Resource: !Join [':', [arn, !Ref AWS::Partition, s3, '', '', 'data/*']]}"
    ),
    "a Mapping": (
        "- {Effect: Allow, Action: [s3:GetObject, s3:PutObject], "
        "Resource: !Sub ['arn:aws:s3:::${Name}/*', {Name: !FindInMap [Names, data, name]}]}"
    ),
    "a Deny of all else": (
        "- {Effect: Allow, Action: 's3:*Object', Resource: '*'}\n"
        "- {Effect: Deny, NotAction: [s3:GetObject, s3:PutObject], Resource: '*'}\n"
        "- {Effect: Deny, Action: '*', NotResource: 'arn:aws:s3:::data/*'}"
    ),
}
MAPPING: Final = "Mappings: {Names: {data: {name: data}}}\n"


@pytest.mark.parametrize("statements", SUFFICE.values(), ids=list(SUFFICE))
def test_just_what_is_needed(statements: str, tmp_path: Path) -> None:
    """In whatever words, nothing is found."""
    assert found(tmp_path, working(statements, head=MAPPING), BOTH) == []


def test_nothing_granted(tmp_path: Path) -> None:
    """What is needed, on what, by whom, why, what to write, and AWS's page; at the role."""
    text = ticking(None)
    (one,) = found(tmp_path, text)
    assert (one.rule, one.severity, one.element) == ("missing-permission", Severity.HIGH, "Worker")
    assert one.place.line == line_of(text, "  Worker:")
    assert one.message == (
        "role 'Worker' lacks sns:Publish on '${Topic}', which rule 'Tick' needs: the rule publishes with the target's "
        "role, in place of the topic's policy; write "
        "{Sid: Sns, Effect: Allow, Action: sns:Publish, Resource: !Ref Topic}"
    )
    assert one.help == "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"


NEAR: Final = {
    "another resource": ("Action: s3:PutObject, Resource: 'arn:aws:s3:::other/*'", "is about other resources"),
    "some of it": ("Action: s3:PutObject, Resource: 'arn:aws:s3:::data/in/*'", "covers only some of it"),
    "a condition": (
        "Action: s3:PutObject, Resource: 'arn:aws:s3:::data/*', Condition: {StringEquals: {aws:SourceVpc: vpc-1}}",
        "has a condition on aws:SourceVpc, which the request is not known to meet",
    ),
}


@pytest.mark.parametrize(("elements", "reason"), NEAR.values(), ids=list(NEAR))
def test_one_of_two_is_missing(elements: str, reason: str, tmp_path: Path) -> None:
    """At the statement that comes nearest, and why it does not do; the good one is not named."""
    good = "- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
    text = working(f"{good}\n- {{Sid: Write, Effect: Allow, {elements}}}")
    (one,) = [one for one in found(tmp_path, text, BOTH) if one.rule == "missing-permission"]
    assert f"lacks s3:PutObject on '{OBJECTS}'" in one.message
    assert f"(statement 'Write' of policy 'own' {reason})" in one.message
    assert (one.place.line, one.help) == (line_of(text, "Sid: Write"), PAGE)


UNNEEDED: Final = {
    "by name": ("Action: [s3:GetObject, s3:PutObject]", "s3:PutObject", Severity.HIGH),
    "a pattern": ("Action: ['s3:GetObject', 's3:PutObject*']", "s3:PutObject* (s3:PutObject", Severity.HIGH),
    "a read": ("Action: [s3:GetObject, s3:GetObjectAcl]", "s3:GetObjectAcl", Severity.MEDIUM),
    "a list": ("Action: [s3:GetObject, s3:ListMultipartUploadParts]", "s3:ListMultipartUploadParts", Severity.LOW),
    "tags": ("Action: [s3:GetObject, s3:PutObjectTagging]", "s3:PutObjectTagging", Severity.MEDIUM),
    "permissions": ("Action: [s3:GetObject, s3:PutObjectAcl]", "s3:PutObjectAcl", Severity.HIGH),
    "all but": ("NotAction: 's3:Put*'", "all but s3:Put* (s3:", Severity.HIGH),
}


@pytest.mark.parametrize(("action", "shown", "severity"), UNNEEDED.values(), ids=list(UNNEEDED))
def test_an_action_that_nothing_needs(action: str, shown: str, severity: Severity, tmp_path: Path) -> None:
    """As the statement names it, with what to write instead; as severe as what it lets somebody do."""
    text = working(f"- Sid: Read\n  Effect: Allow\n  {action}\n  Resource: arn:aws:s3:::data/*")
    (one,) = found(tmp_path, text, NEED)
    assert (one.rule, one.severity, one.place.line) == ("unneeded-action", severity, line_of(text, action))
    assert f"statement 'Read' of policy 'own' grants role 'Worker' {shown}" in one.message
    assert f"write {{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: !Sub '{OBJECTS}'}}" in one.message


def test_a_statement_that_nothing_needs(tmp_path: Path) -> None:
    """Beside a good one: it is to be removed, or it is about other resources than what is needed."""
    good = "- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
    text = working(
        f"{good}\n- {{Effect: Allow, Action: sqs:SendMessage, Resource: '*'}}\n"
        "- {Sid: More, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::other/*'}"
    )
    first, second = found(tmp_path, text, NEED)
    assert rules([first, second]) == ["unneeded-action"] * 2
    assert "statement 2 of policy 'own' grants role 'Worker' sqs:SendMessage, which" in first.message
    assert first.message.endswith("remove it")
    assert "statement 'More'" in second.message
    assert "s3:GetObject on these resources, which nothing that works with it needs: remove it" in second.message


BROAD: Final = {
    "everything": ("Resource: '*'", "'*'"),
    "every bucket": ("Resource: arn:aws:s3:::*/*", "'arn:${AWS::Partition}:s3:::*/*'"),
    "the bucket's name begun": ("Resource: !Sub 'arn:aws:s3:::dat*/*'", "'arn:${AWS::Partition}:s3:::dat*/*'"),
    "all but": ("NotResource: arn:aws:s3:::other/*", "'all but arn:${AWS::Partition}:s3:::other/*'"),
    "one of two": ("Resource: ['arn:aws:s3:::data/*', 'arn:aws:s3:::d*/*']", "'arn:${AWS::Partition}:s3:::d*/*'"),
}


@pytest.mark.parametrize(("resource", "shown"), BROAD.values(), ids=list(BROAD))
def test_a_resource_that_is_too_broad(resource: str, shown: str, tmp_path: Path) -> None:
    """With what is needed of it."""
    text = working(f"- Sid: Read\n  Effect: Allow\n  Action: s3:GetObject\n  {resource}")
    (one,) = found(tmp_path, text, NEED)
    assert (one.rule, one.severity) == ("resource-too-broad", Severity.MEDIUM)
    assert (one.place.line, one.help) == (line_of(text, resource), PAGE)
    assert f"grants role 'Worker' actions on {shown} of which it needs s3:GetObject only on {OBJECTS}" in one.message


def test_a_grant_on_part_of_what_is_needed(tmp_path: Path) -> None:
    """It is none too broad, and beside the whole it says nothing new."""
    part = "- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/in/*'}"
    assert rules(found(tmp_path, working(part), NEED)) == ["missing-permission"]
    assert found(tmp_path, working(f"{part}\n{part.replace('data/in', 'data')}"), NEED) == []


CONDITIONS: Final = {
    "none": ("", "missing-condition", "without the condition StringEquals aws:ResourceAccount"),
    "another key": (
        ", Condition: {Bool: {aws:SecureTransport: 'true'}}",
        *("missing-condition", "without the condition StringEquals aws:ResourceAccount"),
    ),
    "any value": (
        ", Condition: {StringLike: {aws:ResourceAccount: '*'}}",
        *("condition-too-broad", "with more values of aws:ResourceAccount than the needed ${AWS::AccountId}"),
    ),
    "one more value": (
        ", Condition: {StringEquals: {aws:ResourceAccount: [!Ref AWS::AccountId, '444455556666']}}",
        *("condition-too-broad", "with more values of aws:ResourceAccount"),
    ),
    "or absent": (
        ", Condition: {StringEqualsIfExists: {aws:ResourceAccount: !Ref AWS::AccountId}}",
        *("condition-too-broad", "aws:ResourceAccount"),
    ),
}


@pytest.mark.parametrize(("condition", "rule", "words"), CONDITIONS.values(), ids=list(CONDITIONS))
def test_conditions_that_should_narrow_a_grant(condition: str, rule: str, words: str, tmp_path: Path) -> None:
    """One step less severe than the action itself; a good statement beside it changes nothing."""
    good = "{Effect: Allow, Action: sqs:SendMessage, Resource: !Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:q'}"
    queue = need("sqs:SendMessage", "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q")
    text = working(
        f"- {good}\n- {{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'{condition}}}"
    )
    (one,) = found(tmp_path, text, OWNED, queue)
    assert (one.rule, one.severity, one.place.line) == (rule, Severity.LOW, line_of(text, "Sid: Read"))
    assert words in one.message
    assert "Condition: {StringEquals: {aws:ResourceAccount: !Ref AWS::AccountId}}" in one.message


@pytest.mark.parametrize("value", ["!Ref AWS::AccountId", "!Sub '${AWS::AccountId}'", "[!Ref AWS::AccountId]"])
def test_conditions_that_are_as_needed(value: str, tmp_path: Path) -> None:
    """Nothing is found; one that narrows more is what the request need not meet."""
    read = "- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*', Condition: {StringEquals: {%s}}}"
    assert found(tmp_path, working(read % f"aws:ResourceAccount: {value}"), OWNED) == []
    narrower = read % f"aws:ResourceAccount: {value}, aws:SourceVpc: vpc-1"
    assert rules(found(tmp_path, working(narrower), OWNED)) == ["missing-permission"]


def test_what_may_be_granted_and_need_not_be(tmp_path: Path) -> None:
    """Its absence and its presence are both right."""
    may = need("s3:GetObjectTagging", OBJECTS, possible="only objects with tags take it")
    read = "- {Effect: Allow, Action: [s3:GetObject%s], Resource: 'arn:aws:s3:::data/*'}"
    assert found(tmp_path, working(read % ""), NEED, may) == []
    assert found(tmp_path, working(read % ", s3:GetObjectTagging"), NEED, may) == []


def test_a_topic_policy_that_names_the_role(tmp_path: Path) -> None:
    """It grants what is needed; one for the account does not."""
    policy = """\
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: {AWS: %s}, Action: sns:Publish, Resource: !Ref Topic}]
"""
    assert found(tmp_path, ticking(None, resources=policy % "!GetAtt Worker.Arn")) == []
    assert rules(found(tmp_path, ticking(None, resources=policy % "!Ref AWS::AccountId"))) == ["missing-permission"]
    assert found(tmp_path, ticking(PUBLISH, resources=policy % "!Ref AWS::AccountId")) == []
