"""Where a named file is looked for."""

from pathlib import Path

import pytest

from cfnproof.structural.pipelines.artifact_files import ArtifactFile, file_at
from cfnproof.structural.pipelines.model import pipelines
from cfnproof.template.model import from_text

_TABLE = """
[tool.cfnproof.artifacts]
"stack.yaml" = "pushed/other-name.yaml"
"gone.yaml" = "pushed/gone.yaml"
"""


def _find(project: Path, path: str) -> ArtifactFile | None:
    template = from_text(
        f"""
        Resources:
          Pipeline:
            Type: AWS::CodePipeline::Pipeline
            Properties:
              Stages:
                - Name: Deploy
                  Actions:
                    - Name: Deploy
                      ActionTypeId: {{Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}}
                      Configuration: {{TemplatePath: "{path}"}}
        """,
        project / "templates" / "pipeline.yaml",
    )
    pipeline = next(pipelines(template))
    return file_at(pipeline.actions[0], "TemplatePath", pipeline)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a table, a mapped file and a file beside the templates."""
    (tmp_path / "pyproject.toml").write_text(_TABLE, encoding="utf-8")
    for name in ("pushed/other-name.yaml", "templates/beside.yaml", "templates/gone.yaml", "elsewhere.yaml"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    return tmp_path


def test_mapped_file(project: Path) -> None:
    """The table comes first."""
    expected = ArtifactFile("stack.yaml", project / "pushed/other-name.yaml", mapped=True)
    assert _find(project, "Code::stack.yaml") == expected


def test_file_beside_the_template(project: Path) -> None:
    """What the table does not name lies beside the template."""
    found = _find(project, "Code::beside.yaml")
    assert found
    assert found.file == project / "templates/beside.yaml"


def test_mapped_file_that_is_not_there(project: Path) -> None:
    """A file of that name beside the template is not the one that is pushed."""
    found = _find(project, "Code::gone.yaml")
    assert found
    assert found.file is None
    assert "which [tool.cfnproof.artifacts] maps to" in found.missing


@pytest.mark.parametrize("path", ["../elsewhere.yaml", "/etc/hostname", "sub/../../elsewhere.yaml"])
def test_path_that_leaves_the_artifact(project: Path, path: str) -> None:
    """Files outside of the artifact are not looked for."""
    found = _find(project, f"Code::{path}")
    assert found
    assert found.file is None
    assert "which is no path in an artifact" in found.missing


@pytest.mark.parametrize("path", ["", "stack.yaml", "Code::"])
def test_no_file_is_named(project: Path, path: str) -> None:
    """Left to `artifacts_flow`."""
    assert _find(project, path) is None
