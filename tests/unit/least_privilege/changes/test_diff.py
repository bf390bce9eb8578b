"""What policies newly allow against another revision: decided on what they match, not on their words."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.changes.revisions import compared
from tests.unit.least_privilege.comparison.projects import EC2, line_of, listing, role, rules, working

READ: Final = (
    "- {Sid: Read, Effect: Allow, Action: [s3:GetObject, s3:PutObject], "
    "Resource: !Sub 'arn:${AWS::Partition}:s3:::data/*'}"
)
SAME: Final = {
    "order": READ.replace("s3:GetObject, s3:PutObject", "s3:PutObject, s3:GetObject"),
    "letters": READ.replace("s3:GetObject", "S3:getobject"),
    "Join": READ.replace(
        "!Sub 'arn:${AWS::Partition}:s3:::data/*'", "!Join ['', ['arn:', !Ref AWS::Partition, ':s3:::data/*']]"
    ),
    "the Sid": READ.replace("Sid: Read", "Sid: Other"),
    "split": READ.replace("s3:GetObject, ", "") + "\n" + READ.replace(", s3:PutObject", ""),
    "said twice": f"{READ}\n{READ.replace('data/*', 'data/x*')}",
    "no list": READ[3:-1]
    .replace(", Effect", "\nEffect")
    .replace(", Action", "\nAction")
    .replace(", Resource", "\nResource"),
    "lines": "- Effect: Allow\n  Action:\n    - s3:PutObject\n    - s3:GetObject\n  Resource: arn:aws:s3:::data/*",
}
NARROWED: Final = {
    "an action less": READ.replace(", s3:PutObject", ""),
    "fewer resources": READ.replace("data/*", "data/x/*"),
    "a condition": READ.replace("/*'}", "/*', Condition: {Bool: {aws:SecureTransport: 'true'}}}"),
    "a Deny more": f"{READ}\n- {{Effect: Deny, Action: s3:PutObject, Resource: '*'}}",
    "nothing": None,
}
WIDENED: Final = {
    "an action": (
        READ.replace("s3:GetObject", "s3:GetObject, s3:GetObjectAcl"),
        "newly allows s3:GetObjectAcl, ",
        "medium",
    ),
    "a write": (READ.replace("s3:GetObject", "s3:DeleteObject"), "newly allows s3:DeleteObject, ", "high"),
    "a list": (
        READ.replace("s3:GetObject", "s3:ListMultipartUploadParts"),
        "newly allows s3:ListMultipartUploadParts, ",
        "low",
    ),
    "a pattern": (READ.replace("s3:GetObject", "'s3:Get*'"), " and ", "medium"),
    "resources": (
        READ.replace("data/*", "data*/*"),
        "newly allows s3:GetObject, s3:PutObject, for example s3:GetObject on ",
        "high",
    ),
    "a statement": (
        f"{READ}\n- {{Sid: More, Effect: Allow, Action: sqs:SendMessage, Resource: '*'}}",
        "statement 'More'",
        "high",
    ),
}


@pytest.mark.parametrize("statements", SAME.values(), ids=list(SAME))
def test_other_words(statements: str, tmp_path: Path) -> None:
    """For the same: nothing is new, in either direction."""
    one, other = {"app.yaml": working(READ)}, {"app.yaml": working(statements)}
    assert compared(tmp_path / "there", one, other) == []
    assert compared(tmp_path / "back", other, one) == []


@pytest.mark.parametrize("statements", NARROWED.values(), ids=list(NARROWED))
def test_less(statements: str | None, tmp_path: Path) -> None:
    """Nothing is new; the other way round it is."""
    one, other = {"app.yaml": working(READ)}, {"app.yaml": working(statements)}
    assert compared(tmp_path / "there", one, other) == []
    assert rules(compared(tmp_path / "back", other, one)) == ["new-access"]


@pytest.mark.parametrize(("statements", "words", "severity"), WIDENED.values(), ids=list(WIDENED))
def test_more(statements: str, words: str, severity: str, tmp_path: Path) -> None:
    """The statement, the role, the actions, one request as an example; as severe as what is newly allowed."""
    text = working(statements)
    (one,) = compared(tmp_path, {"app.yaml": working(READ)}, {"app.yaml": text})
    assert (one.rule, one.severity, one.element) == ("new-access", Severity(severity), "Worker")
    assert "of role 'Worker' newly allows" in one.message
    assert words in one.message
    assert ", for example " in one.message
    assert one.place.line == (line_of(text, "More") if "More" in text else line_of(text, "Sid: Read"))
    assert one.help.endswith("access-analyzer-custom-policy-checks.html")


def test_one_of_two_statements(tmp_path: Path) -> None:
    """Only the one that is wider is named, with the values of the request that it newly lets pass."""
    condition = "{StringEquals: {aws:SourceVpc: vpc-1}}"
    bound = f"- {{Sid: Bound, Effect: Allow, Action: sqs:SendMessage, Resource: '*', Condition: {condition}}}"
    before = working(f"{READ}\n{bound}")
    after = working(f"{READ}\n{bound.replace('vpc-1', '[vpc-1, vpc-2]')}")
    (one,) = compared(tmp_path, {"app.yaml": before}, {"app.yaml": after})
    assert "statement 'Bound' of role 'Worker' newly allows sqs:SendMessage, for example" in one.message
    assert "with aws:sourcevpc vpc-2" in one.message


def test_a_new_template_a_new_role_and_another_name(tmp_path: Path) -> None:
    """All that they allow is new; a template that went is not looked at."""
    other = {"other.yaml": working(READ)}
    assert rules(compared(tmp_path / "template", other, {"app.yaml": working(READ)})) == ["new-access"] * 2
    renamed = {"app.yaml": working(READ).replace("Worker", "Helper")}
    found = compared(tmp_path / "renamed", {"app.yaml": working(READ)}, renamed)
    assert [one.element for one in found] == ["Helper"] * 2
    second = {"app.yaml": working(READ) + role(None, trust=EC2, name="Second")}
    (one,) = compared(tmp_path / "second", {"app.yaml": working(READ)}, second)
    assert "trust policy of role 'Second' newly allows sts:AssumeRole" in one.message


TRUSTS: Final = {
    "another service": ("{Service: [ec2.amazonaws.com, lambda.amazonaws.com]}", "lambda.amazonaws.com sts:AssumeRole"),
    "anybody": ("'*'", "sts:AssumeRole"),
    "another account": ("{Service: ec2.amazonaws.com, AWS: '444455556666'}", "444455556666"),
}


@pytest.mark.parametrize(("principal", "words"), TRUSTS.values(), ids=list(TRUSTS))
def test_trust_policies(principal: str, words: str, tmp_path: Path) -> None:
    """Always of high severity; a service less is nothing new."""
    before = working(READ)
    after = before.replace("{Service: ec2.amazonaws.com}", principal)
    (one,) = compared(tmp_path / "there", {"app.yaml": before}, {"app.yaml": after})
    assert (one.severity, one.place.line) == (Severity.HIGH, line_of(after, "sts:AssumeRole"))
    assert "statement 1 of trust policy of role 'Worker' newly allows sts:AssumeRole" in one.message
    assert words in one.message
    assert compared(tmp_path / "back", {"app.yaml": after}, {"app.yaml": before}) == []


TOPIC: Final = """\
  Topic: {Type: AWS::SNS::Topic}
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement: [{Sid: Own, Effect: Allow, Principal: %s, Action: sns:Publish, Resource: !Ref Topic}]
"""


def test_resource_policies(tmp_path: Path) -> None:
    """Who newly may do what."""
    before = {"app.yaml": working(READ, resources=TOPIC % "{Service: s3.amazonaws.com}")}
    after = {"app.yaml": working(READ, resources=TOPIC % "{Service: [s3.amazonaws.com, events.amazonaws.com]}")}
    (one,) = compared(tmp_path / "there", before, after)
    assert (one.element, one.severity) == ("Policy", Severity.HIGH)
    assert "statement 'Own' of policy 'Policy' newly allows sns:Publish" in one.message
    assert "events.amazonaws.com sns:Publish on '${Topic}'" in one.message
    assert compared(tmp_path / "back", after, before) == []


LIMIT: Final = """\
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: %s, Resource: '*'}]}}
"""


def limited(action: str | None) -> dict[str, str]:
    """A role with a boundary that allows an action, or without one."""
    more = "" if action is None else "PermissionsBoundary: !Ref Limit\n"
    return {"app.yaml": working(READ, resources=LIMIT % (action or "s3:GetObject"), more=more)}


def test_boundaries(tmp_path: Path) -> None:
    """One that goes, or allows more, lets more through; one that comes does not."""
    assert compared(tmp_path / "comes", limited(None), limited("s3:GetObject")) == []
    for name, after in (("goes", limited(None)), ("wider", limited("'s3:*'"))):
        (one,) = compared(tmp_path / name, limited("s3:GetObject"), after)
        assert "newly allows s3:PutObject, for example" in one.message
    assert compared(tmp_path / "same", limited("s3:*Object"), limited("s3:PutObject")) == []


def test_policies_that_are_attached(tmp_path: Path) -> None:
    """One of AWS that is new cannot be compared; one that was there is no news; one of the template is read."""
    arn = "ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']\n"
    without, with_ = {"app.yaml": working(READ)}, {"app.yaml": working(READ, more=arn)}
    (one,) = compared(tmp_path / "new", without, with_)
    assert (one.rule, one.severity) == ("policy-not-compared", Severity.HIGH)
    assert one.place.line == line_of(with_["app.yaml"], "ManagedPolicyArns")
    assert "policy/ReadOnlyAccess" in one.message
    assert compared(tmp_path / "old", with_, with_) == []
    assert compared(tmp_path / "gone", with_, without) == []
    own = {"app.yaml": working(READ, resources=LIMIT % "sqs:SendMessage", more="ManagedPolicyArns: [!Ref Limit]\n")}
    (one,) = compared(tmp_path / "own", without, own)
    assert "newly allows sqs:SendMessage" in one.message


def test_a_document_that_cannot_be_read(tmp_path: Path) -> None:
    """A new one cannot be compared."""
    head = "Parameters: {Doc: {Type: String}}\n"
    before = {"app.yaml": working(READ, head=head)}
    after = {"app.yaml": working(READ, head=head) + "        - {PolicyName: two, PolicyDocument: !Ref Doc}\n"}
    assert rules(compared(tmp_path, before, after)) == ["policy-not-compared"]


@pytest.mark.parametrize("place", ["trust", "resource"])
def test_a_policy_that_lets_in_and_cannot_be_read(place: str, tmp_path: Path) -> None:
    """It is told when it is new, at its place, and not when it was there."""
    topic = "  Topic: {Type: 'AWS::SNS::Topic'}\n"
    hidden = "{Fn::Transform: {Name: X}}"
    policy = "  Policy:\n    Type: AWS::SNS::TopicPolicy\n"
    policy += f"    Properties: {{Topics: [!Ref Topic], PolicyDocument: {hidden}}}\n"
    role = f"  Other:\n    Type: AWS::IAM::Role\n    Properties: {{AssumeRolePolicyDocument: {hidden}}}\n"
    before = {"app.yaml": working(READ, resources=topic)}
    after = {"app.yaml": working(READ, resources=topic + (role if place == "trust" else policy))}
    (one,) = compared(tmp_path / "new", before, after)
    assert (one.rule, one.severity) == ("policy-not-compared", Severity.HIGH)
    assert one.place.line == line_of(after["app.yaml"], "Fn::Transform")
    assert "which is not in the template but comes from Fn::Transform" in one.message
    assert compared(tmp_path / "old", after, after) == []


def test_settings_that_differ(tmp_path: Path) -> None:
    """Each revision is read with its own."""
    head = "Parameters: {Data: {Type: String}}\n"
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: !Ref Data}", head=head)
    settings = listing("app") + 'parameters.Data = "arn:aws:s3:::%s/*"\n'
    before = {"app.yaml": text, "pyproject.toml": settings % "data"}
    assert compared(tmp_path / "same", before, before) == []
    (one,) = compared(tmp_path / "other", before, {**before, "pyproject.toml": settings % "other"})
    assert "newly allows s3:GetObject" in one.message


def test_another_template_that_differs(tmp_path: Path) -> None:
    """What is imported from it was another thing."""
    app = working("- {Effect: Allow, Action: s3:GetObject, Resource: !ImportValue objects}")
    data = (
        "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: 'arn:aws:s3:::%s/*', Export: {Name: objects}}}\n"
    )
    before = {"app.yaml": app, "data.yaml": data % "data", "pyproject.toml": listing("data app")}
    assert compared(tmp_path / "same", before, before) == []
    (one,) = compared(tmp_path / "other", before, {**before, "data.yaml": data % "other"})
    assert "newly allows s3:GetObject, for example s3:GetObject on 'arn:" in one.message


def test_a_statement_in_a_condition(tmp_path: Path) -> None:
    """What is new in one form is new."""
    head = "Parameters: {Mode: {Type: String, Default: a}}\nConditions: {IsA: !Equals [!Ref Mode, a]}\n"
    before = working(f"- Fn::If:\n  - IsA\n  - {READ[2:]}\n  - !Ref AWS::NoValue", head=head)
    after = working(f"- Fn::If:\n  - IsA\n  - {READ[2:]}\n  - {READ[2:].replace('data', 'other')}", head=head)
    (one,) = compared(tmp_path, {"app.yaml": before}, {"app.yaml": after})
    assert one.place.line == line_of(after, "other")
