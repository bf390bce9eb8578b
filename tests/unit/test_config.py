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
        ("[tool.cfnproof]\nobjects = 3\n", 2, "objects must be a table from an S3 address to a file, not 3"),
        (
            '[tool.cfnproof.objects]\n\n"s3://b" = "x"\n',
            3,
            "'s3://b' is no address of an object: write s3://BUCKET/KEY",
        ),
        ('[tool.cfnproof.objects]\n"s3://${a.B}/k" = "x"\n', 2, "object s3://${a.B}/k names 'x', which is no file"),
        ('[tool.cfnproof.objects]\n"s3://b/k.zip" = "."\n', 2, "object s3://b/k.zip names '.', which is no file"),
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


STACKS = """\
[tool.cfnproof]
templates = ["cfn"]

[[tool.cfnproof.stacks]]
template = "cfn/base.yaml"

[[tool.cfnproof.stacks]]
name = "second"
template = "cfn/app.yaml"
parameters.KeyArn = "${base.KeyArn}"
[tool.cfnproof.stacks.parameters]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with two templates."""
    (tmp_path / "cfn").mkdir()
    for name in ("base", "app"):
        (tmp_path / f"cfn/{name}.yaml").touch()
    return tmp_path


def test_stacks(project: Path) -> None:
    """In order, with their lines; the name is the file's stem if left out."""
    text = STACKS.replace("parameters.KeyArn", "parameters.Key").replace("[tool.cfnproof.stacks.parameters]\n", "")
    first, second = read(write(project, text)).stacks
    assert (first.name, first.template, first.parameters, first.line) == ("base", project / "cfn/base.yaml", {}, 4)
    assert (second.name, second.template, second.line) == ("second", project / "cfn/app.yaml", 7)
    assert (second.parameters, second.lines) == ({"Key": "${base.KeyArn}"}, {"Key": 10})


@pytest.mark.parametrize(
    "table", ['[tool.cfnproof.stacks.parameters]\nKey = "k"\n', '\nparameters = {A = "a", Key = "k"}\n']
)
def test_parameters_in_a_table(project: Path, table: str) -> None:
    """Are found on their own line, however the table is written."""
    text = f'[tool.cfnproof]\n[[tool.cfnproof.stacks]]\ntemplate = "cfn/base.yaml"\n{table}'
    (entry,) = read(write(project, text)).stacks
    assert entry.parameters["Key"] == "k"
    assert entry.lines["Key"] == 5


def stack(text: str) -> str:
    """A list whose second table has this text from line 4 on."""
    return f'[[tool.cfnproof.stacks]]\ntemplate = "cfn/base.yaml"\n[[tool.cfnproof.stacks]]\n{text}\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[tool.cfnproof]\nstacks = 3\n", 2, "stacks must be a list of tables"),
        ('[tool.cfnproof]\nstacks = ["cfn/a.yaml"]\n', 2, "stacks must be a list of tables"),
        (
            stack('templates = "cfn/app.yaml"'),
            4,
            "unknown key 'templates': [[tool.cfnproof.stacks]] has template, name",
        ),
        (stack('name = "x"'), 3, "has no template: give the path of a template"),
        (stack('template = "cfn/gone.yaml"'), 4, "template names 'cfn/gone.yaml', which is no file"),
        (stack('template = "cfn/base.yaml"'), 3, "stack 'base' stands twice, first on line 1: give another name"),
        (stack('template = "cfn/app.yaml"\nname = "base"'), 3, "stack 'base' stands twice, first on line 1"),
        (stack('template = "cfn/app.yaml"\nname = "a_b"'), 5, "name must begin with a letter"),
        (stack('template = "cfn/app.yaml"\nname = "model"'), 5, "name 'model' is a source of placeholders"),
        (stack('template = "cfn/app.yaml"\nparameters = "x"'), 5, "parameters must be a table of strings, not 'x'"),
        (
            stack('template = "cfn/app.yaml"\nparameters.Count = 3'),
            5,
            "parameter Count must be a string in quotes, not 3",
        ),
    ],
)
def test_stacks_refused(project: Path, text: str, line: int, words: str) -> None:
    """With the line of the table, or of its key."""
    file = write(project, text)
    with pytest.raises(ConfigError) as caught:
        find(project)
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == (file, line)
