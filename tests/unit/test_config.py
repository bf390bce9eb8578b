"""The `[tool.cfnproof]` table: its schema, its defaults, and what is refused on which line."""

from pathlib import Path

import pytest

from cfnproof.config import DEFAULT_REGION, find, read
from cfnproof.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    """A pyproject.toml with this text."""
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_key(tmp_path: Path) -> None:
    """Paths are relative to the file."""
    (tmp_path / "p").mkdir()
    (tmp_path / "s.yaml").touch()
    found = read(
        write(
            tmp_path,
            '[tool.cfnproof]\ntemplates = ["infra", "one.yaml"]\nregion = "eu-west-1"\nsuppressions = "s.yaml"\n'
            'policies = "p"\n[tool.cfnproof.artifacts]\n"pushed/a.yaml" = "infra/a.yaml"\n',
        )
    )
    assert found.configured
    assert found.templates == (tmp_path / "infra", tmp_path / "one.yaml")
    assert found.region == "eu-west-1"
    assert found.suppressions == tmp_path / "s.yaml"
    assert found.policies == tmp_path / "p"
    assert found.artifacts == {"pushed/a.yaml": tmp_path / "infra/a.yaml"}


def test_defaults(tmp_path: Path) -> None:
    """An empty table is a table."""
    found = read(write(tmp_path, "[tool.cfnproof]\n"))
    assert found.configured
    assert (found.templates, found.region) == ((), DEFAULT_REGION)
    assert found.suppressions == tmp_path / "policies/suppressions.yaml"
    assert found.policies == tmp_path / "policies/checkov"


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    """A pyproject.toml without the table is passed over on the way up."""
    write(tmp_path, '[tool.cfnproof]\ntemplates = ["cfn"]\n')
    below = tmp_path / "package" / "deep"
    below.mkdir(parents=True)
    write(tmp_path / "package", "[project]\nname = 'x'\n")
    assert find(below).root == tmp_path
    assert find(below / "file.yaml").root == tmp_path


def test_without_a_table_everything_has_its_default(tmp_path: Path) -> None:
    """The folder itself is the root."""
    found = find(tmp_path)
    assert not found.configured
    assert found.root == tmp_path


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[tool.cfnproof]\ntemplate = ["cfn"]\n', 2, "unknown key 'template': [tool.cfnproof] has templates, region"),
        ('[project]\nname = "template"\n[tool.cfnproof]\n\ntemplate = 1\n', 5, "unknown key 'template'"),
        ('[tool.cfnproof]\ntemplates = "cfn"\n', 2, "templates must be a list of paths"),
        ("[tool.cfnproof]\ntemplates = [1]\n", 2, "templates must be a path in quotes, not 1"),
        ('[tool.cfnproof]\nregion = "Frankfurt"\n', 2, "region must be the name of a region"),
        ('[tool.cfnproof]\npolicies = "polices"\n', 2, "policies names 'polices', which does not exist"),
        ('[tool.cfnproof]\nsuppressions = "s.yaml"\n', 2, "suppressions names 's.yaml', which does not exist"),
        ("[tool.cfnproof]\nartifacts = 3\n", 2, "artifacts must be a table"),
        ('[tool.cfnproof.artifacts]\n"a.yaml" = ["x"]\n', 2, "a.yaml must be a path in quotes"),
    ],
)
def test_refused(tmp_path: Path, text: str, line: int, words: str) -> None:
    """With the file and the line."""
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        find(tmp_path)
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == (file, line)


def test_broken_toml(tmp_path: Path) -> None:
    """Is the file's error, not a traceback."""
    write(tmp_path, "[tool.cfnproof\n")
    with pytest.raises(ConfigError, match="is not valid TOML"):
        find(tmp_path)
