"""Which files are templates: told by content in a walk, taken at their word when named."""

from pathlib import Path

from cfnproof.template.discover import discover

TEMPLATE = "Resources: {Topic: {Type: AWS::SNS::Topic}}\n"


def found(*paths: Path) -> tuple[set[str], list[str]]:
    """The names of the templates, and the messages of the errors."""
    discovery = discover(paths)
    return {template.path.name for template in discovery.templates}, [error.message for error in discovery.errors]


def test_a_walk_finds_templates_by_content(tmp_path: Path) -> None:
    """YAML and JSON, nested folders, every ending; other documents and hidden folders are passed over."""
    for name, text in {
        "a.yaml": TEMPLATE,
        "deep/er/b.json": '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}',
        "c.template": "AWSTemplateFormatVersion: '2010-09-09'\n" + TEMPLATE,
        "compose.yml": "services: {}\n",
        "list.json": "[1, 2]",
        "helm.yaml": "{{ not yaml }}: [",
        "notes.txt": TEMPLATE,
        ".hidden/d.yaml": TEMPLATE,
        "node_modules/e.yaml": TEMPLATE,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert found(tmp_path) == ({"a.yaml", "b.json", "c.template"}, [])


def test_a_named_file_is_never_passed_over(tmp_path: Path) -> None:
    """Whatever its ending; one that is no template is an error."""
    (tmp_path / "infra.cfn").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "compose.yml").write_text("services: {}\n", encoding="utf-8")
    names, errors = found(tmp_path / "infra.cfn", tmp_path / "compose.yml")
    assert names == {"infra.cfn"}
    assert len(errors) == 1
    assert "is no CloudFormation template" in errors[0]


def test_a_template_that_does_not_parse_is_not_passed_over(tmp_path: Path) -> None:
    """A top-level Resources key is enough to be taken for a template."""
    (tmp_path / "broken.yaml").write_text("Resources:\n  A: [\n", encoding="utf-8")
    names, errors = found(tmp_path)
    assert names == set()
    assert "is not valid YAML" in errors[0]


def test_a_broken_one_liner_is_not_passed_over(tmp_path: Path) -> None:
    """Wherever the key stands."""
    (tmp_path / "bad.json").write_text('{"Description": "x", "Resources": {"B": {"Type": "T",}}}', encoding="utf-8")
    names, errors = found(tmp_path)
    assert names == set()
    assert "is not valid JSON" in errors[0]


def test_a_folder_without_templates_is_an_error(tmp_path: Path) -> None:
    """Nothing to check is not a pass."""
    assert found(tmp_path) == (set(), ["holds no CloudFormation template (.json, .template, .yaml, .yml)"])


def test_a_file_given_twice_is_one_template(tmp_path: Path) -> None:
    """By itself and by its folder, in either order."""
    (tmp_path / "a.yaml").write_text(TEMPLATE, encoding="utf-8")
    for paths in ((tmp_path / "a.yaml", tmp_path), (tmp_path, tmp_path / "a.yaml"), (tmp_path, tmp_path)):
        discovery = discover(paths)
        assert [template.path.name for template in discovery.templates] == ["a.yaml"]
        assert discovery.errors == ()


def test_links_are_followed_but_never_in_a_circle(tmp_path: Path) -> None:
    """A link to a folder outside is walked, a link to a parent ends."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "linked.yaml").write_text(TEMPLATE, encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "loop").symlink_to(inside)
    (inside / "other").symlink_to(outside)
    assert found(inside) == ({"linked.yaml"}, [])
