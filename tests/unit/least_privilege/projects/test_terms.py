"""Values as text with references: made one, taken apart, replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Opaque, Part, Parts, Reference

A, B = Reference("app/A"), Reference("app/B")
PIECES: st.SearchStrategy[Part] = st.one_of(st.sampled_from(["a", ":", "/", "ab", ""]), st.sampled_from([A, B]))
PARTS: st.SearchStrategy[Parts] = st.lists(PIECES).map(terms.joined)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((), ()),
        (("",), ()),
        (("a", "b"), ("ab",)),
        (("a", "", "b"), ("ab",)),
        (("a", A, "", "b", "c", B), ("a", A, "bc", B)),
        ((A, A), (A, A)),
    ],
)
def test_adjacent_texts_are_one(pieces: tuple[Part, ...], expected: Parts) -> None:
    """Empty ones are left out."""
    assert terms.joined(pieces) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((), ((),)),
        (("a",), (("a",),)),
        (("a:b",), (("a",), ("b",))),
        ((":",), ((), ())),
        (("arn:", A, ":s3:::", B, "/x"), (("arn",), (A,), ("s3",), (), (), (B, "/x"))),
    ],
)
def test_split(value: Parts, expected: tuple[Parts, ...]) -> None:
    """At the delimiters in the text."""
    assert terms.split(value, ":") == expected


@given(PARTS)
def test_what_is_split_can_be_put_together(value: Parts) -> None:
    """Nothing is lost."""
    pieces = terms.split(value, ":")
    again = terms.joined(part for number, piece in enumerate(pieces) for part in ((":",) if number else ()) + piece)
    assert again == value


@pytest.mark.parametrize(
    ("value", "old", "expected"),
    [
        ((A,), (A,), (B,)),
        (("x", A, "y"), (A,), ("x", B, "y")),
        ((A, A), (A,), (B, B)),
        (("x/", A, "/y"), ("/", A), ("x", B, "/y")),
        (("x/", A, "/y"), (A, "/"), ("x/", B, "y")),
        (("abab",), ("ab",), (B, B)),
        (("aab",), ("ab",), ("a", B)),
        (("x", A), ("y", A), ("x", A)),
        ((A,), (A, "x"), (A,)),
        ((A, "xy"), (A, "x"), (B, "y")),
        ((), (A,), ()),
    ],
)
def test_replaced(value: Parts, old: Parts, expected: Parts) -> None:
    """Each run; texts at its ends are cut out of longer ones."""
    assert terms.replaced(value, old, (B,)) == expected


@given(PARTS, st.sampled_from([(A,), ("a", A), (A, "/"), ("ab",)]))
def test_replaced_by_itself_is_the_same(value: Parts, old: Parts) -> None:
    """Whatever the run."""
    assert terms.replaced(value, old, old) == value


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("text", False),
        (A, False),
        (Reference("AWS::Region"), False),
        (Reference("app/AWS::StackName"), False),
        (Reference("=finbert"), False),
        (Reference("image/pytorch-training"), False),
        (terms.of("app", "P", "region"), False),
        (terms.of("app", "P", "account"), False),
        (terms.of("app", "P", "resource"), False),
        (terms.of("app", "AWS::StackId", "guid"), False),
        (terms.of("app", "P", terms.PARAMETER), True),
        (terms.of("app", "Thing", "Arn"), True),
        (terms.of("app", "Thing", "Ref"), True),
        (terms.of("app", "Out", "Output"), True),
        (Reference("Thing", "Arn"), True),
        (Opaque('app/{"Fn::GetAZs": ""}'), True),
    ],
)
def test_what_may_be_anything(part: Part, expected: bool) -> None:  # noqa: FBT001  # a parametrized answer
    """A name is not open, though it is not known."""
    assert terms.is_open(part) is expected


def test_references() -> None:
    """The parts that are no text."""
    assert list(terms.references(("a", A, "b", B))) == [A, B]
