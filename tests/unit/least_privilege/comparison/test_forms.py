"""Templates with conditions are looked at in every form, and those of several stacks as each of them."""

from pathlib import Path
from typing import Final

import pytest

from tests.unit.least_privilege.comparison.projects import TRUST, found, line_of, listing, need, role, rules, working

HEAD: Final = """\
Parameters:
  Mode: {Type: String, Default: a, AllowedValues: [a, b]}
Conditions: {IsA: !Equals [!Ref Mode, a]}
"""
TARGETS: Final = """\
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
  Tick:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Fn::If:
            - IsA
            - {Id: topic, Arn: !Ref Topic, RoleArn: !GetAtt Worker.Arn}
            - {Id: queue, Arn: !GetAtt Queue.Arn, RoleArn: !GetAtt Worker.Arn}
"""
PUBLISH: Final = "{Sid: Publish, Effect: Allow, Action: sns:Publish, Resource: !Ref Topic}"
SEND: Final = "{Sid: Send, Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}"


def forked(statements: str | None, more: str = "") -> str:
    """A template whose rule publishes to a topic in one form and sends to a queue in the other."""
    return f"{HEAD}Resources:\n{TARGETS}{role(statements)}{more}"


def either(left: str, right: str) -> str:
    """A statement that is one in the first form and another in the second."""
    return f"- Fn::If:\n  - IsA\n  - {left}\n  - {right}"


GOOD: Final = {
    "both statements in both forms": f"- {PUBLISH}\n- {SEND}",
    "each statement in its form": either(PUBLISH, SEND),
    "one or none": f"{either(PUBLISH, '!Ref AWS::NoValue')}\n- {SEND}",
    "elements": (
        "- {Effect: Allow, Action: !If [IsA, sns:Publish, sqs:SendMessage], "
        "Resource: !If [IsA, !Ref Topic, !GetAtt Queue.Arn]}"
    ),
}


@pytest.mark.parametrize("statements", GOOD.values(), ids=list(GOOD))
def test_what_one_form_needs(statements: str, tmp_path: Path) -> None:
    """Is not too much in the other one."""
    assert found(tmp_path, forked(statements)) == []


def test_what_lacks_in_one_form(tmp_path: Path) -> None:
    """Is missing; a statement for the other form alone does not help."""
    (one,) = found(tmp_path, forked(f"- {PUBLISH}"))
    assert (one.rule, "sqs:SendMessage on '${Queue.Arn}'" in one.message) == ("missing-permission", True)
    both = found(tmp_path, forked(either(SEND, PUBLISH)))
    assert rules(both) == ["missing-permission"] * 2


def test_what_is_too_much_in_the_only_form_that_has_it(tmp_path: Path) -> None:
    """It is found, though the other form has nothing of the kind."""
    text = forked(either(PUBLISH, SEND.replace("sqs:SendMessage", "'sqs:*Message'")))
    (one,) = found(tmp_path, text)
    assert (one.rule, one.place.line) == ("unneeded-action", line_of(text, "sqs:*"))
    assert "sqs:DeleteMessage" in one.message


def test_an_element_that_is_too_broad_in_one_form(tmp_path: Path) -> None:
    """The needs of all forms together do not ask for it."""
    resource = "!If [IsA, 'arn:aws:s3:::data/*', '*']"
    text = working(f"- {{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: {resource}}}", head=HEAD)
    (one,) = found(tmp_path, text, need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*"))
    assert (one.rule, one.place.line) == ("resource-too-broad", line_of(text, "Sid: Read"))


def test_what_is_too_much_in_every_form(tmp_path: Path) -> None:
    """Once, not once a form."""
    text = forked(f"- {PUBLISH}\n- {SEND}\n- {{Sid: More, Effect: Allow, Action: s3:GetObject, Resource: '*'}}")
    (one,) = found(tmp_path, text)
    assert (one.rule, "statement 'More'" in one.message) == ("unneeded-action", True)


def test_policies_that_are_there_in_one_form(tmp_path: Path) -> None:
    """A policy resource with a condition, beside the role's own."""
    policy = """\
  More:
    Type: AWS::IAM::Policy
    Condition: %s
    Properties: {PolicyName: more, Roles: [!Ref Worker], PolicyDocument: {Statement: [%s]}}
"""
    assert found(tmp_path, forked(f"- {SEND}", policy % ("IsA", PUBLISH))) == []
    assert rules(found(tmp_path, forked(f"- {PUBLISH}", policy % ("IsA", SEND)))) == ["missing-permission"]


def test_a_role_that_is_there_in_one_form(tmp_path: Path) -> None:
    """What works with it is there in the same."""
    text = forked(f"- {PUBLISH}\n- {SEND}").replace("Type: AWS::IAM::Role", "Type: AWS::IAM::Role\n    Condition: IsA")
    text = text.replace("Type: AWS::Events::Rule", "Type: AWS::Events::Rule\n    Condition: IsA")
    assert [(one.rule, "statement 'Send'" in one.message) for one in found(tmp_path, text)] == [
        ("unneeded-action", True)
    ]


STACKS: Final = """\
[tool.cfnproof]
[[tool.cfnproof.stacks]]
template = "app.yaml"
name = "one"
parameters.Topic = "arn:aws:sns:us-east-1:111122223333:first"
[[tool.cfnproof.stacks]]
template = "app.yaml"
name = "two"
parameters.Topic = "%s"
"""


def test_two_stacks_of_one_template(tmp_path: Path) -> None:
    """What one of them needs is enough reason; what lacks in one of them is missing."""
    rule = """\
  Tick:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets: [{Id: topic, Arn: !Ref Topic, RoleArn: !GetAtt Worker.Arn}]
"""
    text = "Parameters: {Topic: {Type: String}}\nResources:\n" + rule
    first = "arn:aws:sns:us-east-1:111122223333:first"
    by_parameter = text + role("- {Effect: Allow, Action: sns:Publish, Resource: !Ref Topic}", trust=TRUST)
    by_name = text + role(f"- {{Effect: Allow, Action: sns:Publish, Resource: '{first}'}}", trust=TRUST)
    for name, second, expected in (("same", first, []), ("other", first[:-5] + "next", ["missing-permission"])):
        files = {"pyproject.toml": STACKS % second}
        assert found(tmp_path / name, by_parameter, files=files) == []
        assert [
            one.rule for one in found(tmp_path / name, by_name, files=files) if one.rule != "resource-too-broad"
        ] == expected


def test_conditions_that_the_project_decides(tmp_path: Path) -> None:
    """A parameter that the project gives decides on the form of the other stacks, not of the template itself."""
    text = working(
        "- {Effect: Allow, Action: s3:GetObject, Resource: !If [IsA, 'arn:aws:s3:::data/*', 'arn:aws:s3:::data/x']}",
        head=HEAD,
    )
    files = {"pyproject.toml": listing("app") + 'parameters.Mode = "a"\n'}
    findings = found(tmp_path, text, need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*"), files=files)
    assert rules(findings) == ["missing-permission"]
