"""The tables: how a row is read, a project's own folder, and what is refused."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.errors import ConfigError
from cfnproof.least_privilege.requirements.rows import Row, tables
from cfnproof.locations import shipped_requirements

FIELDS: Final = "actions: s3:GetObject, page: p, why: w"


def write(folder: Path, text: str, name: str = "roles.yaml") -> Path:
    """A folder with one table."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def own(folder: Path, text: str) -> tuple[Row, ...]:
    """The rows of the unit `u` of a project's table of roles."""
    return tables(write(folder, text))["roles"].units["u"]


def test_a_row_with_every_field(tmp_path: Path) -> None:
    """One text or a list of them."""
    (row,) = own(
        tmp_path,
        """
u:
  - id: roles-all
    when: {A: true, B: false, C: text, D: [x, y]}
    each: List
    actions: [s3:GetObject, s3:PutObject]
    resources: [r, s]
    principal: a.amazonaws.com
    conditions: {StringEquals: {a:Key: v}, StringLike: {a:Other: [v, w]}}
    why: w
    page: p
    possible: perhaps
    unexercised: never
""",
    )
    assert (row.id, row.kind, row.unit, row.each) == ("roles-all", "roles", "u", "List")
    assert (row.actions, row.resources) == (("s3:GetObject", "s3:PutObject"), ("r", "s"))
    assert row.principal == "a.amazonaws.com"
    assert row.when == {"A": True, "B": False, "C": ("text",), "D": ("x", "y")}
    assert row.conditions == {"StringEquals": {"a:Key": ("v",)}, "StringLike": {"a:Other": ("v", "w")}}
    assert (row.why, row.page, row.possible, row.unexercised) == ("w", "p", "perhaps", "never")


def test_a_row_with_the_fields_that_it_must_have(tmp_path: Path) -> None:
    """Actions that take no resource are on `*`."""
    (row,) = own(tmp_path, f"u: [{{id: roles-x, {FIELDS}}}]")
    assert (row.actions, row.resources) == (("s3:GetObject",), ("*",))
    assert (row.when, row.each, row.principal, row.conditions, row.possible) == ({}, "", "", {}, "")


def test_the_shipped_tables_without_a_folder(tmp_path: Path) -> None:
    """None, or one that is not there, or the shipped one itself adds nothing."""
    assert set(tables()) == {"cloudformation", "codepipeline", "events", "sagemaker", "stepfunctions"}
    assert set(tables(tmp_path / "nowhere")) == set(tables())
    shipped = {
        row.id for table in tables(shipped_requirements()).values() for rows in table.units.values() for row in rows
    }
    assert shipped == {row.id for table in tables().values() for rows in table.units.values() for row in rows}


def test_an_own_folder_is_added(tmp_path: Path) -> None:
    """To the units of a shipped table, and as tables of its own."""
    write(
        tmp_path,
        f"action: [{{id: codepipeline-own, {FIELDS}}}]\nnew: [{{id: codepipeline-new, {FIELDS}}}]",
        "codepipeline.yaml",
    )
    found = tables(write(tmp_path, f"u: [{{id: roles-x, {FIELDS}}}]"))
    assert found["codepipeline"].units["action"][-1].id == "codepipeline-own"
    assert found["codepipeline"].units["action"][:-1]
    assert [row.id for row in found["codepipeline"].units["new"]] == ["codepipeline-new"]
    assert found["roles"].kind == "roles"
    assert "roles" not in tables()


def test_a_table_in_several_files(tmp_path: Path) -> None:
    """What stands before the hyphen is its kind."""
    write(tmp_path, f"u: [{{id: roles-a, {FIELDS}}}]", "roles-apps.yaml")
    found = tables(write(tmp_path, f"u: [{{id: roles-b, {FIELDS}}}]\nv: []", "roles.yaml"))
    assert {row.id for row in found["roles"].units["u"]} == {"roles-a", "roles-b"}
    assert {row.kind for row in found["roles"].units["u"]} == {"roles"}


def test_a_unit_without_rows(tmp_path: Path) -> None:
    """It needs nothing, and the table says so."""
    assert own(tmp_path, "u: []") == ()


