"""Wildcards.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import pytest

from cfnproof.iam.texts.patterns import MANY, arn_regex, compiled, marked, plain, resource_regex, text_regex

BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket/"


def _matches(regex: str | None, text: str) -> bool:
    return regex is not None and compiled(regex).fullmatch(text) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("*", "", True),
        ("*", "line\nend", True),
        ("a*", "abc", True),
        ("*a*b*", "xaxbx", True),
        ("*a*b", "ab b", True),
        ("*ab*ab", "ab", False),
        ("a?c", "a.c", True),
        ("a?c", "ac", False),
        ("a.c", "abc", False),
        ("?*", "", False),
        ("*?a", "aa", True),
        ("[a]", "a", False),
        ("A", "a", False),
    ],
)
def test_a_text_matches_as_a_whole(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001  # the answer
    """`*` is any text, `?` any character, and letter case counts."""
    assert _matches(text_regex(marked(pattern)), text) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("1/test/object.jpg", True),
        ("1/2/test/3/object.jpg", True),
        ("1///test///object.jpg", True),
        ("/test/object.jpg", True),
        ("1/test/", True),
        ("1:2/test/a:b", True),
        ("1-test/object.jpg", False),
        ("test/object.jpg", False),
        ("1/2/test.jpg", False),
    ],
)
def test_the_pages_example(key: str, expected: bool) -> None:  # noqa: FBT001  # the answer
    """The objects that the page lists, and a key with colons: the last field may have them."""
    assert _matches(resource_regex(marked(BUCKET + "*/test/*")), BUCKET + key) is expected


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:eu-west-1:111122223333:q", True),
        ("arn:aws:sqs:eu-*-1:111122223333:q", "arn:aws:sqs:eu-west-1:111122223333:q", True),
        ("arn:aws:sqs:eu-*-1:111122223333:q", "arn:aws:sqs:eu-a:b-1:111122223333:q", False),
        ("arn:aws:sqs:eu-*", "arn:aws:sqs:eu-west-1:111122223333:q", True),
        ("arn:aws:sqs:eu-*:q", "arn:aws:sqs:eu-west-1:111122223333:q", True),
        ("arn:aws:sqs:eu-west-?:111122223333:q", "arn:aws:sqs:eu-west-::111122223333:q", False),
        ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:111122223333:q", False),
        ("*", "anything", True),
        ("arn:aws:logs:*:*:log-group:/aws/*:log-stream:*", "arn:aws:logs:a:b:log-group:/aws/c:log-stream:d", True),
    ],
)
def test_an_asterisk_that_ends_a_field_goes_beyond_it(pattern: str, resource: str, expected: bool) -> None:  # noqa: FBT001  # the answer
    """No other wildcard before the resource's own field does."""
    assert _matches(resource_regex(marked(pattern)), resource) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
        (
            "arn:aws:someservice:*:111122223333:finance/*",
            "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
            False,
        ),
        ("arn:aws:someservice:*:111122223333:finance/*", "arn:aws:someservice:x:111122223333:finance/a:b", True),
        ("arn:aws:s3:*", "arn:aws:s3:::bucket", False),
        ("*", "arn:aws:s3:::bucket", True),
        ("*", "bucket", False),
        ("arn:aws:s?:::bucket", "arn:aws:s3:::bucket", True),
    ],
)
def test_arns_match_field_by_field(pattern: str, arn: str, expected: bool) -> None:  # noqa: FBT001  # the answer
    """Under the ARN operators, all six of them."""
    assert _matches(arn_regex(marked(pattern)), arn) is expected


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "arn:aws:s3:" + "*a" * 20 + "*:b:" + "*a" * 40 + "b"])
def test_many_wildcards_do_not_take_forever(pattern: str) -> None:
    """Neither in a text nor in the fields of an ARN."""
    assert not _matches(resource_regex(marked(pattern)), "arn:aws:s3:" + "a" * 5000)
    assert not _matches(text_regex(marked(pattern)), "a" * 5000)


def test_no_text_brings_its_own_wildcards() -> None:
    """The characters that stand for them while a pattern is made are no text's."""
    assert marked(MANY) == plain(MANY) != MANY
