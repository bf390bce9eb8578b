"""Compiled policies, and the index of their statements."""

import json
from typing import Any

import pytest

from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind, PolicySet, compile_policy
from cfnproof.iam.principals import parse_principal
from cfnproof.iam.request import Request

USER = parse_principal("arn:aws:iam::111122223333:user/ann")
BUCKET = "arn:aws:s3:::data"


def _set(*statements: dict[str, Any], version: str = "2012-10-17") -> PolicySet:
    document = {"Version": version, "Statement": list(statements)}
    return PolicySet.of([compile_policy(document, "policy", PolicyKind.IDENTITY)], PolicyType.IDENTITY)


def _applies(statement: dict[str, Any], resource: str, *, version: str = "2012-10-17", **context: str) -> bool:
    (entry,) = _set({"Effect": "Allow", "Action": "*", **statement}, version=version).entries
    keys = {f"aws:{key}": value for key, value in context.items()}
    return entry.applies(Request(USER, "s3:GetObject", resource, "111122223333", keys))


def test_the_index_knows_the_statements_about_an_action() -> None:
    """By Action or NotAction, in any letter case, with wildcards, denies apart from allows, in the policy's order."""
    found = _set(
        {"Sid": "0", "Effect": "Allow", "Action": "S3:getOBJECT", "Resource": "*"},
        {"Sid": "1", "Effect": "Deny", "NotAction": ["s3:Get*", "iam:*"], "Resource": "*"},
        {"Sid": "2", "Effect": "Deny", "Action": ["iam:*", "s3:?etObject"], "Resource": "*"},
        {"Sid": "3", "Effect": "Allow", "Action": "*", "Resource": "*"},
    )

    def sids(action: str) -> tuple[str, str]:
        about = found.candidates(action)
        return tuple("".join(entry.called.sid for entry in each) for each in (about.denies, about.allows))  # type: ignore[return-value]  # two of them

    assert sids("s3:getobject") == ("2", "03")
    assert sids("s3:putobject") == ("1", "3")
    assert sids("sns:publish") == ("1", "3")
    assert sids("iam:passrole") == ("2", "3")
    assert found.candidates("s3:getobject") is found.candidates("s3:getobject")


def test_a_statement_is_called_by_its_policy() -> None:
    """Its type, its policy's name, its position and its Sid."""
    one = compile_policy({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}, "a", PolicyKind.BOUNDARY)
    two = compile_policy(
        json.dumps({"Statement": [{"Sid": "x", "Effect": "Allow", "Action": "*", "Resource": "*"}]}),
        "b",
        PolicyKind.BOUNDARY,
    )
    called = [entry.called for entry in PolicySet.of([one, two], PolicyType.BOUNDARY).entries]
    assert [(each.policy, each.index, each.sid, each.effect) for each in called] == [
        ("a", 0, "", "Deny"),
        ("b", 0, "x", "Allow"),
    ]
    assert {each.type for each in called} == {PolicyType.BOUNDARY}


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"Resource": BUCKET}, True),
        ({"Resource": "arn:aws:s3:::Data"}, False),
        ({"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::da*"]}, True),
        ({"Resource": ["arn:aws:s3:::other", "*"]}, True),
        ({"Resource": "arn:aws:s3:::${aws:bucket}"}, True),
        ({"Resource": "arn:aws:s3:::${aws:none}"}, False),
        ({"NotResource": "arn:aws:s3:::${aws:none}"}, True),
        ({"Resource": "arn:aws:s3::${aws:account}:data"}, False),
        ({"NotResource": BUCKET}, False),
        ({"NotResource": ["arn:aws:s3:::other", "arn:aws:s3:::o*"]}, True),
        ({"NotResource": "*"}, False),
    ],
)
def test_resources(element: dict[str, Any], expected: bool) -> None:  # noqa: FBT001  # the answer
    """A variable stands behind the fifth colon only; one without a value matches no resource."""
    assert _applies(element, BUCKET, bucket="data", account="") is expected


def test_what_a_variable_brings_is_no_wildcard() -> None:
    """A user called `*` has no one else's folder."""
    statement = {"Resource": "arn:aws:s3:::data/${aws:username}/*"}
    assert _applies(statement, f"{BUCKET}/ann/a", username="ann")
    assert _applies(statement, f"{BUCKET}/*/a", username="*")
    assert not _applies(statement, f"{BUCKET}/bob/a", username="*")


def test_the_earlier_version_has_no_variables() -> None:
    """Neither in resources nor in conditions."""
    statement = {
        "Resource": "arn:aws:s3:::${aws:username}",
        "Condition": {"StringEquals": {"aws:username": "${aws:username}"}},
    }
    assert _applies(statement, "arn:aws:s3:::ann", username="ann")
    assert not _applies(statement, "arn:aws:s3:::ann", username="ann", version="2008-10-17")
    literal = {"Resource": "arn:aws:s3:::${aws:username}"}
    assert _applies(literal, "arn:aws:s3:::${aws:username}", version="2008-10-17")


def test_all_conditions_must_hold() -> None:
    """All operators, and all keys of each."""
    condition = {"StringEquals": {"aws:a": "1", "aws:b": ["1", "2"]}, "Bool": {"aws:c": True}}
    assert _applies({"Resource": "*", "Condition": condition}, BUCKET, a="1", b="2", c="true")
    assert not _applies({"Resource": "*", "Condition": condition}, BUCKET, a="1", b="3", c="true")
    assert not _applies({"Resource": "*", "Condition": condition}, BUCKET, a="1", b="2", c="false")
