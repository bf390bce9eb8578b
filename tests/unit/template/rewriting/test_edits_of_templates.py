"""Edits of the project's templates: what each line becomes, and that no other line changes."""

import difflib
from collections.abc import Sequence

import pytest

from cfnproof.template.rewriting.edits import Append, Edit, Insert, Path, Remove, Replace, apply
from tests.unit.template.rewriting.samples import TEMPLATES, YAML, node

_FOUNDATION = TEMPLATES["foundation.yaml"]
_PIPELINE = TEMPLATES["mlpipeline.yaml"]
_DEPLOYMENT = TEMPLATES["mldeployment-pipeline.yaml"]


def _statements(role: str) -> Path:
    return ("Resources", role, "Properties", "Policies", 0, "PolicyDocument", "Statement")


_SAGEMAKER = _statements("SageMakerExecutionRole")
_SERVICE = _statements("CodePipelineServiceRole")


def _touched(before: str, edits: Sequence[Edit]) -> list[str]:
    """The lines that the edits take out and put in, with their indentation."""
    after = apply(before, YAML, edits)
    found = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\n") for line in found if line[0] in "+-"]


def test_action_list_is_shortened() -> None:
    """Only the lines of the actions that go are touched, whether they are removed or the list replaced."""
    gone = ["-                   - codecommit:CancelUploadArchive", "-                   - codecommit:GetCommit"]
    action = (*_SERVICE, 0, "Action")
    assert _touched(_PIPELINE, [Remove((*action, 0)), Remove((*action, 2))]) == gone
    kept = node("[codecommit:GetBranch, codecommit:GetUploadArchiveStatus, codecommit:UploadArchive]")
    assert _touched(_PIPELINE, [Replace(action, kept)]) == gone


def test_action_list_becomes_one_value() -> None:
    """A list that is replaced by one action stands on the key's line."""
    assert _touched(_PIPELINE, [Replace((*_SERVICE, 4, "Action"), node("states:StartExecution"))]) == [
        "-                 Action:",
        "-                   - states:DescribeStateMachine",
        "-                   - states:StartExecution",
        "+                 Action: states:StartExecution",
    ]


@pytest.mark.parametrize(
    ("resource", "lines"),
    [
        pytest.param("!GetAtt Bucket.Arn", ["Resource: !GetAtt Bucket.Arn"], id="GetAtt"),
        pytest.param("!Sub ${Bucket.Arn}/*", ["Resource: !Sub ${Bucket.Arn}/*"], id="Sub"),
        pytest.param(
            "[!GetAtt Bucket.Arn, !Sub '${Bucket.Arn}/*']",
            ["Resource:", "  - !GetAtt Bucket.Arn", "  - !Sub ${Bucket.Arn}/*"],
            id="list of both",
        ),
        pytest.param("!Sub ['${A}', {A: x}]", ["Resource: !Sub", "  - ${A}", "  - A: x"], id="Sub with variables"),
        pytest.param(f"!Sub {'x' * 99}", ["Resource:", f"  !Sub {'x' * 99}"], id="long Sub"),
    ],
)
def test_resource_is_replaced(resource: str, lines: list[str]) -> None:
    """The asterisk of a statement becomes what it should have been."""
    touched = _touched(_FOUNDATION, [Replace((*_SAGEMAKER, 5, "Resource"), node(resource))])
    assert touched == ["-                 Resource: '*'", *(f"+                 {line}" for line in lines)]


def test_statement_goes_with_its_comment() -> None:
    """The comment directly above it is about it; the blank lines and other comments stay."""
    assert _touched(_FOUNDATION, [Remove((*_SAGEMAKER, 5))]) == [
        "-               # An authorization token is not bound to a repository, the action takes no resource.",
        "-               - Sid: SignInToImageRegistries",
        "-                 Effect: Allow",
        "-                 Action: ecr:GetAuthorizationToken",
        "-                 Resource: '*'",
    ]


def test_last_statement_goes() -> None:
    """What follows the list stays where it is."""
    touched = _touched(_PIPELINE, [Remove((*_SERVICE, 5))])
    assert touched[0] == "-               - Sid: FollowExecutions"
    assert touched[-1] == "-                   - Name: !Select [6, !Split [':', !Ref MlOpsStepFunctionArn]]"
    assert len(touched) == 6


