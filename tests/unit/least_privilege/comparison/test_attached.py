"""Policies that a role has from elsewhere: policy resources, other templates, AWS, and such as are not readable."""

import json
from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import (
    EC2,
    declared,
    examined,
    found,
    line_of,
    listing,
    need,
    role,
    rules,
    working,
)

NEED: Final = need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*")
READ: Final = "- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
DOC: Final = "Parameters: {Doc: {Type: String}}\n"
ATTACHED: Final = {
    "the role names the policy": ("ManagedPolicy", "Description: x", "ManagedPolicyArns: [!Ref Read]\n"),
    "the role names the policy's ARN": (
        *("ManagedPolicy", "Description: x"),
        "ManagedPolicyArns: [!GetAtt Read.PolicyArn]\n",
    ),
    "the policy names the role": ("ManagedPolicy", "Roles: [!Ref Worker]", ""),
    "both": ("ManagedPolicy", "Roles: [!Ref Worker]", "ManagedPolicyArns: [!Ref Read]\n"),
    "an inline policy": ("Policy", "PolicyName: read\n      Roles: [!Ref Worker]", ""),
    "a role policy": ("RolePolicy", "PolicyName: read\n      RoleName: !Ref Worker", ""),
    "by Sub": ("RolePolicy", "PolicyName: read\n      RoleName: !Sub '${Worker}'", ""),
    "by the role's given name": ("Policy", "PolicyName: read\n      Roles: [worker]", "RoleName: worker\n"),
}


def policy(kind: str = "ManagedPolicy", more: str = "Description: x", action: str = "s3:GetObject") -> str:
    """A policy resource `Read`."""
    return f"""\
  Read:
    Type: AWS::IAM::{kind}
    Properties:
      {more}
      PolicyDocument:
        Statement:
          - {{Sid: Read, Effect: Allow, Action: {action}, Resource: 'arn:aws:s3:::data/*'}}
"""


@pytest.mark.parametrize(("kind", "attachment", "more"), ATTACHED.values(), ids=list(ATTACHED))
def test_policies_of_the_template(kind: str, attachment: str, more: str, tmp_path: Path) -> None:
    """They grant what is needed; what they grant beyond is found in them, at their line."""
    assert found(tmp_path, working(None, resources=policy(kind, attachment), more=more), NEED) == []
    text = working(None, resources=policy(kind, attachment, "[s3:GetObject, s3:PutObject]"), more=more)
    (one,) = found(tmp_path, text, NEED)
    assert (one.rule, one.element, one.severity) == ("unneeded-action", "Read", Severity.HIGH)
    assert one.place.line == line_of(text, "s3:PutObject")
    assert "grants role 'Worker' s3:PutObject" in one.message


def test_a_policy_that_is_not_attached(tmp_path: Path) -> None:
    """It grants the role nothing."""
    assert rules(found(tmp_path, working(None, resources=policy()), NEED)) == ["missing-permission"]


EXPORTED: Final = "Outputs: {Read: {Value: !Ref Read, Export: {Name: read}}}\n"
IMPORTING: Final = working(None, more="ManagedPolicyArns: [!ImportValue read]\n")


def test_a_managed_policy_of_another_template(tmp_path: Path) -> None:
    """By its export, and by the parameter that gets its output."""
    other = {"other.yaml": f"Resources:\n{policy()}{EXPORTED}"}
    files = {**other, "pyproject.toml": listing("other app")}
    assert found(tmp_path / "export", IMPORTING, NEED, files=files) == []
    given = listing("other app") + 'parameters.Read = "${other.Read}"\n'
    text = working(None, head="Parameters: {Read: {Type: String}}\n", more="ManagedPolicyArns: [!Ref Read]\n")
    assert found(tmp_path / "parameter", text, NEED, files={**other, "pyproject.toml": given}) == []


def test_a_managed_policy_of_another_template_that_grants_too_much(tmp_path: Path) -> None:
    """It is found where the policy stands, or where it is attached; not nowhere."""
    files = {
        "other.yaml": f"Resources:\n{policy(action='[s3:GetObject, s3:PutObject]')}{EXPORTED}",
        "pyproject.toml": listing("other app"),
    }
    both = [*found(tmp_path, IMPORTING, NEED, files=files), *examined(tmp_path / "other.yaml")]
    assert "unneeded-action" in rules(both)
    assert all("s3:PutObject" in one.message for one in both)


