"""Context keys: those given, those missing, those that policies read.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
"""

from typing import Any

import pytest

from tests.unit.emulator.iam.account import OBJECT, Account, policy, refusal, statement


def _conditional(operator: str, key: str, value: str) -> str:
    return policy(statement("s3:GetObject", Condition={operator: {key: value}}))


def _entry(key: str, type_: str, *values: str) -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyType": type_, "ContextKeyValues": list(values)}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "type_", "matching", "other"),
    [
        ("StringEquals", "s3:prefix", "a", "string", "a", "b"),
        ("NumericLessThan", "s3:max-keys", "10", "numeric", "9", "11"),
        ("Bool", "aws:SecureTransport", "true", "boolean", "true", "false"),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", "ip", "10.1.2.3", "11.1.2.3"),
        ("BinaryEquals", "test:Bytes", "QQ==", "binary", "QQ==", "Qg=="),
        ("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", "date", "2025-01-01T00:00:00Z", "2027-01-01"),
        ("ForAnyValue:StringEquals", "aws:TagKeys", "Team", "stringList", "Team", "Owner"),
    ],
)
def test_types(account: Account, operator: str, key: str, wanted: str, type_: str, matching: str, other: str) -> None:  # noqa: PLR0913, PLR0917  # the columns of a table
    """A key of each type matches or does not; without it the simulation says that it is missing."""
    text = _conditional(operator, key, wanted)
    for value, decision in ((matching, "allowed"), (other, "implicitDeny")):
        result = account.custom(text, "s3:GetObject", OBJECT, ContextEntries=[_entry(key.lower(), type_, value)])
        assert (result["EvalDecision"], result["MissingContextValues"]) == (decision, [])
    without = account.custom(text, "s3:GetObject", OBJECT)
    assert (without["EvalDecision"], without["MissingContextValues"]) == ("implicitDeny", [key])
    assert without["ResourceSpecificResults"][0]["MissingContextValues"] == [key]


def test_only_statements_about_the_request_miss_keys(account: Account) -> None:
    """Not those about other actions and other resources, but those whose resource depends on a key."""
    text = policy(
        statement("s3:GetObject", "arn:aws:s3:::data/${aws:PrincipalTag/Team}/*"),
        statement("s3:PutObject", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        statement("s3:*", "arn:aws:s3:::other/*", Condition={"StringLike": {"s3:prefix": "a"}}),
        statement("s3:Get*", Effect="Deny", Condition={"StringEquals": {"aws:SourceVpc": "${aws:PrincipalTag/team}"}}),
    )
    result = account.custom(text, "s3:GetObject", OBJECT)
    assert result["MissingContextValues"] == ["aws:SourceVpc", "aws:PrincipalTag/team"]


def test_keys_of_the_caller_need_not_be_given(account: Account) -> None:
    """They follow from the user or role whose policies these are; what is given counts before them."""
    text = policy(statement("s3:GetObject", "arn:aws:s3:::data/${aws:username}/*"))
    arn = account.user("ana", text)
    own = account.simulate(arn, "s3:GetObject", "arn:aws:s3:::data/ana/rows.csv")
    assert (own["EvalDecision"], own["MissingContextValues"]) == ("allowed", [])
    entry = _entry("aws:username", "string", "bob")
    other = account.simulate(arn, "s3:GetObject", "arn:aws:s3:::data/ana/rows.csv", ContextEntries=[entry])
    assert other["EvalDecision"] == "implicitDeny"
    custom = account.custom(text, "s3:GetObject", "arn:aws:s3:::data/ana/rows.csv")
    assert custom["MissingContextValues"] == ["aws:username"]


@pytest.mark.parametrize(
    "entries",
    [
        [{"ContextKeyType": "string", "ContextKeyValues": ["a"]}],
        [{"ContextKeyName": "s3:prefix", "ContextKeyValues": ["a"]}],
        [_entry("s3:prefix", "string", "a"), _entry("S3:Prefix", "string", "b")],
        [_entry("s3:prefix", "string", "a", "b")],
        [_entry("s3:prefix", "string")],
        [_entry("s3:max-keys", "numeric", "many")],
        [_entry("aws:SecureTransport", "boolean", "yes")],
        [_entry("aws:SourceIp", "ipList", "10.0.0.1", "home")],
        [_entry("test:Bytes", "binary", "?")],
        [_entry("aws:CurrentTime", "date", "today")],
    ],
)
def test_entries_that_are_none(account: Account, entries: list[dict[str, Any]]) -> None:
    """Without name or type, given twice, or with values not of their type."""
    given = {"PolicyInputList": [policy(statement("s3:*"))], "ActionNames": ["s3:GetObject"]}
    assert refusal(account.iam.simulate_custom_policy, ContextEntries=entries, **given)[0] == "InvalidInput"


def test_the_keys_that_policies_read(account: Account) -> None:
    """As they write them, each once, in their order."""
    text = policy(
        statement(
            "dynamodb:*",
            "arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}",
            Condition={"DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"}},
        ),
        statement("s3:*", Condition={"StringEquals": {"aws:UserName": "${aws:PrincipalTag/Name}"}}),
    )
    keys = ["aws:username", "aws:CurrentTime", "aws:PrincipalTag/Name"]
    custom = account.iam.get_context_keys_for_custom_policy(PolicyInputList=[text])
    assert custom["ContextKeyNames"] == keys
    arn = account.user("keyed", text)
    more = _conditional("Bool", "aws:SecureTransport", "true")
    own = account.iam.get_context_keys_for_principal_policy(PolicySourceArn=arn, PolicyInputList=[more])
    assert own["ContextKeyNames"] == [*keys, "aws:SecureTransport"]
