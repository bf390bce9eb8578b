"""What conditions close, with what is unknown in them."""

from typing import Final

import pytest

from tests.unit.iam.escalation.policies import ACCOUNT, Json, allow, deny, opened

_UNKNOWN, _FURTHER = "\ue000", "\ue001"
_BOUNDARY: Final = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
_ADMIN: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
_FUNCTION: Final = ["lambda:CreateFunction", "lambda:InvokeFunction"]


def _passing(condition: Json) -> bool:
    return "lambda-create-function" in opened(allow(_FUNCTION), allow("iam:PassRole", condition=condition))


def _not_denied(condition: Json) -> bool:
    return "lambda-create-function" in opened(allow("*"), deny("iam:PassRole", condition=condition))


def _writing(condition: Json) -> bool:
    return "iam-put-role-policy" in opened(allow("iam:PutRolePolicy", condition=condition))


@pytest.mark.parametrize(
    ("operator", "service", "is_open"),
    [
        ("StringEquals", f"lambda.{_UNKNOWN}", True),
        ("StringEquals", f"states.{_UNKNOWN}", False),
        ("StringEquals", _UNKNOWN, True),
        ("StringLike", f"lam*.{_UNKNOWN}", True),
        ("StringEqualsIfExists", f"states.{_UNKNOWN}", False),
        ("ForAnyValue:StringEquals", f"lambda.{_UNKNOWN}", True),
        ("StringEquals", "lambda.amazonaws.com.cn", True),
        ("StringNotEquals", f"lambda.{_UNKNOWN}", True),
        ("StringNotEquals", f"states.{_UNKNOWN}", True),
    ],
)
def test_a_service_of_unknown_name(operator: str, service: str, is_open: bool) -> None:  # noqa: FBT001  # a column
    """It may be the one that the role is passed to."""
    assert _passing({operator: {"iam:PassedToService": service}}) is is_open


@pytest.mark.parametrize(
    ("operator", "service", "is_open"),
    [
        ("StringNotEquals", f"lambda.{_UNKNOWN}", True),
        ("StringNotEquals", f"states.{_UNKNOWN}", False),
        ("StringEquals", f"lambda.{_UNKNOWN}", True),
        ("StringNotLike", f"lambda.{_UNKNOWN}", True),
    ],
)
def test_a_denied_service_of_unknown_name(operator: str, service: str, is_open: bool) -> None:  # noqa: FBT001  # a column
    """What may not be denied is not."""
    assert _not_denied({operator: {"iam:PassedToService": service}}) is is_open


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        ({"StringEquals": {"iam:PermissionsBoundary": _BOUNDARY}}, False),
        ({"ArnEquals": {"IAM:permissionsboundary": _BOUNDARY}}, False),
        ({"ArnLike": {"iam:PermissionsBoundary": f"arn:*:iam::{ACCOUNT}:policy/bound*"}}, False),
        ({"StringEquals": {"iam:PermissionsBoundary": f"arn:{_UNKNOWN}:iam::{_FURTHER}:policy/boundary"}}, False),
        ({"StringEquals": {"iam:PermissionsBoundary": f"arn:{_UNKNOWN}:iam::aws:policy/\ue002"}}, False),
        ({"StringEquals": {"iam:PermissionsBoundary": _UNKNOWN}}, False),
        ({"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::${aws:PrincipalAccount}:policy/b"}}, False),
        ({"StringEqualsIfExists": {"iam:PermissionsBoundary": _BOUNDARY}}, True),
        ({"ForAllValues:StringEquals": {"iam:PermissionsBoundary": _BOUNDARY}}, True),
        ({"Null": {"iam:PermissionsBoundary": "false"}}, True),
        ({"ArnLike": {"iam:PermissionsBoundary": "*"}}, True),
        ({"ArnLike": {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/*"}}, True),
        ({"StringEquals": {"iam:PermissionsBoundary": [_BOUNDARY, _ADMIN]}}, True),
        ({"StringEquals": {"iam:PermissionsBoundary": f"arn:{_UNKNOWN}:iam::aws:policy/AdministratorAccess"}}, True),
        ({"StringNotEquals": {"iam:PermissionsBoundary": _ADMIN}}, True),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, True),
        ({"StringEquals": {}}, True),
    ],
)
def test_a_boundary_that_is_wanted(condition: Json, is_open: bool) -> None:  # noqa: FBT001  # a column
    """It closes a path where it is a particular one, and must be there."""
    assert _writing(condition) is is_open


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        ({"ArnEquals": {"iam:PolicyARN": f"arn:aws:iam::{ACCOUNT}:policy/team/*"}}, False),
        ({"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}, False),
        ({"ArnNotEquals": {"iam:PolicyARN": [_ADMIN, "arn:aws:iam::aws:policy/IAMFullAccess"]}}, False),
        ({"ArnNotEquals": {"iam:PolicyARN": _ADMIN}}, True),
        ({"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}}, True),
        ({"ArnLike": {"iam:PolicyARN": f"arn:aws:iam::{ACCOUNT}:policy/*"}}, True),
    ],
)
def test_a_policy_that_may_be_attached(condition: Json, is_open: bool) -> None:  # noqa: FBT001  # a column
    """It closes a path where it is none that allows much."""
    assert ("iam-attach-role-policy" in opened(allow("iam:AttachRolePolicy", condition=condition))) is is_open


def test_a_boundary_closes_what_it_bounds_only() -> None:
    """Groups have none, and what takes a boundary away is about the one that is there."""
    condition = {"StringEquals": {"iam:PermissionsBoundary": _BOUNDARY}}
    found = opened(allow("iam:*", condition=condition))
    assert {"iam-put-group-policy", "iam-delete-role-permissions-boundary", "iam-create-policy-version"} <= set(found)
    assert {"iam-put-user-policy", "iam-put-role-permissions-boundary", "iam-attach-role-policy"}.isdisjoint(found)


def test_delegation_as_aws_shows_it_is_closed() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate."""
    bounded = ["iam:AttachUserPolicy", "iam:CreateUser", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy"]
    versions = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"]
    found = opened(
        allow(bounded, condition={"StringEquals": {"iam:PermissionsBoundary": _BOUNDARY}}),
        allow(["iam:*Policy*", "iam:Get*"]),
        deny(versions, _BOUNDARY),
        deny(["iam:DeleteUserPermissionsBoundary", "iam:*Role*", "iam:*Group*"]),
        deny(["iam:Put*", "iam:Attach*"], condition={"StringNotEquals": {"iam:PermissionsBoundary": _BOUNDARY}}),
    )
    assert set(found) == {"iam-create-policy-version", "iam-set-default-policy-version"}


def test_services_of_a_path_that_are_left() -> None:
    """Of several, those that nothing excludes."""
    condition = {"StringLike": {"iam:PassedToService": "e*.amazonaws.com"}}
    found = opened(allow("elasticmapreduce:RunJobFlow"), allow("iam:PassRole", condition=condition))
    assert found["elasticmapreduce-run-job-flow"].passed[0].services == (
        "elasticmapreduce.amazonaws.com",
        "ec2.amazonaws.com",
    )
    narrower = deny("iam:PassRole", condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})
    assert opened(allow("*"), narrower)["elasticmapreduce-run-job-flow"].passed[0].services == (
        "elasticmapreduce.amazonaws.com",
    )