def test_a_policy_of_another_template_that_attaches_itself(tmp_path: Path) -> None:
    """To the role that is exported."""
    text = working(None) + "Outputs: {Name: {Value: !Ref Worker, Export: {Name: worker}}}\n"
    other = "Resources:\n" + policy("Policy", "PolicyName: read\n      Roles: [!ImportValue worker]")
    files = {"other.yaml": other, "pyproject.toml": listing("app other")}
    assert found(tmp_path, text, NEED, files=files) == []


def test_policies_of_aws(tmp_path: Path) -> None:
    """Each is said not to be read; nothing is said to be missing, and what else is too much is found all the same."""
    own = "- {Effect: Allow, Action: sqs:SendMessage, Resource: '*'}"
    arns = (
        "ManagedPolicyArns:\n- arn:aws:iam::aws:policy/AmazonSQSReadOnly\n- !Sub arn:${AWS::Partition}:iam::aws:policy/"
    )
    text = working(own, more=f"{arns}AdministratorAccess\n")
    some, everything, unneeded = found(tmp_path, text, NEED)
    assert (some.rule, some.severity, everything.severity) == ("policy-not-read", Severity.MEDIUM, Severity.HIGH)
    assert some.place.line == line_of(text, "ReadOnly")
    assert everything.place.line == line_of(text, "Administrator")
    assert "policy/AmazonSQSReadOnly" in some.message
    assert "cfnproof iam minimal" in some.message
    assert (unneeded.rule, unneeded.element) == ("unneeded-action", "Worker")


@pytest.mark.parametrize("function", ["", "!Sub "])
def test_policies_as_json_text(function: str, tmp_path: Path) -> None:
    """They are read as mappings are."""
    partition = "${AWS::Partition}" if function else "aws"
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:{partition}:s3:::data/*"}
    own = "Policies: [{{PolicyName: own, PolicyDocument: {}'{}'}}]\n"
    good = working(None, more=own.format(function, json.dumps({"Statement": statement})))
    assert found(tmp_path, good, NEED) == []
    statement["Action"] = "s3:*Object"
    wide = working(None, more=own.format(function, json.dumps({"Statement": [statement]})))
    (one,) = found(tmp_path, wide, NEED)
    assert (one.rule, one.place.line) == ("unneeded-action", line_of(wide, "PolicyName"))
    assert "s3:PutObject" in one.message


UNREADABLE: Final = {
    "a parameter": "!Ref Doc",
    "broken JSON": "'{\"Statement\": '",
    "a transform": "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x/y}}}",
}


@pytest.mark.parametrize("document", UNREADABLE.values(), ids=list(UNREADABLE))
def test_documents_that_cannot_be_read(document: str, tmp_path: Path) -> None:
    """What they grant is not known: nothing is missing, and it is said, beside a good policy, too."""
    alone = working(None, head=DOC, more=f"Policies: [{{PolicyName: two, PolicyDocument: {document}}}]\n")
    beside = f"{working(READ, head=DOC)}        - {{PolicyName: two, PolicyDocument: {document}}}\n"
    for text in (alone, beside):
        (one,) = found(tmp_path, text, NEED)
        assert (one.rule, one.place.line) == ("policy-not-read", line_of(text, "two"))


def test_a_policy_that_two_roles_have(tmp_path: Path) -> None:
    """What each of them does not need is too much of it; what only one needs must not be called useless."""
    second = role(None, trust=EC2, name="Second")
    shared = policy(more="Roles: [!Ref Worker, !Ref Second]", action="[s3:GetObject, s3:PutObject]")
    table = declared(NEED)[:-1] + ", " + declared(NEED, unit="app.Second")[1:].replace("worker-0", "second-0")
    text = working(None, resources=shared + second)
    findings = found(tmp_path, text, files={"policies/requirements/roles.yaml": table})
    assert {one.rule for one in findings} == {"unneeded-action"}
    assert all("s3:PutObject, which" in one.message for one in findings)
