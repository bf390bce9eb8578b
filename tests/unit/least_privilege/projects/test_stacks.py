"""The stacks of a project, and the form that each template has as its stack."""

from pathlib import Path

import pytest

from cfnproof.errors import TemplateError
from cfnproof.least_privilege.projects.stacks import loaded, stacks_of
from tests.unit.least_privilege.projects.sample import OWN, given, sample

TWO = given({"Stage": "dev"}, name="first") + given({"Stage": "live"}, name="second")
STAGED = """
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {Live: !Equals [!Ref Stage, live]}
Resources:
  Always: {Type: AWS::SNS::Topic}
  OnlyLive: {Type: AWS::SNS::Topic, Condition: Live}
"""


def test_without_settings_each_template_is_a_stack(tmp_path: Path) -> None:
    """By the stem of its file's name."""
    assert set(sample(tmp_path, other="").resolver.stacks.by_name) == {OWN, "other"}


def test_a_template_without_project_is_its_own_stack(tmp_path: Path) -> None:
    """Nothing around it is looked at."""
    for name in ("alone", "beside"):
        (tmp_path / f"{name}.yaml").write_text("Resources: {T: {Type: AWS::SNS::Topic}}", encoding="utf-8")
    assert list(stacks_of(loaded(tmp_path / "alone.yaml")).by_name) == ["alone"]


def test_stacks_of_the_settings(tmp_path: Path) -> None:
    """In their order, with their parameters; a template of none of them is no stack."""
    found = sample(tmp_path, STAGED, TWO, unlisted="")
    assert list(found.resolver.stacks.by_name) == ["first", "second"]
    assert [stack.given["Stage"] for stack in found.resolver.stacks.of(tmp_path / "app.yaml")] == ["dev", "live"]


def test_a_template_outside_of_every_stack_is_one(tmp_path: Path) -> None:
    """Beside those of the settings."""
    found = sample(tmp_path, settings=given({}, "other.yaml", "other"), other="")
    assert list(found.resolver.stacks.by_name) == ["other", OWN]
    assert found.stack().path == tmp_path / "app.yaml"
    assert not found.stack().given


def test_a_template_outside_of_every_stack_whose_name_is_taken(tmp_path: Path) -> None:
    """It is called by its path."""
    found = sample(tmp_path, settings=given({}, "other.yaml", OWN), other="")
    assert [stack.path.stem for stack in found.resolver.stacks.by_name.values()] == ["other", "app"]
    (own,) = found.resolver.stacks.of(tmp_path / "app.yaml")
    assert own.name == str(tmp_path / "app.yaml")


def test_templates_of_one_name_in_two_folders(tmp_path: Path) -> None:
    """Both are stacks."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "other.yaml").write_text("Resources: {T: {Type: AWS::SNS::Topic}}", encoding="utf-8")
    found = sample(tmp_path, other="").resolver.stacks.by_name.values()
    assert {stack.path for stack in found} == {
        tmp_path / "app.yaml",
        tmp_path / "other.yaml",
        tmp_path / "deep" / "other.yaml",
    }


def test_the_same_file_by_another_path(tmp_path: Path) -> None:
    """It is the same template."""
    (tmp_path / "deep").mkdir()
    found = sample(tmp_path, settings=given({}, "deep/../app.yaml"))
    assert list(found.resolver.stacks.by_name) == [OWN]


def test_a_template_of_the_settings_that_cannot_be_read(tmp_path: Path) -> None:
    """The error names it."""
    with pytest.raises(TemplateError, match=r"other\.yaml"):
        sample(tmp_path, settings=given({}, "other.yaml", "other"), other="Resources: [")


def test_another_template_that_cannot_be_read(tmp_path: Path) -> None:
    """Without settings it is left out: the walk of the gate speaks of it."""
    assert list(sample(tmp_path, other="Resources: [").resolver.stacks.by_name) == [OWN]


def test_a_template_is_read_again_where_it_has_changed(tmp_path: Path) -> None:
    """And only there."""
    file = tmp_path / "one.yaml"
    file.write_text("Resources: {T: {Type: AWS::SNS::Topic}}", encoding="utf-8")
    first = loaded(file)
    assert loaded(file) is first
    file.write_text("Resources: {Other: {Type: AWS::SNS::Topic}}", encoding="utf-8")
    assert list(loaded(file).resources) == ["Other"]
    file.unlink()
    with pytest.raises(TemplateError, match="cannot be read"):
        loaded(file)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["Always"]),
        ({"Stage": "dev"}, ["Always"]),
        ({"Stage": "other"}, ["Always"]),
        ({"Stage": "live"}, ["Always", "OnlyLive"]),
    ],
)
def test_the_form_that_the_parameters_lead_to(parameters: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    """A parameter that is not given has its Default."""
    stack = sample(tmp_path, STAGED, given(parameters)).stack()
    assert list(stack.template.resources) == expected
    assert list(stack.whole.resources) == ["Always", "OnlyLive"]


OR = """
Parameters: {Stage: {Type: String, Default: test}}
Conditions: {Shown: !Or [!Equals [!Ref Stage, live], !Equals [!Ref Stage, test]]}
Resources:
  Always: {Type: AWS::SNS::Topic}
  Sometimes: {Type: AWS::SNS::Topic, Condition: Shown}
