"""Bad input through the command line: one clear message with file and line, and exit code 2."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cfnproof.cli import main

GOOD = "Resources: {Topic: {Type: AWS::SNS::Topic}}\n"
NOBODY = 65534


def bomb() -> str:
    """Nine levels of nine aliases: 387 million nodes when expanded."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["Resources: {}", "l0: &l0 [lol]", *levels])


TEXTS = {
    "duplicate.yaml": (
        b"Resources:\n  A:\n    Type: T\n  A:\n    Type: T\n",
        "4:3",
        "duplicate key 'A', first on line 2",
    ),
    "tab.yaml": (b"Resources:\n\tA: {Type: T}\n", "2:1", "a tab; YAML indents with spaces"),
    "tag.yaml": (b"Resources:\n  A: !Reff B\n", "2:6", "unknown tag '!Reff'"),
    "anchor.yaml": (b"Resources:\n  A: *missing\n", "2:6", "undefined anchor 'missing'"),
    "bomb.yaml": (bomb().encode(), "3:10", "CloudFormation does not accept YAML aliases"),
    "binary.yaml": (b"Resources:\n\x00\x01", "2:1", "is a binary file"),
    "latin.yaml": (b"Resources:\n  # caf\xe9\n", "2:1", "is not UTF-8 text: byte 0xe9"),
    "list.yaml": (b"Resources:\n  - Type: T\n", "1:1", "Resources must be a mapping of names to bodies, not a list"),
    "empty.yaml": (b"Resources: {}\n", "1:1", "has no resources"),
    "typeless.yaml": (b"Resources:\n  A: {Properties: {}}\n", "2:1", "resource 'A' has no Type"),
    "broken.json": (b'{"Resources": {\n  "A": }}', "2:8", "is not valid JSON"),
}


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """Run `cfnproof check` in a folder of its own; it must exit with 2. Return the ERROR lines."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> list[str]:
        assert main(["check", *arguments]) == 2
        output = capsys.readouterr()
        assert output.err == ""
        return [line for line in output.out.splitlines() if line.startswith("ERROR")]

    return run


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path, check: Callable[..., list[str]]) -> None:
    """Named and in a walk alike: one line with its place."""
    content, place, words = TEXTS[name]
    (tmp_path / "cfn").mkdir()
    (tmp_path / "cfn" / name).write_bytes(content)
    for argument in ("cfn", f"cfn/{name}"):
        (line,) = check(argument)
        assert f"cfn/{name}:{place}" in line
        assert words in line


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path, check: Callable[..., list[str]]) -> None:
    """51 MB, sparse: reading it would be noticed, its size is enough."""
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(51_000_000)
    (line,) = check("huge.yaml")
    assert "huge.yaml" in line
    assert "is 51,000,000 bytes, over CloudFormation's limit of 1,000,000" in line


def test_a_huge_file_is_not_read(
    tmp_path: Path, check: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever would open it."""
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(51_000_000)

    def refuse(path: Path) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert len(check("huge.yaml")) == 1


def test_an_unreadable_file(tmp_path: Path, check: Callable[..., list[str]]) -> None:
    """As an unprivileged user, because root reads everything."""
    tmp_path.chmod(0o755)
    secret = tmp_path / "secret.yaml"
    secret.write_text(GOOD, encoding="utf-8")
    secret.chmod(0)
    if os.geteuid() != 0:
        (line,) = check("secret.yaml")
        assert "secret.yaml" in line
        assert "permission denied" in line
        return
    for parent in tmp_path.parents:  # pytest's folders are for their owner alone
        if parent.is_relative_to("/tmp") and parent != Path("/tmp"):  # noqa: S108  # where pytest makes them
            parent.chmod(0o755)
    from cfnproof.gates import check as _loaded_while_root  # noqa: F401, PLC0415  # nobody may not read the packages

    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            (line,) = check(str(secret))
            code = 0 if "secret.yaml" in line and "permission denied" in line else 3
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_broken_link(tmp_path: Path, check: Callable[..., list[str]]) -> None:
    """Named and in a walk alike."""
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    for argument in (".", "gone.yaml"):
        (line,) = check(argument)
        assert "gone.yaml" in line
        assert "a broken symbolic link" in line


def test_a_folder_without_templates(tmp_path: Path, check: Callable[..., list[str]]) -> None:
    """And one that does not exist."""
    (tmp_path / "cfn").mkdir()
    (line,) = check("cfn")
    assert "holds no CloudFormation template" in line
    (line,) = check("nowhere")
    assert "nowhere" in line
    assert "no such file or directory" in line


def test_a_document_that_is_no_template(tmp_path: Path, check: Callable[..., list[str]]) -> None:
    """Passed over in a walk, an error when named."""
    (tmp_path / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    (line,) = check("compose.yaml")
    assert "is no CloudFormation template" in line
    (line,) = check(".")
    assert "holds no CloudFormation template" in line


def test_a_wrong_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The table's error, with its line."""
    (tmp_path / "pyproject.toml").write_text("[tool.cfnproof]\ntemplate = 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "pyproject.toml:2: unknown key 'template'" in capsys.readouterr().err


def test_a_device_is_no_template(check: Callable[..., list[str]]) -> None:
    """Reading it would never end."""
    (line,) = check("/dev/zero")
    assert "not a regular file" in line
