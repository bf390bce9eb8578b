"""Which statements open a path, and on what."""

import pytest

from tests.unit.iam.escalation.policies import ACCOUNT, ROLE, ROLES, Json, allow, by_id, deny, opened, policy

_OWN_USER = "arn:aws:iam::*:user/${aws:username}"
_UNKNOWN_ROLE = "arn:\ue000:iam::\ue001:role/\ue002"


@pytest.mark.parametrize(
    "action",
    [
        "*",
        "*:*",
        "iam:*",
        "IAM:putrolepolicy",
        "iam:Put*",
        "iam:*RolePolicy",
        "iam:?utRolePolicy",
        "i*:PutRolePolicy",
        ["s3:*", "iam:P*"],
    ],
)
def test_wildcards_in_actions_count(action: Json) -> None:
    """In any letter case."""
    assert "iam-put-role-policy" in opened(allow(action))


@pytest.mark.parametrize("action", ["s3:*", "iam:Get*", "iam:PutRolePolic", "iam:PutRolePolicy?", "iamx:*", []])
def test_actions_that_do_not_match_do_not(action: Json) -> None:
    """As in any policy."""
    assert "iam-put-role-policy" not in opened(allow(action))


def test_all_actions_but_some() -> None:
    """NotAction allows what it does not list, and denies it too."""
    assert "iam-put-role-policy" in opened(allow(None, NotAction=["s3:*", "iam:PutUser*"]))
    assert "iam-put-role-policy" not in opened(allow(None, NotAction="iam:*"))
    assert "iam-put-role-policy" not in opened(allow("*"), deny(None, NotAction=["s3:*", "sagemaker:*"]))
    assert "iam-put-role-policy" in opened(allow("*"), deny(None, NotAction="iam:*"))


@pytest.mark.parametrize(
    ("resource", "whole"),
    [
        ("*", True),
        (ROLES, True),
        ("arn:aws:iam::*:role/*", True),
        ("arn:*:iam::*:*", True),
        ("arn:aws:iam::*", True),
        ("arn:\ue000:iam::\ue001:role/*", True),
        ("arn:aws:iam::*:role/?*", True),
        (["arn:aws:s3:::bucket", "*"], True),
        (ROLE, False),
        (_UNKNOWN_ROLE, False),
        ("\ue000", False),
        ("arn:aws:iam::*:role/app-*", False),
        ("arn:aws:iam::*:role/*-app", False),
        ("arn:aws:iam::*:role/service-role/*", False),
        ("arn:aws:iam::*:role/${aws:PrincipalTag/team}", False),
    ],
)
def test_a_statement_is_whole_or_names_resources(resource: Json, whole: bool) -> None:  # noqa: FBT001  # a column
    """Any role of an account is any role."""
    found = opened(allow("iam:PutRolePolicy", resource))["iam-put-role-policy"]
    assert found.whole is whole
    assert found.grants[0].whole is whole


@pytest.mark.parametrize(
    "resource", ["arn:aws:s3:::*", "arn:aws:iam::*:user/*", "arn:aws:lambda:*:*:function:*", ROLE[:-8]]
)
def test_other_resources_do_not_count(resource: str) -> None:
    """An action that writes a role's policy is asked for on the role."""
    assert "iam-put-role-policy" not in opened(allow("*", resource))


def test_all_resources_but_some() -> None:
    """NotResource is whole, unless it leaves no resource of the kind."""
    found = opened(allow("iam:PutRolePolicy", None, NotResource=[ROLE]))["iam-put-role-policy"]
    assert found.whole
    assert (found.grants[0].resources, found.grants[0].excepted) == (("*",), (ROLE,))
    assert "iam-put-role-policy" not in opened(allow("iam:PutRolePolicy", None, NotResource="arn:aws:iam::*:role/*"))
    assert "iam-put-role-policy" not in opened(allow("iam:PutRolePolicy", None, NotResource="arn:*:iam::\ue000:*"))


def test_only_patterns_that_match_are_told() -> None:
    """Those of other resources and those that are denied are not."""
    resources = ["arn:aws:s3:::bucket", ROLE, f"{ROLE}-denied", _UNKNOWN_ROLE]
    found = opened(allow("iam:PutRolePolicy", resources), deny("iam:*", f"{ROLE}-*"))["iam-put-role-policy"]
    assert found.grants[0].resources == (ROLE, _UNKNOWN_ROLE)


@pytest.mark.parametrize(
    ("allowed", "denied", "is_open", "whole"),
    [
        ("*", "*", False, False),
        ("*", "arn:aws:iam::*:role/*", False, False),
        ("*", ROLES, False, False),
        ("*", "arn:\ue000:iam::\ue001:role/*", False, False),
        (ROLE, f"{ROLE[:-1]}*", False, False),
        ("*", ["arn:aws:iam::*:role/a*", "arn:aws:iam::*:role/*"], False, False),
        ("*", f"{ROLE}*", True, True),
        (_UNKNOWN_ROLE, _UNKNOWN_ROLE, False, False),
        (_UNKNOWN_ROLE, "arn:\ue000:iam::\ue001:role/\ue003", True, False),
        ("*", "arn:aws:iam::*:role/${aws:username}", True, True),
    ],
)
def test_what_is_denied_is_taken_away(allowed: Json, denied: Json, is_open: bool, whole: bool) -> None:  # noqa: FBT001  # columns
    """Where nothing is left, the path is closed."""
    found = opened(allow("iam:PutRolePolicy", allowed), deny("iam:PutRolePolicy", denied)).get("iam-put-role-policy")
    assert (found is not None) is is_open
    assert found is None or found.whole is whole


