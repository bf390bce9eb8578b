"""Lists in a unit, units without row, and units of which it is not known what they are."""

import pytest

from cfnproof.least_privilege.requirements.requirement import Requirement, Unresolved
from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, text
from tests.unit.least_privilege.requirements.test_expand import GONE, OPEN, needs, resources, row

LISTS = Scope(
    {
        "Single": Listing((Scope({"X": text("1")}), Scope({"X": text("2"), "Y": text("y")}), Scope({}))),
        "Outer": Listing(
            (
                Scope({"Inner": Listing((Scope({"X": text("a")}), Scope({"X": text("b")})))}),
                Scope({}),
                Scope({}, {"Inner": Scope({"X": text("c")})}),
                Scope({"Inner": GONE}),
            )
        ),
        "Gone": GONE,
        "X": text("own"),
    },
    {"Mapping": Scope({"X": text("m")}, {"Inner": Scope({"X": text("deep")})})},
    outer=Scope({"Around": text("around")}),
)


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ("Single", ["1", "2"]),
        ("Mapping", ["m"]),
        ("Mapping.Inner", ["deep"]),
        ("Nothing", []),
        ("X", []),
        ("Nothing.Inner", []),
        ("X.Inner", []),
    ],
)
def test_each_element_of_a_list(each: str, expected: list[str]) -> None:
    """The row is about each that it holds of; one mapping counts as a list of one."""
    assert resources(needs(LISTS, row(each=each, when={"X": True}, resources=("${X}",)))) == expected


def test_each_element_of_the_lists_in_a_list() -> None:
    """Also where one of them is not known."""
    found = needs(LISTS, row(each="Outer.Inner", resources=("${X}",)))
    assert resources(found[:-1]) == ["a", "b", "c"]
    assert isinstance(found[-1], Unresolved)
    assert found[-1].what == GONE.what


@pytest.mark.parametrize("each", ["Gone", "Gone.Inner"])
def test_a_list_that_is_not_known(each: str) -> None:
    """Its elements have names of which nothing is known."""
    (found,) = needs(LISTS, row(each=each, when={"X": True}, resources=("${X}",)))
    assert isinstance(found, Unresolved)
    assert (found.what, found.actions) == (GONE.what, ("a:B",))


def test_an_element_reaches_what_is_around_the_unit() -> None:
    """But not the settings beside its list."""
    (found, *_) = needs(LISTS, row(each="Single", resources=("${Around}",)))
    assert resources([found]) == ["around"]
    (missing,) = {type(one) for one in needs(LISTS, row(each="Single", resources=("${Gone}",)))}
    assert missing is Unresolved


@pytest.mark.parametrize("name", ["Category", "Owner", "Provider", "Integration", "Api", "Service"])
def test_a_unit_of_which_it_is_not_known_what_it_is(name: str) -> None:
    """Nothing is known of what it needs: no actions are said."""
    (found,) = needs(Scope({name: GONE}, derived=frozenset({name})), row(), row(when={"A": True}))
    assert isinstance(found, Unresolved)
    assert (found.what, found.advice, found.actions) == (GONE.what, GONE.advice, ())


def test_a_setting_that_is_called_as_what_a_unit_is() -> None:
    """It is a setting: the row holds."""
    assert resources(needs(Scope({"Service": GONE, "A": text("a")}), row(when={"A": True}))) == ["*"]


def test_a_unit_whose_settings_are_not_known() -> None:
    """What it is is known, so its rows are looked at."""
    scope = Scope({"Api": text("sns:publish")}, rest=GONE)
    sure, other = row(when={"Api": ("sns:publish",)}, resources=("${TopicArn}",)), row(when={"Api": ("x:y",)})
    (found,) = needs(scope, sure, other)
    assert isinstance(found, Unresolved)
    assert (found.what, found.actions) == (GONE.what, ("a:B",))


def test_a_unit_without_row() -> None:
    """It may need anything: the advice says where to add a row."""
    scope = Scope({"Category": text("Deploy"), "Owner": text("AWS"), "Provider": text("Novel")})
    (found,) = needs(scope, row(when={"Provider": ("Other",)}))
    assert isinstance(found, Unresolved)
    assert found.what == "what t Deploy, AWS, Novel needs: no table says it"
    assert found.advice == "add a row to the unit 'unit' of t.yaml in the project's policies/requirements/"
    assert found.actions == ()


@pytest.mark.parametrize(("unit", "kind"), [("other", "t"), ("unit", "nobody"), ("trust", "nobody")])
def test_a_unit_that_no_table_has(unit: str, kind: str) -> None:
    """The same; but nobody need be trusted for it."""
    found = needs({}, unit=unit, kind=kind)
    if unit == "trust":
        assert found == []
    else:
        (one,) = found
        assert isinstance(one, Unresolved)
        assert one.what == f"what {kind} {unit} needs: no table says it"


def test_a_unit_that_needs_nothing() -> None:
    """The table has it, without rows."""
    assert needs({}, unit="nothing") == []


@pytest.mark.parametrize("unit", ["trust", "nothing"])
def test_a_unit_of_which_no_row_need_hold(unit: str) -> None:
    """A role that is trusted by nobody else, and a unit that needs nothing."""
    assert needs({"Provider": text("Novel")}, unit=unit) == []


def test_a_unit_whose_rows_do_not_hold_as_it_is_set_up() -> None:
    """They are about it all the same: it needs nothing."""
    assert needs({"Provider": text("S3")}, row(when={"Provider": ("S3",), "Key": True})) == []


def test_a_unit_of_a_sort_that_a_parameter_decides() -> None:
    """It may be the one that the row is about, or another one, which may need anything."""
    found = needs({"Provider": OPEN}, row(when={"Provider": ("S3",)}))
    assert {one.actions for one in found if isinstance(one, Unresolved)} == {("a:B",), ()}
    assert all(isinstance(one, Unresolved) for one in found)


def test_the_order_of_rows() -> None:
    """As in the table."""
    found = needs({"A": Leaf((("x",),))}, row(id="t-1"), row(id="t-2", when={"A": False}), row(id="t-3"))
    assert [one.row.id for one in found if isinstance(one, Requirement)] == ["t-1", "t-3"]
