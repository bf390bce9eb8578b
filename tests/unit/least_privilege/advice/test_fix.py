"""The edits that make a template's roles grant just what they need."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.least_privilege_command import fix
from tests.unit.least_privilege.comparison.projects import (
    EC2,
    declared,
    examined,
    laid_out,
    listing,
    need,
    role,
    ticking,
    working,
)

OBJECTS: Final = "arn:${AWS::Partition}:s3:::data/*"
QUEUE: Final = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q"
READ: Final = need("s3:GetObject", OBJECTS)
SEND: Final = need("sqs:SendMessage", QUEUE)
MAY: Final = need("s3:GetObject", OBJECTS, possible="it may")
GOOD: Final = f"- {{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: !Sub '{OBJECTS}'}}"
WIDE: Final = GOOD.replace("s3:GetObject", "[s3:GetObject, s3:PutObject]")
USELESS: Final = "- {Sid: Useless, Effect: Allow, Action: sqs:SendMessage, Resource: '*'}"
HEAD: Final = "Parameters: {Mode: {Type: String, Default: a}}\nConditions: {IsA: !Equals [!Ref Mode, a]}\n"


def fixed(
    folder: Path, template: str, *needs: Mapping[str, Any], files: dict[str, str] | None = None
) -> tuple[int, str]:
    """The exit code, and the template as it is afterwards; another time changes nothing."""
    own = {"policies/requirements/roles.yaml": declared(*needs)} if needs else {}
    laid_out(folder, {"app.yaml": template, **own, **(files or {})})
    file = folder / "app.yaml"
    code = fix(file, dry_run=False)
    after = file.read_text(encoding="utf-8")
    assert fix(file, dry_run=False) == code
    assert file.read_text(encoding="utf-8") == after
    if not code:
        assert examined(file) == []
    return code, after


EDITS: Final = {
    "an action goes": ("Action: [s3:GetObject, s3:PutObject]", f"Resource: !Sub '{OBJECTS}'"),
    "a pattern goes": ("Action: 's3:Get*'", f"Resource: !Sub '{OBJECTS}'"),
    "a resource is narrowed": ("Action: s3:GetObject", "Resource: '*'"),
    "a resource goes": ("Action: s3:GetObject", f"Resource: [!Sub '{OBJECTS}', 'arn:aws:s3:::other/*']"),
    "NotAction": ("NotAction: 'iam:*'", f"Resource: !Sub '{OBJECTS}'"),
    "NotResource": ("Action: s3:GetObject", "NotResource: 'arn:aws:s3:::other/*'"),
    "an action that does not exist": ("Action: [s3:GetObjekt, s3:GetObject]", f"Resource: !Sub '{OBJECTS}'"),
    "a resource that never matches": ("Action: s3:GetObject", f"Resource: [!Sub '{OBJECTS}', 'arn:aws:s3:::data']"),
}


@pytest.mark.parametrize(("action", "resource"), EDITS.values(), ids=list(EDITS))
def test_a_statement_that_is_too_broad(action: str, resource: str, tmp_path: Path) -> None:
    """It is what is needed afterwards; all around it stays."""
    text = "# the head\n" + working(
        f"# before\n- Sid: Read  # its name\n  Effect: Allow\n  {action}\n  {resource}\n# behind",
        more="Path: /a/  # path\n",
    )
    code, after = fixed(tmp_path, text, READ)
    assert code == 0
    kept = [line for line in text.splitlines() if action not in line and resource not in line]
    assert [line for line in after.splitlines() if line in kept] == kept
    assert "Action: s3:GetObject" in after or "Action: [s3:GetObject]" in after
    assert f"!Sub '{OBJECTS}'" in after or f"!Sub {OBJECTS}" in after


def test_what_needs_no_change_stays(tmp_path: Path) -> None:
    """A resource in other words for the same is left as it is, and comments of a list's items, too."""
    text = working(
        "- Sid: Read\n  Effect: Allow\n  Action:\n    - s3:GetObject  # why\n    - s3:PutObject\n"
        "  Resource: 'arn:aws:s3:::data/*'"
    )
    assert fixed(tmp_path, text, READ) == (0, text.replace(" " * 18 + "- s3:PutObject\n", ""))


