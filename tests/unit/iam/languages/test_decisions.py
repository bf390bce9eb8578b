"""The languages of patterns: what is found is right, and where nothing is found there is nothing."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfnproof.iam.languages import Kind, contained, outside, overlap
from cfnproof.iam.texts.patterns import arn_regex, compiled, marked, resource_regex, text_regex

BUCKET: Final = "arn:aws:s3:::data"
ATOM: Final = "\ue000"
OTHER: Final = "\ue001"
_ALPHABET: Final = {Kind.TEXT: f"ab{ATOM}", Kind.FOLDED: "aB", Kind.RESOURCE: "a:", Kind.ARN: "a:"}
_LONGEST: Final = {Kind.TEXT: 5, Kind.FOLDED: 6, Kind.RESOURCE: 7, Kind.ARN: 7}
_CHARACTER: Final = "[^\ue000-\uf8ff]"
"""What `?` matches: no atom."""

_TEXTS: Final = {
    # x stands for all characters that the patterns do not have
    kind: ["".join(symbols) for size in range(_LONGEST[kind] + 1) for symbols in product(alphabet + "x", repeat=size)]
    for kind, alphabet in _ALPHABET.items()
}


def _matcher(pattern: str, kind: Kind) -> Callable[[str], bool]:
    """What the evaluator says."""
    wanted = marked(pattern.lower() if kind is Kind.FOLDED else pattern)
    make = {Kind.RESOURCE: resource_regex, Kind.ARN: arn_regex}.get(kind, text_regex)
    regex = make(wanted)
    if regex is None:
        return lambda _: False
    expression = compiled(re.sub(r"\.(?!\*)", _CHARACTER, regex))
    return lambda text: expression.fullmatch(text.lower() if kind is Kind.FOLDED else text) is not None


def _patterns(kind: Kind) -> st.SearchStrategy[str]:
    """Short ones; of ARNs, most have their colons."""
    if kind in (Kind.TEXT, Kind.FOLDED):
        return st.text(_ALPHABET[kind] + "*?", max_size=4)
    fields = st.lists(st.sampled_from(("", "", "", "*", "?", "a", "a*", "*a")), min_size=4, max_size=7)
    return st.one_of(st.just("*"), fields.map(":".join))


def _texts(kind: Kind, *patterns: str) -> Iterator[str]:
    """The texts that are tried, the shortest first: atoms are only in those of patterns that have them."""
    return (text for text in _TEXTS[kind] if ATOM not in text or any(ATOM in pattern for pattern in patterns))


@st.composite
def _questions(draw: st.DrawFn) -> tuple[Kind, str, list[str]]:
    kind = draw(st.sampled_from(Kind))
    patterns = _patterns(kind)
    return kind, draw(patterns), draw(st.lists(patterns, max_size=3))


@settings(max_examples=600, deadline=None, derandomize=True, database=None)
@given(_questions())
def test_enumeration_finds_the_same(question: tuple[Kind, str, list[str]]) -> None:
    """All short texts are tried with the evaluator's own expressions."""
    kind, pattern, others = question
    found = outside(pattern, others, kind)
    wanted, refused = _matcher(pattern, kind), [_matcher(other, kind) for other in others]
    tried = (text for text in _texts(kind, pattern, *others) if wanted(text))
    shortest = next((text for text in tried if not any(matches(text) for matches in refused)), None)
    if found is None:
        assert shortest is None
    else:
        assert wanted(found)
        assert not any(matches(found) for matches in refused)
        assert len(found) > _LONGEST[kind] or (shortest is not None and len(found) == len(shortest))
    assert contained([pattern], others, kind) is (found is None)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(_questions())
def test_enumeration_finds_the_same_in_common(question: tuple[Kind, str, list[str]]) -> None:
    """For two patterns."""
    kind, pattern, others = question
    left = _matcher(pattern, kind)
    for other in others:
        found = overlap(pattern, other, kind)
        right = _matcher(other, kind)
        shortest = next((text for text in _texts(kind, pattern, other) if left(text) and right(text)), None)
        if found is None:
            assert shortest is None
        else:
            assert left(found)
            assert right(found)
            assert len(found) > _LONGEST[kind] or (shortest is not None and len(found) == len(shortest))


