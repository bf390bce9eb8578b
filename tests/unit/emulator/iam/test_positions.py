"""Where statements stand in a policy's text, as AWS's examples have it."""

import json

from cfnproof.emulator.iam.positions import spans


def _places(text: str) -> list[tuple[int, int, int, int]]:
    return [(start["Line"], start["Column"], end["Line"], end["Column"]) for start, end in spans(text)]


def test_a_list() -> None:
    """The first begins behind the bracket, the others behind the one before."""
    body = {"Version": "2012-10-17", "Statement": [{"Sid": "a"}, {"Sid": "[{}]"}]}
    assert _places(json.dumps(body)) == [(1, 41, 1, 53), (1, 53, 1, 70)]
    assert _places(json.dumps(body, separators=(",", ":"))) == [(1, 38, 1, 49), (1, 49, 1, 64)]
    assert _places(json.dumps(body, indent=4)) == [(3, 19, 6, 10), (6, 10, 9, 10)]


def test_a_single_statement() -> None:
    """It begins behind the colon, whatever comes after it."""
    assert _places('{"Statement": {"Sid": "a"},\r\n "Version": "2012-10-17"}') == [(1, 14, 1, 27)]


def test_no_statement() -> None:
    """An empty list has none."""
    assert _places('{"Id": "Statement", "Statement": []}') == []
