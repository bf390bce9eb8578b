"""Which stacks a pushed file may name."""

from pathlib import Path

import pytest

from cfnproof.errors import TemplateError
from cfnproof.structural.pipelines.artifact_files import ArtifactFile
from cfnproof.structural.pipelines.pushed_stacks import placeholder_faults
from cfnproof.template.model import from_text

_BASE = "Resources: {R: {Type: 'AWS::SNS::Topic'}}\nOutputs: {TopicArn: {Value: t}}\n"
_LISTED = """
[[tool.cfnproof.stacks]]
template = "cfn/base.yaml"
name = "platform"

[[tool.cfnproof.stacks]]
template = "elsewhere/more.yaml"
"""


def _project(folder: Path, stacks: str) -> Path:
    (folder / "pyproject.toml").write_text(f'[tool.cfnproof]\ntemplates = ["cfn"]\n{stacks}', encoding="utf-8")
    for name in ("cfn/base.yaml", "elsewhere/more.yaml"):
        (folder / name).parent.mkdir()
        (folder / name).write_text(_BASE, encoding="utf-8")
    return folder


def _faults(project: Path, text: str, *, mapped: bool = True) -> list[str]:
    file = project / "start.json"
    file.write_text(text, encoding="utf-8")
    template = from_text(_BASE, project / "cfn" / "pipeline.yaml")
    return list(placeholder_faults(ArtifactFile("start.json", file, mapped=mapped), template))


@pytest.mark.parametrize(
    ("stacks", "known", "unknown"),
    [
        (_LISTED, ("platform", "more"), ("base",)),
        ("", ("base",), ("platform", "more")),
    ],
    ids=["listed", "not listed"],
)
def test_the_names_of_stacks(stacks: str, known: tuple[str, ...], unknown: tuple[str, ...], tmp_path: Path) -> None:
    """They are those that the project lists; without a list, the stems of the templates' file names."""
    project = _project(tmp_path, stacks)
    for name in known:
        assert _faults(project, f'{{"Topic": "${{{name}.TopicArn}}"}}') == []
        (fault,) = _faults(project, f'{{"Topic":\n"${{{name}.Arn}}"}}')
        assert fault.startswith("names 'start.json', in which line 2: ")
        assert f"no output of stack {name!r}: write 'TopicArn'" in fault
    for name in unknown:
        (fault,) = _faults(project, f'{{"Topic": "${{{name}.TopicArn}}"}}')
        assert f"names {name!r}, which is no stack and no other source" in fault


def test_a_listed_template_that_cannot_be_read(tmp_path: Path) -> None:
    """Nothing is known of its outputs, so the check does not pass."""
    project = _project(tmp_path, _LISTED)
    (project / "elsewhere" / "more.yaml").write_text("Resources: [", encoding="utf-8")
    with pytest.raises(TemplateError):
        _faults(project, '{"Topic": "${platform.TopicArn}"}')


def test_a_file_that_the_project_does_not_push(tmp_path: Path) -> None:
    """What lies beside a template is pushed by somebody else, who may fill in more."""
    assert _faults(_project(tmp_path, _LISTED), '{"Topic": "${other.TopicArn}"}', mapped=False) == []
