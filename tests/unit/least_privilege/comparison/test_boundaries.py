"""A role's permissions boundary: what it cuts off, what it keeps from being too much, and one that is not known."""

from pathlib import Path
from typing import Final

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import PUBLISH, found, line_of, listing, rules, ticking

BOUND: Final = "PermissionsBoundary: !Ref Limit\n"
OWN: Final = """\
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {AWS: !GetAtt Worker.Arn}, Action: sns:Publish, Resource: !Ref Topic}
"""


def limit(*statements: str) -> str:
    """A boundary of these statements."""
    lines = "".join(f"          - {one}\n" for one in statements)
    return f"""\
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
{lines}"""


WIDE: Final = limit("{Effect: Allow, Action: 'sns:*', Resource: '*'}")
NARROW: Final = limit("{Sid: Queues, Effect: Allow, Action: 'sqs:*', Resource: '*'}")


def test_a_boundary_that_allows_what_is_needed(tmp_path: Path) -> None:
    """Nothing is said, neither of it nor of what it allows beside."""
    assert found(tmp_path, ticking(PUBLISH, resources=WIDE, more=BOUND)) == []


def test_a_boundary_that_cuts_what_is_needed(tmp_path: Path) -> None:
    """It is what is blamed, not the statement that allows it already."""
    (one,) = found(tmp_path, ticking(PUBLISH, resources=NARROW, more=BOUND))
    assert (one.rule, one.severity) == ("deny-defeats-need", Severity.HIGH)
    assert "sns:Publish on '${Topic}'" in one.message
    assert "boundary" in one.message
    assert "rule 'Tick'" in one.message


def test_a_boundary_that_denies(tmp_path: Path) -> None:
    """It allows all and denies what is needed."""
    denying = limit("{Effect: Allow, Action: '*', Resource: '*'}", "{Effect: Deny, Action: 'sns:Pub*', Resource: '*'}")
    (one,) = found(tmp_path, ticking(PUBLISH, resources=denying, more=BOUND))
    assert one.rule == "deny-defeats-need"
    assert "boundary" in one.message


def test_a_boundary_that_keeps_what_is_granted_from_being_too_much(tmp_path: Path) -> None:
    """What the role can do is what both allow."""
    every = "- {Effect: Allow, Action: '*', Resource: !Ref Topic}"
    exact = limit("{Effect: Allow, Action: sns:Publish, Resource: !Sub 'arn:aws:sns:*:*:*'}")
    assert rules(found(tmp_path, ticking(every, resources=exact, more=BOUND))) == []
    assert rules(found(tmp_path, ticking(every, resources=WIDE, more=BOUND))) == ["unneeded-action"]


def test_a_boundary_cuts_what_a_topic_policy_grants_the_role(tmp_path: Path) -> None:
    """As it does where the policy names the role and not a session of it."""
    assert found(tmp_path, ticking(None, resources=WIDE + OWN, more=BOUND)) == []
    (one,) = found(tmp_path, ticking(None, resources=NARROW + OWN, more=BOUND))
    assert one.rule == "deny-defeats-need"
    assert "boundary" in one.message


def test_a_boundary_of_another_template(tmp_path: Path) -> None:
    """It is followed by its export."""
    text = ticking(PUBLISH, more="PermissionsBoundary: !ImportValue limit\n")
    for policy, expected in ((WIDE, []), (NARROW, ["deny-defeats-need"])):
        other = f"Resources:\n{policy}Outputs: {{Limit: {{Value: !Ref Limit, Export: {{Name: limit}}}}}}\n"
        files = {"limits.yaml": other, "pyproject.toml": listing("limits app")}
        assert rules(found(tmp_path, text, files=files)) == expected


def test_a_boundary_that_is_not_in_the_project(tmp_path: Path) -> None:
    """What it cuts is not known; nothing is said to be missing."""
    text = ticking(None, more="PermissionsBoundary: !Sub arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess\n")
    (one,) = found(tmp_path, text)
    assert (one.rule, one.place.line) == ("policy-not-read", line_of(text, "PermissionsBoundary"))
    assert "policy/PowerUserAccess" in one.message
