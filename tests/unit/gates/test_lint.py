"""The lint gate: cfn-lint's findings with their places, and nothing that switches them off."""

from pathlib import Path

import pytest

from cfnproof.config import Config
from cfnproof.findings import GateResult, Severity
from cfnproof.gates import lint
from cfnproof.gates.gate import Job

FAULTY = """\
Metadata:
  cfn-lint: {config: {ignore_checks: [W2001]}}
Parameters:
  Unused: {Type: String}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Delete
    Metadata:
      cfn-lint: {config: {ignore_checks: [E3002]}}
    Properties:
      Colour: blue
"""
BAD_TRANSFORM = """\
Transform: AWS::LanguageExtensions
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Fn::ForEach::Names: [Name]
"""


def linted(folder: Path, text: str, region: str = "us-east-1") -> GateResult:
    """What the gate says of a template with this text."""
    path = folder / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return lint.run(Job((path,), Config(folder, region=region)))


def test_findings_have_place_element_and_severity(tmp_path: Path) -> None:
    """An unknown property is an error of its resource, on its line."""
    (finding,) = [one for one in linted(tmp_path, FAULTY).findings if one.rule == "E3002" and one.place.line == 12]
    assert "'Colour' was unexpected" in finding.message
    assert (finding.place.column, finding.element, finding.severity) == (7, "Bucket", Severity.HIGH)
    assert finding.help.startswith("https://")


def test_informational_rules_run(tmp_path: Path) -> None:
    """I3042: a partition written out where a pseudo parameter belongs."""
    key = "!Sub 'arn:aws:kms:x:${AWS::AccountId}:key/k'"
    text = f"Resources: {{T: {{Type: AWS::SNS::Topic, Properties: {{KmsMasterKeyId: {key}}}}}}}"
    assert ("I3042", Severity.INFO) in {(one.rule, one.severity) for one in linted(tmp_path, text).findings}


def test_metadata_switches_nothing_off_and_is_a_finding_itself(tmp_path: Path) -> None:
    """Of the template and of a resource."""
    found = [(one.rule, one.place.line, one.element) for one in linted(tmp_path, FAULTY).findings]
    assert {("W2001", 2, None), ("W2001", 4, "Unused"), ("E3002", 10, "Bucket"), ("E3002", 12, "Bucket")} <= set(found)


def test_cfnlintrc_switches_nothing_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the working folder nor in the home folder."""
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E, W, I]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert {"E3002", "W2001"} <= {one.rule for one in linted(tmp_path, FAULTY).findings}


def test_a_template_that_only_cfn_lint_cannot_process_is_an_error(tmp_path: Path) -> None:
    """A transform that fails: the file does not count as looked at."""
    result = linted(tmp_path, BAD_TRANSFORM)
    assert result.files == ()
    assert any("cfn-lint could not look (E0001)" in error.message for error in result.errors)


def test_an_unknown_region_is_an_error(tmp_path: Path) -> None:
    """Nothing was checked for it."""
    result = linted(tmp_path, FAULTY, region="xx-nowhere-9")
    assert result.files == ()
    assert "unknown region 'xx-nowhere-9'" in result.errors[0].message


def test_a_rule_that_crashes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cfn-lint reports it as E0002; it is never a pass."""
    from cfnlint.rules import CloudFormationLintRule  # noqa: PLC0415  # slow

    def crash(*_arguments: object) -> None:
        raise RuntimeError("broken rule")

    monkeypatch.setattr(CloudFormationLintRule, "matchall", crash)
    result = linted(tmp_path, FAULTY)
    assert any("E0002" in error.message and "broken rule" in error.message for error in result.errors), result.errors
