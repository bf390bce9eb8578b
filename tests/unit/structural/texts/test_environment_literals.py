"""Account ids, regions, partitions and DNS suffixes in a text."""

import pytest

from cfnproof.structural.texts.environment_literals import around, literals
from cfnproof.structural.texts.gaps import GAP


def _found(text: str) -> list[str]:
    return [found.value for found in literals(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arn:aws:iam::123456789012:root", ["123456789012", "arn:aws:"]),
        ("artifacts-123456789012", ["123456789012"]),
        ("deed-123456789012", ["123456789012"]),
        ("cafe1234-12ab-34cd-56ef-123456789012", []),
        ("1234567890123", []),
        ("3.123456789012", []),
        ("us-east-1b", ["us-east-1"]),
        ("us-east-1-lax-1a", ["us-east-1"]),
        ("us-east-11", []),
        ("us-gov-east-1", ["us-gov-east-1"]),
        ("bus-east-1", []),
        (f"arn:{GAP}:s3:::x", []),
        ("arn:aws-iso-b:s3:::x", ["arn:aws-iso-b:"]),
        ("s3.amazonaws.com", []),
        ("x.s3.amazonaws.com", ["amazonaws.com"]),
        (f"{GAP}.s3.{GAP}.amazonaws.com", ["amazonaws.com"]),
        ("https://sqs.amazonaws.com", ["amazonaws.com"]),
        ("events.amazonaws.com:443", ["amazonaws.com"]),
        ("cognito-identity.amazonaws.com:aud", []),
        ('{"Service": "states.amazonaws.com"}', []),
        ("x.s3.amazonaws.com.cn/y", ["amazonaws.com.cn"]),
        ("x.s3.amazonaws.com.example.org", []),
    ],
)
def test_literals(text: str, expected: list[str]) -> None:
    """What is found, in the order of the kinds."""
    assert _found(text) == expected


def test_a_long_text_is_read_in_good_time() -> None:
    """One word of a megabyte, as an inline archive would be."""
    assert _found("a1-" * 350_000) == []


def test_around_shows_the_word() -> None:
    """Gaps are shown, other words are not."""
    assert around(f"see arn:aws:s3:::{GAP}/x there", 4) == "arn:aws:s3:::${…}/x"
