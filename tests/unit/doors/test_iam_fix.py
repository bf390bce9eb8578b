"""`cfnproof iam fix` from the command line: the file, byte by byte, the diff, what is left, the exit code."""

import codecs
import errno
import io
import json
import os
from pathlib import Path

import pytest

from tests.unit.doors.test_check import Here, caller, cfnproof
from tests.unit.least_privilege.comparison.projects import EC2, declared, laid_out, need, role, ticking, working

OBJECTS = "arn:${AWS::Partition}:s3:::data/*"
NEED = need("s3:GetObject", OBJECTS)
WIDE = working(
    f"- {{Sid: Read, Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Sub '{OBJECTS}'}}  # mine"
)
GOOD = WIDE.replace("[s3:GetObject, s3:PutObject]", "s3:GetObject")
LIST = WIDE.replace("[s3:GetObject, s3:PutObject]", "[s3:GetObject]")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process, in a project that declares what the worker needs."""
    laid_out(tmp_path, {"policies/requirements/roles.yaml": declared(NEED)})
    monkeypatch.chdir(tmp_path)
    return caller(capsys, "iam")


def test_the_file_is_mended_and_the_diff_is_shown(tmp_path: Path) -> None:
    """As a unified diff that patch would take; another time there is nothing to change."""
    laid_out(tmp_path, {"app.yaml": WIDE, "policies/requirements/roles.yaml": declared(NEED)})
    done = cfnproof(tmp_path, "iam", "fix", "app.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") in {GOOD, LIST}
    assert done.stdout.startswith("--- a/app.yaml\n+++ b/app.yaml\n@@ ")
    changed = [line for line in done.stdout.splitlines()[2:] if line[:1] in "+-"]
    assert [line[0] for line in changed] == ["-", "+"]
    again = cfnproof(tmp_path, "iam", "fix", "app.yaml")
    assert (again.returncode, again.stdout) == (0, "app.yaml: nothing to change\n")


def test_a_dry_run(tmp_path: Path, here: Here) -> None:
    """It shows the same and changes nothing."""
    laid_out(tmp_path, {"app.yaml": WIDE})
    before = (tmp_path / "app.yaml").stat()
    code, shown, _ = here("fix", "--dry-run", "app.yaml")
    assert code == 0
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") == WIDE
    assert (tmp_path / "app.yaml").stat().st_mtime_ns == before.st_mtime_ns
    assert here("fix", "app.yaml")[1] == shown


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["", "BOM"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("end", ["", "\n"], ids=["no newline", "newline"])
def test_bytes_that_are_not_edited_stay(tmp_path: Path, here: Here, mark: bytes, newline: str, end: str) -> None:
    """Line ends, a byte order mark, the end of the file, letters beyond ASCII."""
    text = "# Größe\n" + WIDE.rstrip("\n") + end
    laid_out(tmp_path, {})
    (tmp_path / "app.yaml").write_bytes(mark + text.replace("\n", newline).encode())
    assert here("fix", "app.yaml")[0] == 0
    after = (tmp_path / "app.yaml").read_bytes()
    expected = text.replace("[s3:GetObject, s3:PutObject]", "s3:GetObject")
    listed = text.replace("[s3:GetObject, s3:PutObject]", "[s3:GetObject]")
    assert after in {mark + one.replace("\n", newline).encode() for one in (expected, listed)}


def test_flow_style_and_json(tmp_path: Path, here: Here) -> None:
    """A template in one line, and in JSON, stay what they are."""
    statement = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    policies = [{"PolicyName": "own", "PolicyDocument": {"Statement": [statement]}}]
    worker = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust, "Policies": policies}}
    whole = {"Resources": {"Worker": worker}}
    for name, indent in (("app.json", 2), ("app.json", None), ("app.yaml", None)):
        laid_out(tmp_path, {name: json.dumps(whole, indent=indent)})
        assert here("fix", name)[0] == 0
        after = (tmp_path / name).read_text(encoding="utf-8")
        assert len(after.splitlines()) >= (10 if indent else 1)
        assert "s3:PutObject" not in after
        if name == "app.json":
            assert json.loads(after)["Resources"]["Worker"]["Properties"]["AssumeRolePolicyDocument"] == trust
            assert '{"Fn::Sub": "arn:${AWS::Partition}:s3:::data/*"}' in after
        (tmp_path / name).unlink()


def test_several_roles(tmp_path: Path, here: Here) -> None:
    """Each by its own needs, and one that is right stays."""
    second = role("- {Effect: Allow, Action: 's3:*', Resource: '*'}", trust=EC2, name="Second")
    table = declared(NEED)[:-1] + ", " + declared(NEED, unit="app.Second")[1:].replace("worker-0", "second-0")
    laid_out(tmp_path, {"app.yaml": GOOD + second, "policies/requirements/roles.yaml": table})
    assert here("fix", "app.yaml")[0] == 0
    after = (tmp_path / "app.yaml").read_text(encoding="utf-8")
    assert after.startswith(GOOD)
    assert "s3:*" not in after


def test_what_is_left(tmp_path: Path, here: Here) -> None:
    """Exit code 1: the findings, with line and rule; what can be mended is."""
    laid_out(
        tmp_path, {"app.yaml": ticking("- {Sid: P, Effect: Allow, Action: 'sns:*', Resource: !Ref Topic}", trust=EC2)}
    )
    code, shown, _ = here("fix", "app.yaml")
    assert code == 1
    assert "sns:*" not in (tmp_path / "app.yaml").read_text(encoding="utf-8")
    left = [line for line in shown.splitlines() if line.startswith("left: ")]
    assert [line.split(": ")[2] for line in left] == ["missing-trust", "trust-too-broad"]
    assert left[0].startswith("left: 13: missing-trust: rule 'Tick' works with role 'Worker'")


def test_a_dry_run_of_what_is_left(tmp_path: Path, here: Here) -> None:
    """The same exit code, and the same findings."""
    laid_out(
        tmp_path, {"app.yaml": ticking("- {Sid: P, Effect: Allow, Action: 'sns:*', Resource: !Ref Topic}", trust=EC2)}
    )
    dry = here("fix", "--dry-run", "app.yaml")
    assert dry == here("fix", "app.yaml")
    assert dry[0] == 1


def test_a_policy_in_a_text(tmp_path: Path, here: Here) -> None:
    """Exit code 2 with its place; nothing is changed, not even what could be."""
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = f"        - {{PolicyName: two, PolicyDocument: '{json.dumps({'Statement': statement})}'}}\n"
    laid_out(tmp_path, {"app.yaml": WIDE + policy})
    code, shown, error = here("fix", "app.yaml")
    assert (code, shown) == (2, "")
    assert error.startswith("cfnproof: error: app.yaml:12:")
    assert "is in a text and cannot be rewritten in place: write a mapping" in error
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") == WIDE + policy


def test_a_file_that_cannot_be_written(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and it is as it was."""
    laid_out(tmp_path, {"app.yaml": WIDE})
    opened = io.open

    def read_only(file: object, mode: str = "r", *arguments: object, **named: object) -> object:
        if "w" in mode and str(file).endswith("app.yaml"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
        return opened(file, mode, *arguments, **named)  # type: ignore[call-overload]  # as it was called

    monkeypatch.setattr(io, "open", read_only)
    code, _, error = here("fix", "app.yaml")
    assert code == 2
    assert "app.yaml: cannot be written: Permission denied" in error
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") == WIDE


def test_a_file_that_cannot_be_read(tmp_path: Path, here: Here) -> None:
    """Exit code 2 and one message."""
    laid_out(tmp_path, {"broken.yaml": "Resources:\n\tA: b\n"})
    for name, words in (
        ("none.yaml", "none.yaml: cannot be read"),
        ("broken.yaml", "broken.yaml:2:1: is not valid YAML"),
    ):
        code, shown, error = here("fix", name)
        assert (code, shown) == (2, "")
        assert words in error


def test_a_file_outside_of_the_working_folder(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """The diff has its name alone."""
    laid_out(tmp_path, {"app.yaml": WIDE, "else/where.txt": ""})
    monkeypatch.chdir(tmp_path / "else")
    code, shown, _ = here("fix", "../app.yaml")
    assert (code, shown.startswith("--- a/app.yaml\n+++ b/app.yaml\n")) == (0, True)
