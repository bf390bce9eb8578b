"""The Step Functions action.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import Bench, Run, source
from tests.unit.emulator.codepipeline.refusals import refusing

_PASS = {"Type": "Pass", "End": True}
_FAIL = {"Type": "Fail", "Error": "NoData", "Cause": "the bucket is empty"}


def _machine(account: Bench, name: str, state: Mapping[str, Any], kind: str = "STANDARD") -> str:
    definition = json.dumps({"StartAt": "Only", "States": {"Only": state}})
    states = account.host.client("stepfunctions")
    arn: str = states.create_state_machine(name=name, definition=definition, roleArn=account.role, type=kind)[
        "stateMachineArn"
    ]
    return arn


def _run(account: Bench, machine: str, configuration: Mapping[str, str], **members: Any) -> Run:  # noqa: ANN401  # as the API
    fetch = members.pop("fetch", None)
    invoke = action(
        "Act", "Invoke", "StepFunctions", configuration={"StateMachineArn": machine, **configuration}, **members
    )
    return account.run(invoke, fetch=fetch)


@pytest.fixture(scope="module")
def machine(account: Bench) -> str:
    """A standard machine that returns its input."""
    return _machine(account, "echo", _PASS)


INPUTS = [
    ("nothing", {}, [], {}),
    ("literal", {"Input": '{"action": "test"}'}, [], {"action": "test"}),
    ("variable", {"Input": '{"key": "#{Fetched.ObjectKey}"}'}, [], {"key": "code.zip"}),
    ("file", {"InputType": "FilePath", "Input": "assets/input.json"}, [{"name": "Code"}], {"from": "file"}),
]


@pytest.mark.parametrize(
    ("configuration", "inputs", "given"), [case[1:] for case in INPUTS], ids=[c[0] for c in INPUTS]
)
def test_a_standard_machine(
    account: Bench, machine: str, configuration: dict[str, str], inputs: list[dict[str, str]], given: dict[str, str]
) -> None:
    """The action waits, its variables name machine and execution, its artifact has what the machine returned."""
    settings = {"ExecutionNamePrefix": "release", **configuration}
    run = _run(account, machine, settings, inputArtifacts=inputs, outputArtifacts=[{"name": "Out"}])
    assert run.ended()["status"] == "Succeeded"
    output, action_id = run.output(), run.action()["actionExecutionId"]
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:release-{action_id}"
    assert output["outputVariables"] == {"StateMachineArn": machine, "ExecutionArn": arn}
    assert output["executionResult"]["externalExecutionId"] == arn
    assert output["executionResult"]["externalExecutionUrl"].endswith(f"#/executions/details/{arn}")
    described = account.host.client("stepfunctions").describe_execution(executionArn=arn)
    assert (described["status"], json.loads(described["input"])) == ("SUCCEEDED", given)
    assert {name: json.loads(text) for name, text in run.files().items()} == {"output.json": given}


def test_without_a_prefix_the_action_execution_names_the_execution(account: Bench, machine: str) -> None:
    """By default, the action execution id is used as the name of the execution."""
    run = _run(account, machine, {})
    assert run.ended()["status"] == "Succeeded"
    assert run.output()["outputVariables"]["ExecutionArn"].endswith(f":echo:{run.action()['actionExecutionId']}")


def test_a_failed_execution_fails_the_action_with_error_and_cause(account: Bench) -> None:
    """FAILED, TIMED_OUT and ABORTED executions fail the action."""
    run = _run(account, _machine(account, "failing", _FAIL), {}, outputArtifacts=[{"name": "Out"}])
    code, message = run.failure()
    arn = run.output()["executionResult"]["externalExecutionId"]
    assert (code, message) == ("JobFailed", f"State machine execution {arn} FAILED: NoData: the bucket is empty")
    assert run.output()["outputArtifacts"] == []


def test_a_long_cause_is_cut_where_the_api_model_ends_it(account: Bench) -> None:
    """A cause can have 32,768 characters, the message of error details 5,000.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ErrorDetails.html
    """
    run = _run(account, _machine(account, "verbose", {**_FAIL, "Cause": "c" * 6000}), {})
    _, message = run.failure()
    assert (len(message), message[-1]) == (5000, "c")


def test_an_aborted_execution_fails_the_action(account: Bench) -> None:
    """As above."""
    run = _run(account, _machine(account, "waiting", {"Type": "Wait", "Seconds": 600, "End": True}), {})
    arn = run.until(lambda one: "externalExecutionId" in one)["externalExecutionId"]
    account.host.client("stepfunctions").stop_execution(executionArn=arn, error="Stopped", cause="by hand")
    code, message = run.failure()
    assert code == "JobFailed"
    assert message.startswith(f"State machine execution {arn} ABORTED")


def test_an_express_machine_is_not_waited_for(account: Bench) -> None:
    """The action succeeds once the execution is started; only standard machines have ExecutionArn."""
    machine = _machine(account, "express", _FAIL, "EXPRESS")
    run = _run(account, machine, {})
    assert run.ended()["status"] == "Succeeded"
    assert run.output()["outputVariables"] == {"StateMachineArn": machine}
    refused = _run(account, machine, {}, outputArtifacts=[{"name": "Out"}])
    assert refused.failure() == (
        "ConfigurationError",
        f"State machine {machine} is an express one: its actions cannot have an output artifact",
    )


_CODE = [{"name": "Code"}]
REFUSED = [
    ("no file", "gone.json", _CODE, "File [gone.json] does not exist in artifact [Code], which has"),
    ("no JSON", "notes.txt", _CODE, "File [notes.txt] in artifact [Code] is not JSON: Expecting value"),
    ("deep", "deep.json", _CODE, "File [deep.json] in artifact [Code] is not JSON: maximum recursion depth"),
    ("no artifact", "assets/input.json", [], "Action Act has no input artifact: InputType FilePath needs one"),
    ("too large", "large.json", _CODE, "File [large.json] in artifact [Code] has 262146 bytes: the input of an"),
]


@pytest.mark.parametrize(("path", "inputs", "message"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_files_that_cannot_be_the_input(
    account: Bench, machine: str, path: str, inputs: list[dict[str, str]], message: str
) -> None:
    """The failure says which file, and nothing is started."""
    key = "inputs.zip"
    large = json.dumps("x" * 262_144).encode()
    account.push(zipped({"notes.txt": b"no JSON", "large.json": large, "deep.json": b"[" * 200_000}), key)
    settings = {"InputType": "FilePath", "Input": path, "ExecutionNamePrefix": "refused"}
    run = _run(account, machine, settings, inputArtifacts=inputs, fetch=source(S3ObjectKey=key))
    code, said = run.failure()
    assert code == "ConfigurationError"
    assert said.startswith(message)
    listed = account.host.client("stepfunctions").list_executions(stateMachineArn=machine)["executions"]
    assert not [one for one in listed if one["name"].startswith("refused")]


def test_a_literal_that_is_not_json(account: Bench, machine: str) -> None:
    """Literal: the value is the input, which is JSON."""
    code, message = _run(account, machine, {"Input": "{action: test}"}).failure()
    assert code == "ConfigurationError"
    assert message.startswith("Input is not JSON: ")


def test_a_machine_that_is_not_there(account: Bench, machine: str) -> None:
    """Where nothing can be started, the action fails."""
    code, message = _run(account, f"{machine}-gone", {}).failure()
    assert code == "JobFailed"
    assert "(Error Code: StateMachineDoesNotExist)" in message


@pytest.mark.parametrize("operation", ["DescribeStateMachine", "StartExecution", "DescribeExecution"])
def test_what_the_role_may_not_do(account: Bench, machine: str, operation: str) -> None:
    """What fails to be started fails the action, and so does an execution whose end cannot be seen."""
    with refusing(account.host, ("stepfunctions", operation), "AccessDeniedException") as message:
        failure = _run(account, machine, {}).failure()
    assert failure == ("PermissionError", f"{message} (Error Code: AccessDeniedException)")
