"""What is known of a unit, by name."""

from typing import Final

import pytest

from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown, leaf, text

GONE: Final = Unknown("the input", "give it")
SCOPE: Final = Scope(
    {
        "Provider": text("S3"),
        "Name": text("own"),
        "Items": Listing((Scope({"Name": text("item")}, {"Deep": Scope({"X": text("x")})}),)),
        "Input": GONE,
        "Dotted.Name": text("whole"),
    },
    {"Config": Scope({"Bucket": text("data"), "Later": GONE}, {"Inner": Scope({"Key": text("k")})})},
    outer=Scope({"Name": text("outer"), "PipelineName": text("p")}),
    derived=frozenset({"Provider"}),
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Provider", text("S3")),
        ("Name", text("own")),
        ("PipelineName", text("p")),
        ("Config.Bucket", text("data")),
        ("Config.Inner.Key", text("k")),
        ("Dotted.Name", text("whole")),
        ("Input", GONE),
        ("Input.Anything.Below", GONE),
        ("Config.Later.Below", GONE),
        ("Nothing", None),
        ("Config.Nothing", None),
        ("Nothing.Below", None),
        ("Provider.Below", None),
        ("Items.Name", None),
    ],
)
def test_a_name(path: str, expected: object) -> None:
    """Its own value, else that of the scope around; below what is not known nothing is known."""
    assert SCOPE.find(path) == expected


def test_mappings_and_lists() -> None:
    """They are found as they are."""
    assert isinstance(SCOPE.find("Config"), Scope)
    assert isinstance(SCOPE.find("Config.Inner"), Scope)
    assert isinstance(SCOPE.find("Items"), Listing)


def test_any_other_name() -> None:
    """It has what `rest` says; a name around goes before."""
    found = Scope({"A": text("a")}, outer=Scope({"B": text("b")}), rest=GONE)
    assert [found.find(name) for name in ("A", "B", "C", "C.D")] == [text("a"), text("b"), GONE, GONE]


def test_an_element_of_a_list() -> None:
    """It has its own names, those that say what the unit is, and those around; no setting beside the list."""
    items = SCOPE.find("Items")
    assert isinstance(items, Listing)
    inside = SCOPE.within(items.items[0])
    wanted = {
        "Name": text("item"),
        "Deep.X": text("x"),
        "Provider": text("S3"),
        "PipelineName": text("p"),
        "Config": None,
        "Input": None,
        "Items": None,
    }
    assert {name: inside.find(name) for name in wanted} == wanted


def test_an_element_of_an_element() -> None:
    """The names of the unit are in reach all the same."""
    inner = SCOPE.within(Scope({"Outer": text("o")})).within(Scope({"Name": text("inner")}))
    assert [inner.find(name) for name in ("Name", "Provider", "PipelineName", "Outer")] == [
        *(text("inner"), text("S3"), text("p"), None)
    ]


def test_every_value_by_its_path() -> None:
    """Those of lists under the path of their list; what is not known is none."""
    assert dict(SCOPE.leaves()) == {
        "Provider": text("S3"),
        "Name": text("own"),
        "Dotted.Name": text("whole"),
        "Items.Name": text("item"),
        "Items.Deep.X": text("x"),
        "Config.Bucket": text("data"),
        "Config.Inner.Key": text("k"),
    }


def test_leaves() -> None:
    """Of several values, and of a text."""
    assert leaf(("a",), ("b",)) == Leaf((("a",), ("b",)))
    assert text("a") == leaf(("a",))
