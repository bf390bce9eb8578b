"""The table of what LocalStack does otherwise: each row is met by the tests that it names, and told in the docs."""

from pathlib import Path

import pytest

from cfnproof.config import find
from tests.pipelines import differences
from tests.pipelines.differences import DIFFERENCES, Difference

NAMES = {id(value): name for name, value in vars(differences).items() if isinstance(value, Difference)}
"""The constants' names, by what they hold."""


def test_every_difference_is_in_the_table() -> None:
    """And each once."""
    assert sorted(map(id, DIFFERENCES)) == sorted(NAMES)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: NAMES[id(one)])
def test_each_test_that_a_difference_names_asserts_it(difference: Difference) -> None:
    """By the constant's name, in the function that is named."""
    for test in difference.tests:
        file, _, function = test.partition("::")
        text = (Path(__file__).parent / file).read_text(encoding="utf-8")
        _, found, body = text.partition(f"def {function}(")
        assert found, f"{file} has no {function}"
        assert NAMES[id(difference)] in body.partition("\ndef ")[0]


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: NAMES[id(one)])
def test_the_docs_tell_each_difference(difference: Difference) -> None:
    """In the words of the table."""
    text = (find(Path(__file__)).root / "docs" / "localstack.md").read_text(encoding="utf-8")
    assert f"| {difference.behaviour} | `{difference.source}` |" in text
