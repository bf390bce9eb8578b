"""From the rows of a unit to what it needs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.errors import ConfigError
from cfnproof.findings import Place
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement, Unit, Unresolved
from cfnproof.least_privilege.requirements.rows import Row, Table
from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown, Value, leaf, text
from cfnproof.template.expressions import Reference

HERE: Final = Place(Path("app.yaml"), 3, 1)
GONE: Final = Unknown("what it is", "give it")
OPEN: Final = leaf((terms.of("app", "Mode", terms.PARAMETER),))
Found = Requirement | Unresolved


def row(**fields: Any) -> Row:  # noqa: ANN401  # the row's own fields
    """A row with the fields that a test is about."""
    known = {
        "id": "t-row",
        "kind": "t",
        "unit": "unit",
        "actions": ("a:B",),
        "resources": ("*",),
        "page": "page",
        "why": "why",
    }
    return Row(**{**known, **fields})


def needs(values: Mapping[str, Value] | Scope, *rows: Row, unit: str = "unit", kind: str = "t") -> list[Found]:
    """What a unit needs by these rows."""
    scope = values if isinstance(values, Scope) else Scope(values)
    tables = {"t": Table("t", {"unit": rows, "nothing": (), "trust": ()})}
    return list(expand(Unit(kind, unit, scope, "the unit", HERE), tables))


def resources(found: list[Found]) -> list[str]:
    """The resources of requirements."""
    assert all(isinstance(one, Requirement) for one in found), found
    return ["".join(map(str, value)) for one in found if isinstance(one, Requirement) for value in one.resources]


@pytest.mark.parametrize(
    ("when", "values", "expected"),
    [
        ({}, {}, True),
        ({"A": True}, {"A": text("x")}, True),
        ({"A": True}, {"A": text("")}, True),
        ({"A": True}, {"A": Listing(())}, True),
        ({"A": True}, {}, False),
        ({"A": True}, {"A": OPEN}, True),
        ({"A": False}, {"A": text("x")}, False),
        ({"A": False}, {}, True),
        ({"A": ("x",)}, {"A": text("x")}, True),
        ({"A": ("x", "y")}, {"A": text("y")}, True),
        ({"A": ("x",)}, {"A": leaf(("z",), ("x",))}, True),
        ({"A": ("x",)}, {"A": leaf((Reference("=x"),))}, True),
        ({"A": ("x",)}, {"A": text("z")}, False),
        ({"A": ("x",)}, {"A": leaf((Reference("=z"),))}, False),
        ({"A": ("x",)}, {"A": Listing(())}, False),
        ({"A": ("x",)}, {}, False),
        ({"A": ("true",)}, {"A": text("true")}, True),
        ({"A": True, "B": ("x",)}, {"A": text("a"), "B": text("x")}, True),
        ({"A": True, "B": ("x",)}, {"A": text("a"), "B": text("y")}, False),
        ({"A": True, "B": ("x",)}, {"A": GONE, "B": text("y")}, False),
    ],
)
def test_when_a_row_holds(when: Mapping[str, Any], values: Mapping[str, Value], expected: bool) -> None:  # noqa: FBT001  # a parametrized answer
    """A value, none, or one of some texts; a parameter counts by its value. What does not hold is not in doubt."""
    assert resources(needs(values, row(when=when))) == (["*"] if expected else [])


@pytest.mark.parametrize("wanted", [True, False, ("x",)])
def test_a_row_of_which_it_is_not_known_whether_it_holds(wanted: object) -> None:
    """What is not known is said, with the actions that hang on it."""
    assert needs({"A": GONE}, row(when={"A": wanted}, actions=("a:B", "a:C"))) == [
        Unresolved("the unit", "what it is", "give it", HERE, "page", ("a:B", "a:C"))
    ]


def test_a_row_that_hangs_on_a_parameter_of_which_nothing_is_known() -> None:
    """Its value may be the one that is wanted."""
    (found,) = needs({"Mode": OPEN}, row(when={"Mode": ("x",)}))
    assert isinstance(found, Unresolved)
    assert "Mode" in found.what
    assert found.actions == ("a:B",)


@pytest.mark.parametrize("value", [leaf((terms.of("app", "Data"),)), leaf(("x", Reference("AWS::Region")))])
def test_a_name_that_is_not_known_is_no_text(value: Leaf) -> None:
    """It is another resource's: it cannot be what the row asks for."""
    assert needs({"A": value}, row(when={"A": ("x",)})) == []