@pytest.mark.parametrize(
    ("pattern", "patterns", "kind", "expected"),
    [
        (f"{BUCKET}/*", [f"{BUCKET}/*"], Kind.RESOURCE, None),
        (f"{BUCKET}/*", ["arn:aws:s3:::*"], Kind.RESOURCE, None),
        (f"{BUCKET}/*", [f"{BUCKET}/", f"{BUCKET}/?*"], Kind.RESOURCE, None),
        (f"{BUCKET}/*", [f"{BUCKET}/a*", f"{BUCKET}/b*"], Kind.RESOURCE, f"{BUCKET}/"),
        (f"{BUCKET}/?*", [f"{BUCKET}/a*", f"{BUCKET}/b*"], Kind.RESOURCE, f"{BUCKET}/c"),
        ("arn:aws:sqs:*:1:q", ["arn:aws:sqs:*"], Kind.RESOURCE, None),
        ("arn:aws:sqs:*", ["arn:aws:sqs:*:*:*"], Kind.RESOURCE, "arn:aws:sqs:"),
        ("arn:aws:sqs:e*u:1:q", ["arn:aws:sqs:e?u:1:q", "arn:aws:sqs:eu:1:q"], Kind.RESOURCE, "arn:aws:sqs:eaau:1:q"),
        ("*", [], Kind.RESOURCE, ""),
        ("arn:aws:s3:*", [], Kind.ARN, None),
        ("arn:aws:s3:::*", ["*"], Kind.ARN, None),
        ("*", ["arn:*:*:*:*:*"], Kind.ARN, ":::::"),
        ("s3:Get*", ["s3:get*"], Kind.FOLDED, None),
        ("s3:Get*", ["s3:get*"], Kind.TEXT, "s3:Get"),
        ("s3:GetObject*", ["s3:GetObject", "s3:GetObjectT*"], Kind.FOLDED, "s3:getobjecta"),
        ("a", ["?"], Kind.TEXT, None),
    ],
)
def test_examples(pattern: str, patterns: list[str], kind: Kind, expected: str | None) -> None:
    """Of patterns as policies have them."""
    found = outside(pattern, patterns, kind)
    assert (found.lower() if found is not None and kind is Kind.FOLDED else found) == expected


@pytest.mark.parametrize(
    ("pattern", "patterns", "kind", "expected"),
    [
        (f"arn:aws:s3:::{ATOM}/*", [f"arn:aws:s3:::{ATOM}/*"], Kind.RESOURCE, None),
        (f"arn:aws:s3:::{ATOM}/*", ["arn:aws:s3:::*"], Kind.RESOURCE, None),
        (f"arn:aws:s3:::{ATOM}/*", [f"arn:aws:s3:::{OTHER}/*"], Kind.RESOURCE, f"arn:aws:s3:::{ATOM}/"),
        (f"arn:{ATOM}:sqs:{OTHER}:1:q", [f"arn:{ATOM}:sqs:*a:1:q"], Kind.ARN, f"arn:{ATOM}:sqs:{OTHER}:1:q"),
        (f"arn:{ATOM}:sqs:{OTHER}:1:q", ["arn:*:sqs:*:*:*"], Kind.ARN, None),
        (ATOM, ["?"], Kind.TEXT, ATOM),
        (f"{ATOM}a", [f"?{ATOM}a", "?a"], Kind.TEXT, f"{ATOM}a"),
        ("*", [f"{ATOM}*"], Kind.TEXT, ""),
        (f"*{ATOM}", ["", "?*", f"{ATOM}"], Kind.TEXT, f"{ATOM}{ATOM}"),
        ("*", ["", "?*"], Kind.TEXT, None),
        (ATOM, [ATOM], Kind.FOLDED, None),
    ],
)
def test_an_atom_is_a_text_of_its_own(pattern: str, patterns: list[str], kind: Kind, expected: str | None) -> None:
    """`*` matches it, `?` does not."""
    assert outside(pattern, patterns, kind) == expected


def test_what_patterns_have_in_common() -> None:
    """A shortest text that both match."""
    assert overlap(f"{BUCKET}/*/log", f"{BUCKET}/a*", Kind.RESOURCE) == f"{BUCKET}/a/log"
    assert overlap(f"{BUCKET}/a", f"{BUCKET}/b*", Kind.RESOURCE) is None
    assert overlap("s3:Get*", "S3:*OBJECT", Kind.FOLDED) is not None
    assert overlap(f"a{ATOM}", f"*{OTHER}", Kind.TEXT) is None


def test_many_wildcards_do_not_take_forever() -> None:
    """On either side."""
    assert outside("*a" * 20, ["*a" * 21], Kind.TEXT) == "a" * 20
    assert outside("*a" * 21, ["*a" * 20], Kind.TEXT) is None