CONDITIONS: Final = [
    "",
    "Condition: {StringLike: {aws:ResourceAccount: '*'}}",
    "Condition: {Bool: {aws:SecureTransport: 'true'}}",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(condition: str, tmp_path: Path) -> None:
    """One is added or made narrower."""
    needs = {**READ, "conditions": {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}}}
    body = f"- Sid: Read\n  Effect: Allow\n  Action: s3:GetObject\n  Resource: !Sub '{OBJECTS}'\n  {condition}"
    code, after = fixed(tmp_path, working(body), needs)
    assert code == 0
    assert "aws:ResourceAccount: !Ref AWS::AccountId" in after


def test_what_lacks_is_added(tmp_path: Path) -> None:
    """To a statement about the same, else as a statement at the end of the first policy, under a Sid that is free."""
    code, after = fixed(tmp_path, working(GOOD), READ, need("s3:PutObject", OBJECTS))
    assert (code, "Action: [s3:GetObject, s3:PutObject]" in after) == (0, True)
    code, after = fixed(tmp_path / "other", working(GOOD.replace("Read", "Worker1")), READ, SEND)
    assert (code, "- Sid: Worker11\n" in after) == (0, True)
    assert f"Resource: !Sub {QUEUE}" in after


@pytest.mark.parametrize("more", ["", "Policies: []\n", "Policies: !Ref AWS::NoValue\n"])
def test_a_role_without_policies(more: str, tmp_path: Path) -> None:
    """Gets one, with all that it needs."""
    code, after = fixed(tmp_path, working(None, more=more), READ, SEND)
    assert code == 0
    assert after.count("PolicyName:") == 1
    assert "Version: '2012-10-17'" in after


def test_a_single_statement_without_list(tmp_path: Path) -> None:
    """It is changed in its place, put into a list where another comes, and replaced where it is useless."""
    single = f"Sid: Read\nEffect: Allow\nAction: [s3:GetObject, s3:PutObject]\nResource: !Sub '{OBJECTS}'"
    code, after = fixed(tmp_path / "changed", working(single), READ)
    assert (code, "Action: [s3:GetObject]" in after, "- Sid" in after) == (0, True, False)
    code, after = fixed(tmp_path / "added", working(single), READ, SEND)
    assert (code, "- Sid: Read" in after, "sqs:SendMessage" in after) == (0, True, True)
    code, after = fixed(
        tmp_path / "useless", working(single.replace("s3:GetObject, s3:PutObject", "s3:PutObject")), SEND
    )
    assert (code, "s3:" in after, "sqs:SendMessage" in after) == (0, False, True)


def test_policies_of_which_nothing_is_needed(tmp_path: Path) -> None:
    """They go; with the last one goes the property, and the role stays."""
    second = f"        - PolicyName: two\n          PolicyDocument: {{Statement: [{USELESS[2:]}]}}\n"
    assert fixed(tmp_path / "one", working(GOOD) + second, READ) == (0, working(GOOD))
    assert fixed(tmp_path / "last", working(USELESS), MAY) == (0, working(None))
    assert fixed(tmp_path / "all", working(USELESS) + second, MAY) == (0, working(None))
    code, after = fixed(tmp_path / "statement", working(f"{GOOD}\n{USELESS}"), READ)
    assert (code, after) == (0, working(GOOD))


POLICY: Final = """\
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [%s]
      PolicyDocument:
        Statement:
          - {Sid: Shared, Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: 'arn:aws:s3:::data/*'}
"""


def test_a_policy_resource(tmp_path: Path) -> None:
    """It is changed where it stands; one of which nothing is needed is listed, as it is a resource."""
    code, after = fixed(tmp_path / "some", working(None, resources=POLICY % "!Ref Worker"), READ)
    assert (code, "s3:PutObject" in after) == (0, False)
    useless = working(GOOD, resources=(POLICY % "!Ref Worker").replace("s3:GetObject, ", ""))
    assert fixed(tmp_path / "none", useless, READ) == (1, useless)


@pytest.mark.parametrize(("second", "expected"), [(READ, 0), (need("s3:PutObject", OBJECTS), 1)])
def test_a_policy_that_two_roles_have(second: Mapping[str, Any], expected: int, tmp_path: Path) -> None:
    """What neither needs goes, what one of them needs stays."""
    table = declared(READ)[:-1] + ", " + declared(second, unit="app.Second")[1:].replace("worker-0", "second-0")
    both = POLICY % "!Ref Worker, !Ref Second" + role(None, trust=EC2, name="Second")
    text = working(None, resources=both)
    code, after = fixed(tmp_path, text, files={"policies/requirements/roles.yaml": table})
    assert code == expected
    assert ("s3:PutObject" in after) is bool(expected)
    assert "s3:GetObject" in after


