"""Edits that are refused: by a TemplateError for what a text is, by a ValueError for what was asked."""

import pytest

from cfnproof.errors import TemplateError
from cfnproof.template.rewriting.edits import Append, Edit, Insert, Remove, Replace, apply
from tests.unit.template.rewriting.samples import YAML, node

_TEXT = "a:\n  - b: 1\n    c: 2\nd: !Sub x\ne: {f: 1}\n"
_X = node("x")


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        pytest.param([Remove(("a", 0))], "nothing would be left of a: remove it instead", id="only item"),
        pytest.param([Remove(("e", "f"))], "nothing would be left of e", id="only entry"),
        pytest.param([Remove(("a", 0, "b")), Remove(("a", 0, "c"))], "nothing would be left of a.0", id="all entries"),
        pytest.param([Remove(("d", "Fn::Sub"))], "nothing would be left of d", id="a call's argument"),
        pytest.param([Remove(("a", 1))], "the template has nothing at a.1", id="no such item"),
        pytest.param([Replace(("a", "b"), _X)], "the template has nothing at a.b", id="no such key"),
        pytest.param([Replace(("e", "f", "g"), _X)], "the template has nothing at e.f.g", id="below a scalar"),
        pytest.param([Insert(("e",), "f", _X)], "e.f is there already: replace it", id="key is there"),
        pytest.param([Insert(("a",), "f", _X)], "a is no mapping", id="insert into a list"),
        pytest.param([Insert(("d",), "f", _X)], "d is a call of Fn::Sub", id="insert into a call"),
        pytest.param([Append(("a", 0), _X)], "a.0 is no list", id="append to an item"),
        pytest.param([Append(("d", "Fn::Sub"), _X)], "nothing at d.Fn::Sub", id="append to an argument"),
        pytest.param([Append((), _X)], "the template's top is no list", id="append to the top"),
        pytest.param([Replace((), _X)], "not replaced as a whole", id="replace the top"),
        pytest.param([Remove(("a",)), Replace(("a", 0, "b"), _X)], "overlap: a and a.0.b", id="inside what goes"),
        pytest.param([Replace(("a",), _X), Append(("a",), _X)], "two edits overlap", id="append to what is replaced"),
        pytest.param([Remove(("a", 0)), Remove(("a", 0))], "two edits overlap", id="twice"),
        pytest.param([Insert(("e",), "g", _X), Insert(("e",), "g", _X)], "two edits overlap", id="one key twice"),
        pytest.param([Insert(("e",), "f", _X), Remove(("e", "f"))], "two edits overlap", id="one key out and in"),
    ],
)
def test_wrong_request(edits: list[Edit], words: str) -> None:
    """What cannot be meant is a mistake of the caller's."""
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        apply(_TEXT, YAML, edits)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: &x\n  b: 1\nc: *x\n", 3, "does not accept YAML aliases; write the value out", id="alias"),
        pytest.param("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "a hash merge '<<'", id="hash merge"),
        pytest.param("a: [1\n", 2, "is not valid YAML", id="malformed"),
        pytest.param(
            "b: 1\na: |+\n  text\n\n\nc: 1\n", 2, "does not allow this edit", id="text that ends in blank lines"
        ),
        pytest.param("b: 1\na:\n  ? k\n  : v\n  l: 1\n", 4, "does not allow this edit", id="explicit key"),
        pytest.param("b: 1\na: [k: v]\n", 2, "does not allow this edit", id="pair without braces"),
    ],
)
def test_wrong_text(text: str, line: int, words: str) -> None:
    """A text that cannot be edited without harm is named with its line, and never returned in pieces."""
    edits: dict[str, Edit] = {
        "explicit": Remove(("a", "k")),
        "pair": Insert(("a", 0), "l", _X),
        "other": Append(("a",), _X),
    }
    edit = edits["explicit" if "?" in text else "pair" if "[k" in text else "other"]
    with pytest.raises(TemplateError) as caught:
        apply(text, YAML, [edit])
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == (YAML, line)