def test_statements_are_appended() -> None:
    """They stand in the list's column, in the order given, also where the last statement gains something itself."""
    edits: list[Edit] = [
        Append(_SERVICE, node("{Sid: A, Effect: Allow, Action: [a:b, c:d], Resource: '*'}")),
        Append(_SERVICE, node("{Sid: B, Effect: Deny, Action: a:*, Resource: !GetAtt A.Arn}")),
        Insert((*_SERVICE, 5), "Condition", node("{Bool: {aws:SecureTransport: 'true'}}")),
    ]
    assert _touched(_PIPELINE, edits) == [
        "+                 Condition:",
        "+                   Bool:",
        "+                     aws:SecureTransport: 'true'",
        "+               - Sid: A",
        "+                 Effect: Allow",
        "+                 Action:",
        "+                   - a:b",
        "+                   - c:d",
        "+                 Resource: '*'",
        "+               - Sid: B",
        "+                 Effect: Deny",
        "+                 Action: a:*",
        "+                 Resource: !GetAtt A.Arn",
    ]


def test_last_statement_is_exchanged() -> None:
    """A list may lose its last item and gain another."""
    touched = _touched(_PIPELINE, [Remove((*_SERVICE, 5)), Append(_SERVICE, node("{Sid: A}"))])
    assert [line for line in touched if line[0] == "+"] == ["+               - Sid: A"]


def test_condition_is_inserted_and_comments_inside_stay() -> None:
    """A condition's new operator stands behind the others and their comments."""
    edit = Insert((*_SAGEMAKER, 3, "Condition"), "Bool", node("{kms:GrantIsForAWSResource: 'true'}"))
    assert _touched(_FOUNDATION, [edit]) == [
        "+                   Bool:",
        "+                     kms:GrantIsForAWSResource: 'true'",
    ]


def test_value_becomes_a_list() -> None:
    """An action alone becomes the first of a list; a Sub with variables keeps its own."""
    edits = [Append((*_SERVICE, 5, "Action"), node("a:b")), Append((*_SERVICE, 5, "Resource"), node("!Ref X"))]
    lines = [line for line in _touched(_PIPELINE, edits) if line[0] == "+"]
    execution = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${Name}"
    assert lines == [
        "+                 Action:",
        "+                   - states:DescribeExecution",
        "+                   - a:b",
        "+                 Resource:",
        "+                   - !Sub",
        f"+                     - {execution}:${{ExecutionNamePrefix}}-*",
        "+                     - Name: !Select [6, !Split [':', !Ref MlOpsStepFunctionArn]]",
        "+                   - !Ref X",
    ]


def test_first_key_of_a_statement_goes() -> None:
    """The next key moves up behind the dash."""
    assert _touched(_PIPELINE, [Remove((*_SERVICE, 0, "Sid"))]) == [
        "-               - Sid: ReadSource",
        "-                 Effect: Allow",
        "+               - Effect: Allow",
    ]


def test_resource_goes_and_a_property_comes() -> None:
    """Edits in several places of a template are applied together."""
    edits: list[Edit] = [
        Remove(("Resources", "AmazonCloudWatchEventRule")),
        Insert(("Resources", "Pipeline", "Properties"), "RestartExecutionOnUpdate", node("false")),
        Insert(("Outputs",), "Name", node("{Value: !Ref Pipeline}")),
    ]
    touched = _touched(_PIPELINE, edits)
    assert touched[0] == "+       RestartExecutionOnUpdate: false"
    assert touched[1].startswith("-   # The role trusts this one rule, so its name")
    assert touched[-2:] == ["+   Name:", "+     Value: !Ref Pipeline"]


def test_value_inside_a_call_is_replaced() -> None:
    """A short-form call is entered by its function's name."""
    path = ("Outputs", "PipelineUrl", "Value", "Fn::Sub", 1, "Host")
    assert _touched(_DEPLOYMENT, [Replace(path, node("!Ref Host"))]) == [
        "-       - Host: !FindInMap [Console, !Ref AWS::Partition, Host]",
        "+       - Host: !Ref Host",
    ]
    assert _touched(_PIPELINE, [Replace((*_SERVICE, 4, "Resource", "Ref"), node("Other"))]) == [
        "-                 Resource: !Ref MlOpsStepFunctionArn",
        "+                 Resource: !Ref Other",
    ]


def test_nothing_to_do() -> None:
    """No edit, and one that changes nothing, leave the text as it is."""
    same = Replace((*_SERVICE, 4, "Action"), node("[states:DescribeStateMachine, states:StartExecution]"))
    assert apply(_PIPELINE, YAML, []) == _PIPELINE
    assert apply(_PIPELINE, YAML, [same]) == _PIPELINE
