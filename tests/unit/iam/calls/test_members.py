"""Paths to members, and what transforms make of values."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cfnproof.iam.calls.members import first_of, getter, head
from cfnproof.iam.calls.values import pairs_in, tags_in, text_of

_MEMBERS = {
    "Name": "n",
    "Empty": "",
    "None": None,
    "Inner": {"Deep": {"Value": 1}},
    "Items": [{"Key": "a"}, {"Key": "b"}, {"Other": "c"}],
    "Lists": [{"Keys": ["a", "b"]}, {"Keys": ["c"]}],
    "Url": "https://sqs.us-east-1.amazonaws.com/111122223333/q",
    "Map": {"b": 1, "a": 2},
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("Name", ("n",)),
        ("Empty", ("",)),
        ("None", ()),
        ("Missing", ()),
        ("Inner.Deep.Value", (1,)),
        ("Inner.Missing.Value", ()),
        ("Name.Deep", ()),
        ("Items[].Key", ("a", "b")),
        ("Lists[].Keys[]", ("a", "b", "c")),
        ("=text", ("text",)),
        ("=", ("",)),
        ("Url|queue_name", ("q",)),
        ("Url|queue_account", ("111122223333",)),
        ("Map|names", ("b", "a")),
        ("Missing|queue_name", ()),
    ],
)
def test_a_path_finds_values(path: str, found: tuple[Any, ...]) -> None:
    """All of them through lists, none where the path ends early."""
    assert getter(path)(_MEMBERS) == found


def test_the_first_path_that_finds_something_counts() -> None:
    """A text that is empty is something."""
    assert first_of([getter("Missing"), getter("Empty"), getter("Name")])(_MEMBERS) == ("",)


@pytest.mark.parametrize(("path", "name"), [("A.B", "A"), ("A[].B|last", "A"), ("A|last", "A"), ("=text", None)])
def test_a_path_begins_with_a_member(path: str, name: str | None) -> None:
    """A literal with none."""
    assert head(path) == name


@pytest.mark.parametrize(
    ("transform", "value", "found"),
    [
        ("alias", "arn:aws:kms:us-east-1:111122223333:alias/a/b", ("alias/a/b",)),
        ("alias", "1-2", ()),
        ("branch_reference", "main", ("refs/heads/main",)),
        ("branch_reference", "refs/heads/main", ("refs/heads/main",)),
        ("bus_segment", "default", ("",)),
        ("bus_segment", "arn:aws:events:us-east-1:111122223333:event-bus/a", ("a/",)),
        ("change_set_name", "c", ("c",)),
        ("copy_bucket", "b/a/c", ("b",)),
        ("copy_key", "/b/a%2Bc?versionId=v", ("a+c",)),
        ("copy_key", "arn:aws:s3:us-east-1:111122223333:accesspoint/p/object/k", ("k",)),
        ("copy_version", "b/a", ()),
        ("function_name", "arn:aws:lambda:us-east-1:111122223333:function:f", ("f",)),
        ("function_name", "f:live", ("f:live",)),
        ("log_group", "arn:aws:logs:us-east-1:111122223333:log-group:/a:*", ("/a",)),
        ("object_tags", {"TagSet": []}, ()),
        (
            "parameter_name",
            "arn:aws:ssm:us-east-1:111122223333:parameter/a",
            ("arn:aws:ssm:us-east-1:111122223333:parameter/a",),
        ),
        ("pattern_sources", "no JSON", ()),
        ("pattern_sources", "[]", ()),
        ("qualifier", "arn:aws:states:us-east-1:111122223333:stateMachine:m", ()),
        ("change_set_arn", "c", ()),
        ("queue_account", "http://localhost/q", ()),
        ("queue_account", "q", ()),
        ("queue_name", "q", ("q",)),
        ("queue_name", "https://sqs.us-east-1.amazonaws.com/111122223333/q/", ()),
        ("queue_name", "https://sqs.us-east-1.amazonaws.com/111122223333/a?b=/c", ("c",)),
        ("referenced_secret", "/aws/reference/secretsmanager/a/b:3", ("a/b",)),
        ("referenced_secret", "/aws/reference/secretsmanager/", ()),
        ("referenced_secret", "/app/aws/reference/secretsmanager/a", ()),
        ("topic", "PendingConfirmation", ()),
        ("true", False, ()),
        ("without_scheme", "https://id.example.com/x", ("id.example.com/x",)),
    ],
)
def test_a_transform_makes_a_value(transform: str, value: object, found: tuple[Any, ...]) -> None:
    """Or gives none."""
    assert getter(f"Value|{transform}")({"Value": value}) == found


@pytest.mark.parametrize(
    "written",
    [
        {"a": "1", "b": "2"},
        [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
        [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}],
        [{"TagKey": "a", "TagValue": "1"}, {"TagKey": "b", "TagValue": "2"}],
    ],
)
def test_tags_have_many_forms(written: object) -> None:
    """Each service writes them in its own way."""
    assert tags_in([written]) == {"a": "1", "b": "2"}


def test_tags_of_aws_are_not_the_callers() -> None:
    """They are left out of tags, and of tags only."""
    assert tags_in([{"aws:x": "1", "a": "2"}]) == {"a": "2"}
    assert pairs_in([{"aws:x": "1"}]) == {"aws:x": "1"}
    assert tags_in([[{"Key": "a"}, "no tag"]]) == {"a": ""}


def test_values_are_texts() -> None:
    """As condition operators read them."""
    assert text_of(value=True) == "true"
    assert text_of(7) == "7"
    assert text_of(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05Z"