def test_other_files_are_no_tables(tmp_path: Path) -> None:
    """Only those that are named .yaml."""
    write(tmp_path, "[", "notes.txt")
    assert set(tables(write(tmp_path, "[", "roles.yml"))) == set(tables())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be a mapping from the units of a workload to lists of rows"),
        ("[u]", "must be a mapping from the units of a workload to lists of rows"),
        ("u:", "must be a mapping from the units of a workload to lists of rows"),
        ("u: {id: x}", "must be a mapping from the units of a workload to lists of rows"),
        ("u: [", "is no YAML: "),
        ("u: ['\0']", "is a binary file"),
        ("u: [text]", "has a row of 'u' that is no mapping: 'text'"),
        (f"u: [{{{FIELDS}}}]", "row 'without id' has no 'id': give it"),
        ("u: [{id: roles-x, page: p, why: w}]", "row 'roles-x' has no 'actions': give it"),
        ("u: [{id: roles-x, actions: [], page: p, why: w}]", "row 'roles-x' has no 'actions': give it"),
        ("u: [{id: roles-x, actions: s3:GetObject, why: w}]", "row 'roles-x' has no 'page': give it"),
        ("u: [{id: roles-x, actions: s3:GetObject, page: p}]", "row 'roles-x' has no 'why': give it"),
        (
            f"u: [{{id: roles-x, {FIELDS}, action: y}}]",
            "row 'roles-x' has the unknown key 'action': did you mean 'actions'?",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}, conditions: {{StringEqual: {{a:K: v}}}}}}]",
            "row 'roles-x' has the unknown condition operator 'StringEqual': did you mean 'StringEquals'?",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}, carries: {{StringIs: {{a:K: v}}}}}}]",
            "row 'roles-x' has the unknown condition operator 'StringIs': ",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}, when: [A]}}]",
            "row 'roles-x' has ['A'] as 'when': write a mapping from names of the unit's scope to true, false, a text",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}, conditions: StringEquals}}]",
            "row 'roles-x' has 'StringEquals' as 'conditions': write a mapping from condition operators to mappings",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}, resources: }}]",
            "row 'roles-x' has None as 'resources': write a text or a list of texts",
        ),
        (f"u: [{{id: roles-x, {FIELDS}, possible: 1}}]", "row 'roles-x' has 1 as 'possible': write a text"),
        (
            f"u: [{{id: roles-x, {FIELDS}}}]\nu: [{{id: roles-y, {FIELDS}}}]",
            "the key 'u' stands twice, also on line 1: make one of both",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}, why: v}}]",
            "the key 'why' stands twice, also on line 1: make one of both",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}}}, {{id: roles-x, {FIELDS}}}]",
            "row 'roles-x' stands twice, also in roles.yaml: rename one",
        ),
        (
            f"u: [{{id: roles-x, {FIELDS}}}]\nv: [{{id: roles-x, {FIELDS}}}]",
            "row 'roles-x' stands twice, also in roles.yaml: rename one",
        ),
        (
            f"u: [{{id: codepipeline-trust, {FIELDS}}}]",
            "row 'codepipeline-trust' stands twice, also in codepipeline.yaml: rename one",
        ),
    ],
)
def test_what_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """With the file."""
    with pytest.raises(ConfigError) as raised:
        tables(write(tmp_path, text))
    assert raised.value.message.startswith(message)
    assert raised.value.file == tmp_path / "roles.yaml"


@pytest.mark.parametrize(
    "row",
    [
        *("when: [A]", "when: null", "when: text", "when: {A: null}"),
        *(
            "conditions: [StringEquals]",
            "conditions: null",
            "conditions: {StringEquals: [a]}",
            "conditions: {StringEquals: null}",
        ),
        *("each: 5", "each: [a]", "resources: null", "resources: {a: b}", "principal: [a]", "possible: 1"),
        *("when: {A: 5}", "when: {A: []}", "when: {5: a}", "resources: []", "carries: {StringEquals: {a:K: 5}}"),
    ],
)
def test_a_field_of_another_form(row: str, tmp_path: Path) -> None:
    """It is refused with the file and the row's id, and never a crash."""
    with pytest.raises(ConfigError, match="roles-x") as raised:
        tables(write(tmp_path, f"u: [{{id: roles-x, {FIELDS}, {row}}}]"))
    assert raised.value.file == tmp_path / "roles.yaml"


@pytest.mark.parametrize(
    "text",
    [
        f"u: [{{id: [x], {FIELDS}}}]",
        f"u: [{{id: 5, {FIELDS}}}]",
        "u: [{id: roles-x, actions: {a: b}, page: p, why: w}]",
        "u: [{id: roles-x, actions: s3:GetObject, page: 5, why: w}]",
        f"u: [{{id: roles-x, {FIELDS}}}]\nu: [{{id: roles-y, {FIELDS}}}]",
    ],
)
def test_other_forms_that_are_no_rows(text: str, tmp_path: Path) -> None:
    """An id that is no text, actions that are a mapping, a unit that stands twice."""
    with pytest.raises(ConfigError) as raised:
        tables(write(tmp_path, text))
    assert raised.value.file == tmp_path / "roles.yaml"


def test_an_id_in_two_files_of_the_own_folder(tmp_path: Path) -> None:
    """The other file is named."""
    write(tmp_path, f"u: [{{id: roles-x, {FIELDS}}}]", "roles-apps.yaml")
    with pytest.raises(ConfigError, match=r"'roles-x' stands twice, also in roles-apps\.yaml"):
        tables(write(tmp_path, f"u: [{{id: roles-x, {FIELDS}}}]"))