"""


@pytest.mark.parametrize(
    ("stage", "expected"), [("live", {"Always", "Sometimes"}), ("test", {"Always", "Sometimes"}), ("dev", {"Always"})]
)
def test_a_condition_that_holds_of_several_texts(stage: str, expected: set[str], tmp_path: Path) -> None:
    """Each of them leads to its form."""
    assert set(sample(tmp_path, OR, given({"Stage": stage})).stack().template.resources) == expected


@pytest.mark.parametrize(
    "conditions",
    [
        "{Live: !Equals [!Ref Stage, live], IsA: !Equals [!Ref Open, a]}",
        "{IsA: !Equals [!Ref Open, a], Live: !Equals [!Ref Stage, live]}",
    ],
)
@pytest.mark.parametrize("allowed", ["[dev, live]", "[live, dev]"])
def test_a_parameter_that_is_left_open(conditions: str, allowed: str, tmp_path: Path) -> None:
    """What asks for it does not hold, and the others still decide."""
    template = f"""
Parameters:
  Open: {{Type: String, AllowedValues: [a, b]}}
  Stage: {{Type: String, Default: dev, AllowedValues: {allowed}}}
Conditions: {conditions}
Resources:
  Always: {{Type: AWS::SNS::Topic}}
  OnlyLive: {{Type: AWS::SNS::Topic, Condition: Live}}
  OnlyA: {{Type: AWS::SNS::Topic, Condition: IsA}}
"""
    assert set(sample(tmp_path, template).stack().template.resources) == {"Always"}


def test_a_condition_on_what_is_stored_in_systems_manager(tmp_path: Path) -> None:
    """What is given is the name of what it compares: it leaves the form open."""
    template = """
Parameters: {Stage: {Type: 'AWS::SSM::Parameter::Value<String>', Default: live}}
Conditions: {Live: !Equals [!Ref Stage, live]}
Resources:
  Always: {Type: AWS::SNS::Topic}
  OnlyLive: {Type: AWS::SNS::Topic, Condition: Live}
"""
    first = sample(tmp_path, template, given({"Stage": "/app/stage"})).stack().template.resources
    (tmp_path / "other").mkdir()
    assert set(first) == set(sample(tmp_path / "other", template).stack().template.resources)


def test_views(tmp_path: Path) -> None:
    """Each stack of the template in each form, where a condition decides on a parameter that is left open."""
    settings = given({"Stage": "live"}, name="first") + given({}, name="second") + given({}, "other.yaml", "other")
    stacks = sample(tmp_path, STAGED, settings, other="").resolver.stacks
    views = list(stacks.views(tmp_path / "app.yaml"))
    assert [(stack.name, len(stack.template.resources), dict(stack.given)) for _, stack in views] == [
        ("first", 2, {"Stage": "live"}),
        ("first", 1, {"Stage": "live"}),
        ("second", 2, {"Stage": "live"}),
        ("second", 1, {}),
    ]
    for around, stack in views:
        assert around.by_name[stack.name] is stack
        assert list(around.by_name) == ["first", "second", "other"]