FORKS: Final = {
    "a statement": f"- Fn::If:\n  - IsA\n  - {WIDE[2:]}\n  - {GOOD[2:]}",
    "a useless statement": f"- Fn::If:\n  - IsA\n  - {USELESS[2:]}\n  - !Ref AWS::NoValue\n{GOOD}",
    "an element": WIDE.replace(f"!Sub '{OBJECTS}'", f"!If [IsA, !Sub '{OBJECTS}', 'arn:aws:s3:::data/*']"),
}


@pytest.mark.parametrize("statements", FORKS.values(), ids=list(FORKS))
def test_statements_in_conditions(statements: str, tmp_path: Path) -> None:
    """A call of Fn::If has three arguments before and after."""
    _, after = fixed(tmp_path, working(statements, head=HEAD), READ)
    assert "s3:PutObject" not in after
    assert "policy-not-read" not in {one.rule for one in examined(tmp_path / "app.yaml")}


def test_what_lacks_beside_a_statement_in_a_condition(tmp_path: Path) -> None:
    """It is added to the list of statements, not to the arguments of Fn::If."""
    code, after = fixed(tmp_path, working(f"- Fn::If:\n  - IsA\n  - {GOOD[2:]}\n  - {GOOD[2:]}", head=HEAD), READ, SEND)
    assert (code, "\n              - Sid: Worker1" in after) == (0, True)


def test_policies_in_conditions(tmp_path: Path) -> None:
    """A policy of which nothing is needed does not crash the command, and what is needed in words stays in them."""
    policy = "{PolicyName: own, PolicyDocument: {Statement: [%s]}}"
    useless = f"Policies: [!If [IsA, {policy % USELESS[2:]}, !Ref 'AWS::NoValue']]\n"
    fixed(tmp_path / "useless", working(None, head=HEAD, more=useless), MAY)
    some = working(None, head=HEAD, more=f"Policies: !If [IsA, [{policy % GOOD[2:]}], !Ref 'AWS::NoValue']\n")
    some = some.replace("Action: s3:GetObject", "Action: 's3:GetObject'")
    assert fixed(tmp_path / "some", some, READ) == (1, some)


LEFT: Final = {
    "a Deny": working(f"{GOOD}\n- {{Effect: Deny, Action: 's3:*', Resource: '*'}}"),
    "a parameter without value": working(
        "- {Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Ref P}",
        head="Parameters: {P: {Type: String}}\n",
    ),
    "a boundary": working(
        GOOD,
        more="PermissionsBoundary: !Ref Limit\n",
        resources=(POLICY % "")
        .replace("  Shared:", "  Limit:")
        .replace("Roles: []", "Path: /")
        .replace("s3:GetObject, ", ""),
    ),
    "a policy of AWS": working(GOOD, more="ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']\n"),
}


@pytest.mark.parametrize("text", LEFT.values(), ids=list(LEFT))
def test_what_cannot_be_mended_is_left_alone(text: str, tmp_path: Path) -> None:
    """And listed."""
    assert fixed(tmp_path, text, READ) == (1, text)


def test_a_value_that_the_template_has_no_expression_for(tmp_path: Path) -> None:
    """The statement about it stays, also where it grants too much; the others are mended."""
    rule = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n  Tick:\n    Type: AWS::Events::Rule\n    Properties:\n"
    rule += "      ScheduleExpression: rate(1 day)\n"
    rule += "      Targets: [{Id: t, Arn: !Ref Topic, RoleArn: !ImportValue worker}]\n"
    wide = "- {Sid: Wide, Effect: Allow, Action: 'sns:*', Resource: '*'}"
    output = "Outputs: {Worker: {Value: !GetAtt Worker.Arn, Export: {Name: worker}}}\n"
    files = {"rule.yaml": rule, "pyproject.toml": listing("app rule")}
    assert fixed(tmp_path, working(f"{wide}\n{USELESS}") + output, files=files) == (1, working(wide) + output)


def test_a_trust_policy_is_left_alone(tmp_path: Path) -> None:
    """The statements are mended all the same."""
    text = ticking("- {Sid: P, Effect: Allow, Action: 'sns:*', Resource: !Ref Topic}", trust=EC2)
    assert fixed(tmp_path, text) == (1, text.replace("'sns:*'", "sns:Publish"))
