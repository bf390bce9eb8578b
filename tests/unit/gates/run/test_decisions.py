"""What IAM decided in a run: denials of the templates' roles are findings, and the ledger has every decision."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cfnproof.findings import Finding, GateResult, Place, Severity
from cfnproof.gates.gate import Job
from cfnproof.gates.run import gate
from cfnproof.gates.run.decisions import UNENFORCED
from cfnproof.hosts.host import UnenforcedWarning
from cfnproof.hosts.registry import DEFAULT, HostChoice
from tests.unit.gates.run.project import BASE, TRIGGERED, lay_out, line_of

SETTINGS = gate.Settings(timeout=20, start_timeout=5)
DENIED = "permission-denied"
WITHOUT_READING = BASE.replace("                  - codecommit:GetCommit\n", "")
CONDITIONED = BASE.replace(
    "            Action: sts:AssumeRole\n",
    "            Action: sts:AssumeRole\n"
    "            Condition: {StringEquals: {'aws:SourceAccount': !Ref AWS::AccountId}}\n",
)
LOOKING = """\
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt MachineRole.Arn
      Definition:
        StartAt: Tell
        States:
          Tell:
            Type: Task
            Resource: arn:aws:states:::aws-sdk:sqs:listQueues
            Parameters: {}
            Catch: [{ErrorEquals: [States.ALL], Next: Done}]
            Next: Done
          Done: {Type: Succeed}
  MachineRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
COPY = "            - Name: Look\n"
RUNNING = TRIGGERED.replace(
    COPY,
    """\
            - Name: Run
              RunOrder: 2
              ActionTypeId: {Category: Invoke, Owner: AWS, Provider: StepFunctions, Version: '1'}
              Configuration: {StateMachineArn: !Ref Machine}
"""
    + COPY,
).replace("Resources:\n", "Resources:\n" + LOOKING)
MAY_RUN = BASE.replace(
    "              - Sid: Start\n",
    """\
              - Sid: Run
                Effect: Allow
                Action: [states:DescribeStateMachine, states:StartExecution, states:DescribeExecution]
                Resource: '*'
              - Sid: Start
""",
)


def proven(
    folder: Path, base: str = BASE, app: str = TRIGGERED, settings: gate.Settings = SETTINGS, host: HostChoice = DEFAULT
) -> tuple[GateResult, list[Finding]]:
    """What the gate says of a project with one pipeline, and what of that is about permissions."""
    config = lay_out(folder, app=app)
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    result = gate.prove(Job((folder / "app.yaml",), config, host), settings)
    return result, [one for one in result.findings if one.rule == DENIED]


def test_a_role_that_lacks_what_its_pipeline_needs(tmp_path: Path) -> None:
    """Stands at the role, in the template that has it, once; the action that failed is a finding of its own."""
    result, (denied,) = proven(tmp_path, WITHOUT_READING)
    assert (denied.gate, denied.severity, denied.element) == ("run", Severity.HIGH, "Role")
    assert denied.place == Place(tmp_path / "base.yaml", line_of(WITHOUT_READING, "  Role:"), 3)
    assert denied.message.startswith("role 'Role' was denied codecommit:GetCommit on arn:aws:codecommit:us-east-1:")
    assert ":app-base, asked for by GetCommit of codecommit in Source/Take: no identity-based policy" in denied.message
    listed = "codecommit:GetBranch, codecommit:GetUploadArchiveStatus, codecommit:UploadArchive"
    line = line_of(WITHOUT_READING, "              - Sid: Read")
    assert f"; nearest is base.yaml:{line} (Role, Sid Read): the request's action" in denied.message
    told = f"action is codecommit:GetCommit, the statement has {listed}"
    assert denied.message.endswith(f"{told}; let a policy of the role allow it, or do not ask for it")
    assert denied.help == "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
    assert [one.rule for one in result.findings if one.rule != DENIED] == ["pipeline-action"]
    assert DENIED in result.rules


def test_a_denial_that_no_action_fails_for(tmp_path: Path) -> None:
    """The state machine goes on, the pipeline succeeds, and yet its role lacks what it asks for."""
    result, (denied,) = proven(tmp_path, MAY_RUN, RUNNING)
    assert result.findings == (denied,)
    assert "app/Pipeline: Succeeded" in result.notes
    assert (denied.element, denied.place.line) == ("MachineRole", line_of(RUNNING, "  MachineRole:"))
    assert denied.place.file == tmp_path / "app.yaml"
    assert "role 'MachineRole' was denied sqs:ListQueues on " in denied.message
    assert " of sqs in Release/Run: " in denied.message


def test_what_came_nearest_is_said(tmp_path: Path) -> None:
    """A statement about another resource: what was asked, and what is there."""
    _, (denied,) = proven(tmp_path, BASE.replace("Resource: arn:aws:s3:::*/*", "Resource: arn:aws:s3:::another/*"))
    assert "was denied s3:PutObject on arn:aws:s3:::base-bucket-" in denied.message
    assert "the statement has arn:aws:s3:::another/*; let a policy of the role allow it" in denied.message


