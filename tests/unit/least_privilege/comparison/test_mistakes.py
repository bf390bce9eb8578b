"""What in a statement can never have an effect: actions, resources and condition keys that no request has."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import found, line_of, need, rules, working

NEED: Final = need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*")
READ: Final = "- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
UNKNOWN: Final = {
    "a letter wrong": ("s3:GetObjekt", "did you mean 's3:GetObject'?"),
    "no such service": ("foo:Bar", "no service 'foo'"),
    "a pattern that matches nothing": ("s3:Nope*", "see the service's page"),
    "no prefix": ("GetObject", "there is no such action"),
}


@pytest.mark.parametrize(("action", "hint"), UNKNOWN.values(), ids=list(UNKNOWN))
def test_actions_that_do_not_exist(action: str, hint: str, tmp_path: Path) -> None:
    """Beside good ones; in a Deny and under NotAction, too."""
    for elements in (f"Allow, Action: ['{action}', s3:GetObject]", f"Deny, Action: ['{action}', s3:PutObject]"):
        text = working(f"{READ}\n- {{Sid: Odd, Effect: {elements}, Resource: 'arn:aws:s3:::data/*'}}")
        (one,) = [one for one in found(tmp_path, text, NEED) if one.rule == "unknown-action"]
        assert (one.element, one.severity, one.place.line) == ("Worker", Severity.MEDIUM, line_of(text, "Sid: Odd"))
        assert f"statement 'Odd' of policy 'own' names '{action}', and there is no such action" in one.message
        assert hint in one.message


@pytest.mark.parametrize(
    "action", ["s3:getobject", "S3:GetObject", "s3:GetObject*", "s3:G?tObject", "*:GetObject", "*"]
)
def test_actions_that_exist(action: str, tmp_path: Path) -> None:
    """In any letters, and patterns that match some, also of the service."""
    text = working(f"- {{Effect: Allow, Action: '{action}', Resource: 'arn:aws:s3:::data/*'}}")
    assert "unknown-action" not in rules(found(tmp_path, text, NEED))


def test_an_action_that_is_a_parameter(tmp_path: Path) -> None:
    """It may be any, so that nothing is said of it."""
    text = working(
        "- {Effect: Allow, Action: !Ref Action, Resource: 'arn:aws:s3:::data/*'}",
        head="Parameters: {Action: {Type: String}}\n",
    )
    assert "unknown-action" not in rules(found(tmp_path, text, NEED))


NEVER: Final = {
    "objects for a bucket's action": (
        "Action: s3:GetBucketVersioning, Resource: 'arn:aws:s3:::data/*'",
        "'arn:${AWS::Partition}:s3:::data/*', which never matches: the action is asked for on resources of the types b",
    ),
    "a bucket for an object's action": (
        "Action: s3:GetObject, Resource: !GetAtt Data.Arn",
        "grants s3:GetObject on '${Data.Arn}', which never matches",
    ),
    "an action without resources": (
        "Action: ecr:GetAuthorizationToken, Resource: !Sub 'arn:aws:ecr:*:${AWS::AccountId}:repository/x'",
        "which never matches: the action is asked for on '*'",
    ),
    "another service": (
        "Action: sqs:SendMessage, Resource: 'arn:aws:s3:::data/*'",
        "which never matches: the action is asked for on resources of the types queue",
    ),
}
DATA: Final = "  Data: {Type: AWS::S3::Bucket}\n"


@pytest.mark.parametrize(("elements", "words"), NEVER.values(), ids=list(NEVER))
def test_resources_that_never_match(elements: str, words: str, tmp_path: Path) -> None:
    """Whether the role's needs are known or not."""
    text = working(f"{READ}\n- {{Sid: Odd, Effect: Allow, {elements}}}", resources=DATA)
    for folder, needs in (("known", [NEED]), ("unknown", [])):
        (one,) = [one for one in found(tmp_path / folder, text, *needs) if one.rule == "resource-never-matches"]
        assert words in one.message
        assert "statement 'Odd' of policy 'own'" in one.message
        assert (one.severity, one.place.line) == (Severity.MEDIUM, line_of(text, "Sid: Odd"))


def test_one_resource_of_several_that_never_matches(tmp_path: Path) -> None:
    """It is named; the others are right."""
    resources = "['arn:aws:s3:::data/*', 'arn:aws:s3:::data', 'arn:aws:sqs:us-east-1:111122223333:q']"
    findings = found(tmp_path, working(f"- {{Effect: Allow, Action: s3:GetObject, Resource: {resources}}}"), NEED)
    assert rules(findings) == ["resource-never-matches"] * 2
    assert [one.severity for one in findings] == [Severity.LOW] * 2
    assert "names the resource 'arn:${AWS::Partition}:s3:::data', on which none of its actions" in findings[0].message