@pytest.mark.parametrize(
    ("written", "values", "expected"),
    [
        ("*", {}, ["*"]),
        ("arn:x", {}, ["arn:x"]),
        ("arn:${A}/*", {"A": text("a")}, ["arn:a/*"]),
        (
            "arn:${AWS::Partition}:s3:::${A}",
            {"A": leaf((Reference("app/D"),))},
            ["arn:${AWS::Partition}:s3:::${app/D}"],
        ),
        ("${A}-${B}", {"A": leaf(("1",), ("2",)), "B": leaf(("x",), ("y",))}, ["1-x", "1-y", "2-x", "2-y"]),
        ("${A}", {"A": leaf(("1",), ("1",), ("2",))}, ["1", "2"]),
        ("${A}", {"A": Leaf(())}, []),
        ("${A|lower}", {"A": text("ABC")}, ["abc"]),
        ("${A|s3|folder}/*", {"A": text("s3://data/a/")}, ["arn:${AWS::Partition}:s3:::data/a/*"]),
        ("${A.B.C}", {}, ["deep"]),
    ],
)
def test_resources(written: str, values: Mapping[str, Value], expected: list[str]) -> None:
    """Each combination of the values of the names in it, each once."""
    scope = Scope(values, {"A": Scope({}, {"B": Scope({"C": text("deep")})})} if "." in written else {})
    assert resources(needs(scope, row(resources=(written,)))) == expected


def test_several_resources() -> None:
    """They are one requirement's."""
    (found,) = needs({"A": text("a")}, row(resources=("x/${A}", "y/${A}")))
    assert resources([found]) == ["x/a", "y/a"]
    assert found.actions == ("a:B",)


@pytest.mark.parametrize(
    ("written", "values", "what"),
    [
        ("${A}", {"A": GONE}, "what it is"),
        ("${A.B}", {"A": GONE}, "what it is"),
        ("${A}", {}, "a value for 'A'"),
        ("${A}", {"A": Listing(())}, "a value for 'A'"),
        ("${A|s3}", {"A": text("data/a")}, "the s3 of 'A'"),
        ("${A|s3}", {"A": leaf(("s3://data",), ("data",))}, "the s3 of 'A'"),
        ("${A|kms}", {"A": OPEN}, "the kms of 'A'"),
    ],
)
def test_a_resource_that_is_not_known(written: str, values: Mapping[str, Value], what: str) -> None:
    """It is said, with the actions and the page."""
    (found,) = needs(values, row(resources=("*", written)))
    assert isinstance(found, Unresolved)
    assert (found.what, found.page, found.actions, found.place) == (what, "page", ("a:B",), HERE)
    assert found.advice


def test_a_filter_that_does_not_exist() -> None:
    """The row is wrong."""
    with pytest.raises(ConfigError, match="row 't-row' has the unknown filter 'lowr': did you mean 'lower'"):
        needs({"A": text("a")}, row(resources=("${A|lowr}",)))


def test_conditions() -> None:
    """By operator, in keys and values names are worked out."""
    (found,) = needs(
        {"Tag": leaf(("a",), ("b",)), "V": leaf(("1",), ("2",))},
        row(
            conditions={"StringEquals": {"aws:RequestTag/${Tag}": ("${V}",), "k": ("x", "y")}, "Bool": {"b": ("true",)}}
        ),
    )
    assert isinstance(found, Requirement)
    assert [(one.operator, one.key, one.values) for one in found.conditions] == [
        ("StringEquals", "aws:RequestTag/a", (("1",), ("2",))),
        ("StringEquals", "aws:RequestTag/b", (("1",), ("2",))),
        ("StringEquals", "k", (("x",), ("y",))),
        ("Bool", "b", (("true",),)),
    ]


@pytest.mark.parametrize("condition", [{"k": ("${A}",)}, {"k/${A}": ("v",)}])
def test_a_condition_that_is_not_known(condition: Mapping[str, tuple[str, ...]]) -> None:
    """The whole row is unresolved."""
    (found,) = needs({"A": GONE}, row(conditions={"StringEquals": condition}))
    assert isinstance(found, Unresolved)
    assert found.actions == ("a:B",)
