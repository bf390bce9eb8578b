"""The policy gate: checkov's policies and ours, with their places, and nothing that passes by accident."""

from pathlib import Path

import pytest

from cfnproof.config import Config
from cfnproof.findings import GateResult, Severity
from cfnproof.gates.gate import Job
from cfnproof.gates.policy import gate as policy
from cfnproof.structural.registry import RULES
from cfnproof.structural.rule import Rule

SKIPPED = """\
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    # checkov:skip=CKV_AWS_18,CKV_AWS_21:not here
    Metadata:
      checkov: {skip: [{id: CKV_AWS_53, comment: nor this}]}
    Properties:
      BucketName: x
  Pipeline:  # checkov:skip=approval_notifies: quiet
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Stages:
        - Actions:
            - Name: Approve
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: '1'}
"""


def checked(folder: Path, text: str) -> GateResult:
    """What the gate says of a template with this text."""
    path = folder / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return policy.run(Job((path,), Config(folder, policies=folder / "none")))


def test_checkov_findings_have_the_deepest_place_there_is(tmp_path: Path) -> None:
    """The property that the policy looked at, as far as it exists."""
    text = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n"
    text += "      VersioningConfiguration:\n        Status: Suspended\n"
    found = {one.rule: one for one in checked(tmp_path, text).findings}
    assert (found["CKV_AWS_21"].place.line, found["CKV_AWS_21"].place.column) == (6, 9)
    assert (found["CKV_AWS_53"].place.line, found["CKV_AWS_53"].element) == (4, "B")
    assert (found["CKV_AWS_53"].severity, found["CKV_AWS_18"].severity) == (Severity.HIGH, Severity.LOW)


def test_inline_skips_are_findings(tmp_path: Path) -> None:
    """Comments, several ids at once, and Metadata; our own rules do not heed them at all."""
    found = {(one.rule, one.place.line, one.element) for one in checked(tmp_path, SKIPPED).findings}
    assert {
        ("CKV_AWS_18", 4, "Bucket"),
        ("CKV_AWS_21", 4, "Bucket"),
        ("CKV_AWS_53", 6, "Bucket"),
        ("approval_notifies", 9, "Pipeline"),
        ("approval_notifies", 14, "Pipeline"),
    } <= found


def test_a_template_that_only_checkov_cannot_parse_is_an_error(tmp_path: Path) -> None:
    """Plain checkov leaves a resource with a dot in its name out, and exits 0."""
    result = checked(tmp_path, "Resources:\n  a.b:\n    Type: AWS::SNS::Topic\n")
    assert [error.message for error in result.errors] == ["checkov could not parse the template"]
    assert result.files == ()


def test_an_ending_that_checkov_does_not_read_is_an_error(tmp_path: Path) -> None:
    """It would be left out."""
    path = tmp_path / "template.cfn"
    path.write_text("Resources: {T: {Type: AWS::SNS::Topic}}\n", encoding="utf-8")
    result = policy.run(Job((path,), Config(tmp_path, policies=tmp_path / "none")))
    assert [error.message for error in result.errors] == ["checkov could not parse the template"]


@pytest.mark.parametrize("level", ["ERROR", "WARNING", "HIDE"])
def test_a_checkov_policy_that_crashes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    """The exception is swallowed, whatever its environment says of logging it."""
    from checkov.cloudformation.checks.resource.aws import S3Versioning  # noqa: PLC0415  # slow

    def crash(*_arguments: object) -> None:
        raise RuntimeError("broken policy")

    monkeypatch.setattr(S3Versioning.check, "check_fail_level", level)
    monkeypatch.setattr(S3Versioning.check, "scan_resource_conf", crash)
    result = checked(tmp_path, "Resources: {B: {Type: AWS::S3::Bucket}}\n")
    assert any("CKV_AWS_21 crashed: RuntimeError: broken policy" in error.message for error in result.errors)


def test_a_graph_policy_that_crashes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are run in threads and never asks how they ended."""
    from checkov.common.graph.checks_infra.base_check import BaseGraphCheck  # noqa: PLC0415  # slow

    def crash(*_arguments: object) -> None:
        raise RuntimeError("broken graph policy")

    monkeypatch.setattr(BaseGraphCheck, "run", crash)
    result = checked(tmp_path, "Resources: {B: {Type: AWS::S3::Bucket}}\n")
    assert any("CKV2_AWS_" in error.message and "broken graph policy" in error.message for error in result.errors)


def test_checkov_failing_altogether_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each file."""
    from checkov.cloudformation.runner import Runner  # noqa: PLC0415  # slow

    def crash(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("no graph today")

    monkeypatch.setattr(Runner, "run", crash)
    result = checked(tmp_path, "Resources: {B: {Type: AWS::S3::Bucket}}\n")
    assert [error.message for error in result.errors] == ["checkov failed: RuntimeError: no graph today"]
    assert result.files == ()


def test_a_structural_rule_that_crashes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other rules still run."""

    def crash(_form: object) -> list[object]:
        raise RuntimeError("broken rule")

    broken = Rule("broken", "never", Severity.LOW, "https://x.test", ("*",), crash)  # type: ignore[arg-type]  # crashes
    monkeypatch.setattr(policy, "RULES", {"broken": broken, **RULES})
    result = checked(tmp_path, SKIPPED)
    assert [error.message for error in result.errors] == ["policy 'broken' crashed: RuntimeError: broken rule"]
    assert "approval_notifies" in {one.rule for one in result.findings}


BRANCHES = """\
Parameters:
  A: {Type: String, Default: y}
  B: {Type: String, Default: y}
  Key: {Type: String, Default: ''}
Conditions:
  IsA: !Equals [!Ref A, y]
  IsB: !Equals [!Ref B, y]
  HasKey: !Not [!Equals [!Ref Key, '']]
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress:
        - {Description: x, IpProtocol: tcp, FromPort: 22, ToPort: 22,
           CidrIp: !If [IsA, 10.0.0.0/8, !If [IsB, 10.0.0.0/8, 0.0.0.0/0]]}
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: !If [HasKey, !Ref Key, alias/mine]
"""


def test_checkov_sees_every_combination_of_conditions_with_the_values_that_lead_there(tmp_path: Path) -> None:
    """The branch that takes two conditions to be off is seen; a default that the form rules out is not filled in."""
    found = {(one.rule, one.element) for one in checked(tmp_path, BRANCHES).findings}
    assert ("CKV_AWS_24", "Group") in found
    assert ("CKV_AWS_26", "Topic") not in found


def test_metadata_skips_switch_nothing_off(tmp_path: Path) -> None:
    """The finding is there beside the finding of the skip."""
    lines = [one.place.line for one in checked(tmp_path, SKIPPED).findings if one.rule == "CKV_AWS_53"]
    assert sorted(lines) == [6, 7]
