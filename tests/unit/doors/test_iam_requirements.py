"""`cfnproof iam requirements` from the command line."""

from pathlib import Path

from tests.unit.doors.test_check import cfnproof
from tests.unit.least_privilege.comparison.projects import PAGE, PUBLISH, declared, laid_out, need, ticking, working

NEED = need(
    ["s3:GetObject", "s3:PutObject"],
    "arn:${AWS::Partition}:s3:::data/*",
    conditions={"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}},
)


def test_what_a_role_needs(tmp_path: Path) -> None:
    """Whom it must trust, what it needs, under which conditions, for whom, why, and the page."""
    laid_out(tmp_path, {"app.yaml": ticking(PUBLISH)})
    done = cfnproof(tmp_path, "iam", "requirements", "app.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "role 'Worker'"
    assert "  sts:AssumeRole by events.amazonaws.com" in lines
    assert "      if StringEquals aws:SourceAccount: ${AWS::AccountId}" in lines
    assert "  sns:Publish on ${Topic}" in lines
    assert any(line.startswith("      rule 'Tick': the rule publishes with the target's role") for line in lines)
    assert any(line.strip().startswith("https://docs.aws.amazon.com/eventbridge/") for line in lines)


def test_what_is_declared(tmp_path: Path) -> None:
    """With what may be granted and need not be."""
    may = need("s3:GetObjectTagging", "arn:${AWS::Partition}:s3:::data/*", possible="only objects with tags take it")
    laid_out(tmp_path, {"app.yaml": working(None), "policies/requirements/roles.yaml": declared(NEED, may)})
    done = cfnproof(tmp_path, "iam", "requirements", "app.yaml", "Worker")
    assert done.returncode == 0
    assert "  s3:GetObject, s3:PutObject on arn:${AWS::Partition}:s3:::data/*\n" in done.stdout
    assert "if StringEquals aws:ResourceAccount: ${AWS::AccountId}" in done.stdout
    assert "(may be granted: only objects with tags take it)" in done.stdout
    assert PAGE in done.stdout


def test_what_is_not_known(tmp_path: Path) -> None:
    """Exit code 1, and where to declare it."""
    laid_out(tmp_path, {"app.yaml": working(PUBLISH)})
    done = cfnproof(tmp_path, "iam", "requirements", "app.yaml")
    assert (done.returncode, done.stderr) == (1, "")
    assert "  not known: who works with the role" in done.stdout
    assert "declare it in the unit 'app.Worker'" in done.stdout


def test_what_cannot_be_looked_at(tmp_path: Path) -> None:
    """Exit code 2 and one message: no file, no template, a role that it does not have, a table that is wrong."""
    laid_out(tmp_path, {"app.yaml": working(PUBLISH), "broken.yaml": "Resources:\n\tA: b\n"})
    for arguments, words in (
        (["none.yaml"], "none.yaml: cannot be read"),
        (["broken.yaml"], "broken.yaml:2:1: is not valid YAML"),
        (["app.yaml", "Wroker"], "has no role 'Wroker': did you mean 'Worker'?"),
    ):
        done = cfnproof(tmp_path, "iam", "requirements", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
    laid_out(tmp_path, {"policies/requirements/roles.yaml": "app.Worker: [{id: x}]\n"})
    done = cfnproof(tmp_path, "iam", "requirements", "app.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "roles.yaml" in done.stderr


def test_a_template_without_roles(tmp_path: Path) -> None:
    """There is nothing to say."""
    laid_out(tmp_path, {"app.yaml": "Resources: {T: {Type: AWS::SNS::Topic}}\n"})
    done = cfnproof(tmp_path, "iam", "requirements", "app.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