def test_all_but_some_are_denied() -> None:
    """What the Deny leaves out are particular resources."""
    found = opened(allow("*"), deny("iam:PutRolePolicy", None, NotResource=ROLE))["iam-put-role-policy"]
    assert not found.whole
    assert "iam-put-role-policy" not in opened(allow("*"), deny("iam:*", None, NotResource="arn:aws:s3:::*"))


def test_two_statements_deny_together() -> None:
    """What one leaves, the other takes."""
    roles = ["arn:aws:iam::*:role/app-a", "arn:aws:iam::*:role/app-b"]
    assert "iam-put-role-policy" not in opened(
        allow("iam:PutRolePolicy", roles), deny("iam:*", f"{ROLE}-a"), deny("iam:*", f"{ROLE}-b")
    )


def test_each_statement_is_told() -> None:
    """With its policy, its place and its Sid."""
    policies = [
        policy(allow("s3:*"), allow("iam:Pass*", ROLE, Sid="Pass"), name="first"),
        policy(allow("iam:PassRole", ROLES), allow("lambda:*", Sid="All"), name="second"),
    ]
    found = by_id(policies)["lambda-create-function"]
    told = [(each.action, each.policy, each.statement, each.sid, each.whole) for each in found.grants]
    assert told[:3] == [
        ("iam:PassRole", "first", 1, "Pass", False),
        ("iam:PassRole", "second", 0, "", True),
        ("lambda:CreateFunction", "second", 1, "All", True),
    ]
    assert [grant.resources for grant in found.passed] == [(ROLE,), (ROLES,)]
    assert found.whole


def test_a_role_that_is_named_is_told_as_such() -> None:
    """So that who asks can say that this role is what is needed."""
    found = opened(allow("iam:PassRole", _UNKNOWN_ROLE), allow("sagemaker:CreateTrainingJob"))
    assert set(found) == {"sagemaker-create-training-job"}
    assert not found["sagemaker-create-training-job"].whole
    assert found["sagemaker-create-training-job"].passed[0].resources == (_UNKNOWN_ROLE,)


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17"])
def test_credentials_of_ones_own_are_no_path(version: str) -> None:
    """Nor are those of nobody, which is who the older version names: it knows no variables.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_credentials_console.html
    """
    own = allow(["iam:*AccessKey*", "iam:*LoginProfile", "iam:PutUserPolicy"], _OWN_USER)
    assert set(opened(own, version=version)) == ({"iam-put-user-policy"} if version == "2012-10-17" else set())


def test_credentials_of_others_that_are_denied_are_no_path() -> None:
    """All is allowed, and denied but on who asks."""
    statements = allow("*"), deny("iam:CreateAccessKey", None, NotResource=_OWN_USER)
    assert "iam-create-access-key" not in opened(*statements)
    assert "iam-create-access-key" in opened(*statements[:1], deny("iam:CreateAccessKey", _OWN_USER))


def test_assuming_roles_is_a_path_for_any_role_only() -> None:
    """A role that is named is assumed by design."""
    assert "sts-assume-role" in opened(allow("sts:AssumeRole"))
    assert "sts-assume-role" in opened(allow("sts:*", ROLES))
    assert "sts-assume-role" not in opened(allow("sts:AssumeRole", [ROLE, "arn:aws:iam::*:role/cdk-*"]))


def test_an_action_counts_on_the_types_of_its_path() -> None:
    """A command is sent to instances: to be allowed a document is not enough."""
    instance = "arn:aws:ec2:eu-west-1:111122223333:instance/*"
    assert "ssm-send-command" not in opened(allow("ssm:SendCommand", "arn:aws:ssm:*:*:document/AWS-RunShellScript"))
    assert opened(allow("ssm:SendCommand", instance))["ssm-send-command"].whole
    assert not opened(allow("ssm:SendCommand", f"{instance[:-1]}i-1"))["ssm-send-command"].whole
    run = allow(["iam:PassRole", "ec2:RunInstances"], [ROLES, f"arn:aws:ec2:*:{ACCOUNT}:subnet/*"])
    assert "ec2-run-instances" not in opened(run)


def test_an_action_without_types_is_allowed_on_anything() -> None:
    """Or on what may be a type that the reference does not know."""
    denied = deny("glue:*", "arn:aws:glue:*")
    assert opened(allow(["iam:PassRole", "glue:CreateDevEndpoint"]), denied)["glue-create-dev-endpoint"].whole
    assert "glue-create-dev-endpoint" in opened(allow("iam:PassRole"), allow("*", "arn:aws:glue:*:*:devEndpoint/*"))
    assert "glue-create-dev-endpoint" not in opened(allow("iam:PassRole"), allow("*", "arn:aws:s3:::*"))


def test_no_policies_and_no_statements_leave_no_path() -> None:
    """Nor does a Deny alone."""
    assert by_id([]) == {}
    assert opened(deny("*")) == {}