FITTING: Final = {
    "everything": "Action: [s3:GetObject, s3:ListAllMyBuckets], Resource: '*'",
    "both kinds": "Action: [s3:GetObject, s3:ListBucket], Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*']",
    "one pattern for both": "Action: [s3:GetObject, s3:ListBucket], Resource: 'arn:aws:s3:::data*'",
    "a parameter": "Action: s3:GetObject, Resource: !Ref Objects",
    "under NotResource": "Action: s3:GetBucketVersioning, NotResource: 'arn:aws:s3:::data/*'",
    "a Deny": "Action: s3:GetBucketVersioning, Resource: 'arn:aws:s3:::data/*'",
}


@pytest.mark.parametrize("elements", FITTING.values(), ids=list(FITTING))
def test_resources_that_match(elements: str, tmp_path: Path) -> None:
    """Or may, as far as the template says."""
    effect = "Deny" if elements == FITTING["a Deny"] else "Allow"
    text = working(f"- {{Effect: {effect}, {elements}}}", head="Parameters: {Objects: {Type: String}}\n")
    assert "resource-never-matches" not in rules(found(tmp_path, text, NEED))


def conditional(effect: str, condition: str) -> str:
    """A good statement, and one with a condition."""
    odd = f"Effect: {effect}, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*', Condition: {condition}"
    return working(f"{READ}\n- {{Sid: Odd, {odd}}}")


@pytest.mark.parametrize("key", ["kms:ViaService", "s3:Prefix", "aws:RequestTag/team", "aws:TagKeys", "aws:SourceVpcs"])
def test_condition_keys_that_no_request_has(key: str, tmp_path: Path) -> None:
    """Of the action's: such a grant never matches."""
    text = conditional("Allow", f"{{StringEquals: {{{key}: x}}}}")
    (one,) = found(tmp_path, text, NEED)
    assert (one.rule, one.severity) == ("condition-key-unknown", Severity.MEDIUM)
    assert one.place.line == line_of(text, "Sid: Odd")
    assert f"has a condition on '{key}', a key that no request for s3:GetObject has, so that it never" in one.message


def test_condition_keys_of_a_deny(tmp_path: Path) -> None:
    """It may never match."""
    (one,) = found(tmp_path, conditional("Deny", "{StringEquals: {kms:ViaService: x}}"), NEED)
    assert "so that it may never match: " in one.message


KNOWN: Final = ["aws:SourceVpc", "aws:PrincipalTag/team", "s3:ExistingObjectTag/team", "AWS:sourceip", "s3:TlsVersion"]


@pytest.mark.parametrize("key", KNOWN)
def test_condition_keys_that_requests_have(key: str, tmp_path: Path) -> None:
    """Of all requests, of the action, of the service; with an open end, and in any letters."""
    assert "condition-key-unknown" not in rules(found(tmp_path, conditional("Allow", f"{{Null: {{{key}: x}}}}"), NEED))


WILD: Final = {
    "a read": ("Action: s3:GetObject, Resource: '*'", "grants s3:GetObject on every resource", Severity.MEDIUM),
    "all of a service": ("Action: s3:GetObject, Resource: 'arn:aws:s3:::*'", "s3:GetObject", Severity.MEDIUM),
    "a list of resources": ("Action: s3:PutObject, Resource: [x, '*']", "s3:PutObject", Severity.HIGH),
    "all but": ("Action: s3:PutObject, NotResource: 'arn:aws:s3:::x/*'", "s3:PutObject", Severity.HIGH),
    "a service": ("Action: 'sqs:*', Resource: '*'", "and 1", Severity.HIGH),
    "every action": ("Action: '*', Resource: '*'", "grants * on every resource", Severity.HIGH),
    "one of two": (
        "Action: [s3:GetObject, s3:ListAllMyBuckets], Resource: '*'",
        "grants s3:GetObject on",
        Severity.MEDIUM,
    ),
}


@pytest.mark.parametrize(("elements", "words", "severity"), WILD.values(), ids=list(WILD))
def test_every_resource(elements: str, words: str, severity: Severity, tmp_path: Path) -> None:
    """Of a role whose needs are not known: what could be granted on named resources."""
    text = working(f"{READ}\n- {{Sid: Wild, Effect: Allow, {elements}}}")
    (one,) = [one for one in found(tmp_path, text) if one.rule == "wildcard-resource"]
    assert "statement 'Wild' of policy 'own'" in one.message
    assert words in one.message
    assert (one.severity, one.place.line) == (severity, line_of(text, "Sid: Wild"))


@pytest.mark.parametrize(
    "elements",
    ["Action: s3:ListAllMyBuckets, Resource: '*'", "Action: s3:GetObject, Resource: 'arn:aws:s3:::data*'"],
)
def test_no_wildcard_where_none_can_be_avoided(elements: str, tmp_path: Path) -> None:
    """Nor in a Deny, nor where the needs are known, which says more."""
    assert rules(found(tmp_path, working(f"- {{Effect: Allow, {elements}}}"))) == ["needs-unknown"]
    deny = working("- {Effect: Deny, Action: 's3:*', Resource: '*'}")
    assert rules(found(tmp_path, deny)) == ["needs-unknown"]
    every = working("- {Effect: Allow, Action: 's3:GetObject', Resource: '*'}")
    assert rules(found(tmp_path / "known", every, NEED)) == ["resource-too-broad"]
