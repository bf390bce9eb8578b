"""Nodes and edits for property tests."""

from collections.abc import Iterator

from hypothesis import strategies as st

from cfnproof.template.intrinsic_names import LONG_FORMS
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Node, Object, Scalar, Sequence
from cfnproof.template.rewriting.edit_kinds import Path, overlap
from cfnproof.template.rewriting.edits import Append, Edit, Insert, Remove, Replace

_HERE = Mark(1, 1)
_LIKELY = (
    *("*", "s3:*", "true", "no", "y", "null", "~", "", "12", "1e3", "1_000", "0x1F", "2012-10-17", "2012", ".5", "="),
    *("- a", "a: b", "a #b", "#a", "!x", "&x", "*x", "%a", "@a", "`a", "'a'", '"a"', "? a", ": a", "a:", "[a]", "<<"),
    *("{a: b}", "${A}/*", "arn:${AWS::Partition}:s3:::b/*", "a, b", " a", "a ", "a\nb", "a\tb", "---", "...", "a::b"),
    *("::", "?a", "-a", "é", "\x85", "\u2028", "\ufeff", "\U0001f600", "|", ">", "/", "x" * 150),
)
_texts = st.sampled_from(_LIKELY) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_numbers = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
_keys = _texts.filter(lambda text: text not in LONG_FORMS | {"<<"} and len(text) < 100)
_names = st.sampled_from(sorted(LONG_FORMS - {"Ref", "Condition", "Fn::Transform"}))


def _scalar(value: str | float | None) -> Scalar:
    return Scalar(value, _HERE)


def _sequence(items: list[Node]) -> Node:
    return Sequence(tuple(items), _HERE)


def _object(entries: dict[str, Node]) -> Node:
    return Object(tuple(Entry(key, value, _HERE) for key, value in entries.items()), _HERE)


def _call(name: str, argument: Node) -> Node:
    return Intrinsic(name, argument, _HERE)


def _collections(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return (
        st.lists(inner, max_size=3).map(_sequence)
        | st.dictionaries(_keys, inner, max_size=3).map(_object)
        | st.builds(_call, _names, inner)
    )


_leaves: st.SearchStrategy[Node] = (
    (_texts | _numbers | st.booleans() | st.none()).map(_scalar)
    | st.builds(_call, st.sampled_from(["Ref", "Condition", "Fn::Sub"]), _texts.map(_scalar))
    | st.just(_call("Fn::GetAtt", _scalar("Bucket.Arn")))
)
generated_nodes: st.SearchStrategy[Node] = st.recursive(_leaves, _collections, max_leaves=8)
"""Any node, with a taste for texts that YAML reads as something else."""


def generated_edits(value: object) -> st.SearchStrategy[list[Edit]]:
    """One to four edits, which do not overlap, of a template with this plain value."""
    paths = list(paths_of(value))
    entries = [path for path, _ in paths if isinstance(path[-1], str) and path[-1] not in LONG_FORMS]
    lists = [path for path, found in paths if isinstance(found, list)]
    mappings = [path for path, found in paths if isinstance(found, dict) and not LONG_FORMS & set(found)]
    known = st.sampled_from([path for path, _ in paths])
    one: st.SearchStrategy[Edit] = (
        st.builds(Replace, known, generated_nodes)
        | st.builds(Remove, known)
        | st.builds(Append, st.sampled_from(entries) | st.sampled_from(lists), generated_nodes)
        | st.builds(Insert, st.sampled_from(mappings), st.sampled_from(["Condition ", "New", "new:*"]), generated_nodes)
    )
    return st.lists(one, min_size=1, max_size=4).map(_without_overlaps)


def _without_overlaps(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in edits:
        if not any(overlap(edit, other) for other in kept):
            kept.append(edit)
    return kept


def paths_of(value: object, above: Path = ()) -> Iterator[tuple[Path, object]]:
    """Each place below the top, with its value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        yield (*above, step), child
        yield from paths_of(child, (*above, step))