def test_a_deny_is_named_with_its_line(tmp_path: Path) -> None:
    """Wherever it stands; the finding is at the role that it stands in the way of."""
    deny = "              - {Sid: NoBuckets, Effect: Deny, Action: 's3:*', Resource: '*'}\n"
    base = BASE.replace("              - Sid: Start\n", deny + "              - Sid: Start\n")
    _, denied = proven(tmp_path, base)
    place = f"base.yaml:{line_of(base, 'NoBuckets')} (Role, Sid NoBuckets)"
    said = f"an explicit deny in an identity-based policy, {place}; narrow that Deny, or do not ask for it"
    assert denied
    assert all(one.message.endswith(said) for one in denied)


def test_a_role_that_does_not_trust_who_is_to_assume_it(tmp_path: Path) -> None:
    """A finding at the role itself, with what its trust policy has."""
    base = CONDITIONED.replace("!Ref AWS::AccountId", "'111122223333'")
    _, denied = proven(tmp_path, base)
    assert {one.element for one in denied} == {"Role"}
    assert "role 'Role' may not be assumed by " in denied[0].message
    assert "111122223333" in denied[0].message
    assert denied[0].message.endswith("let the role's trust policy allow it, or do not ask for it")


def test_nothing_is_found_where_nothing_is_denied(tmp_path: Path) -> None:
    """CodePipeline and EventBridge give the pipeline's and the rule's account when they assume the role."""
    assert CONDITIONED != BASE
    result, denied = proven(tmp_path, CONDITIONED)
    assert (result.findings, denied) == ((), [])


def test_without_iam(tmp_path: Path) -> None:
    """Nothing is denied, and the note says that nothing is proven about permissions."""
    bare = BASE[: BASE.index("      Policies:")] + BASE[BASE.index("Outputs:") :]
    with pytest.warns(UnenforcedWarning):
        result, denied = proven(tmp_path, bare, host=HostChoice(enforce_iam=False))
    assert (result.findings, denied, result.errors) == ((), [], ())
    assert result.notes == ("app/Pipeline: Succeeded", UNENFORCED)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The ledger of a run, in a folder that was not there."""
    folder = tmp_path_factory.mktemp("ledger")
    file = folder / "build" / "ledger.jsonl"
    result, _ = proven(folder, settings=replace(SETTINGS, ledger=file))
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert f"IAM: {len(entries)} decisions, 0 denied" in result.notes
    return entries


MEMBERS = {
    *("time", "principal", "role", "session", "action", "resource", "context"),
    *("decision", "because", "statements", "call", "pipelineAction"),
}


def test_each_line_of_the_ledger(ledger: list[dict[str, Any]]) -> None:
    """Has all members, and at least one statement that let it pass; they are in the order in which they were made."""
    for entry in ledger:
        assert entry.keys() == MEMBERS
        assert (entry["decision"], entry["because"]) == ("allowed", None)
        assert entry["call"].keys() == {"service", "operation", "requestId"}
        assert all({"policyType", "policy", "index", "sid", "effect"} <= one.keys() for one in entry["statements"])
        assert entry["statements"]
    assert [entry["time"] for entry in ledger] == sorted(entry["time"] for entry in ledger)
    assert ledger[0]["principal"].endswith(":user/administrator")


def test_the_lines_of_deciding_statements(ledger: list[dict[str, Any]]) -> None:
    """Of the role's policy by its Sid, of its trust policy without one; AWS's own policies have none."""
    by_action = {entry["action"]: entry for entry in ledger if entry["role"]}
    for action, sid in (("codecommit:GetBranch", "Read"), ("s3:PutObject", "Copy")):
        (statement,) = by_action[action]["statements"]
        assert (statement["policy"], statement["sid"]) == ("pipeline", sid)
        place = (statement["stack"], statement["logicalId"], statement["line"])
        assert place == ("base", "Role", line_of(BASE, f"Sid: {sid}"))
    assumed = next(entry for entry in ledger if entry["principal"] == "codepipeline.amazonaws.com")
    assert (assumed["role"], assumed["action"]) == (None, "sts:AssumeRole")
    assert assumed["statements"][0]["line"] == line_of(BASE, "- Effect: Allow")
    (own,) = ledger[0]["statements"]
    assert own["policy"] == "arn:aws:iam::aws:policy/AdministratorAccess"
    assert "line" not in own


def test_the_action_in_whose_course_it_was_asked(ledger: list[dict[str, Any]]) -> None:
    """Of what the pipeline's role did."""
    asked = [entry for entry in ledger if entry["action"] == "s3:PutObject" and entry["role"]]
    named = {(one["pipelineAction"]["stageName"], one["pipelineAction"]["actionName"]) for one in asked}
    assert named == {("Source", "Take"), ("Release", "Copy")}


def test_no_secret_is_in_the_ledger(ledger: list[dict[str, Any]]) -> None:
    """Neither the administrator's key nor any session's, and no content of what was sent."""
    text = json.dumps(ledger)
    for secret in ("cfnproof/emulated/administrator/key", "AKIAADMN", "ASIA", "FwoGZXIvYXdzE", '{"bucket":'):
        assert secret not in text


def test_a_ledger_that_cannot_be_written(tmp_path: Path) -> None:
    """Is an error beside what was found."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    file = tmp_path / "taken" / "ledger.jsonl"
    result, (denied,) = proven(tmp_path, WITHOUT_READING, settings=replace(SETTINGS, ledger=file))
    (error,) = result.errors
    assert error.message.startswith("the ledger cannot be written: ")
    assert error.place == Place(file)
    assert denied in result.findings
