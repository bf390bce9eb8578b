"""Step Functions on the moto host.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
"""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import moto.stepfunctions
import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.plans import TrainingPlan
from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.moto.host import MotoHost, moto_host
from cfnproof.hosts.moto.state_machines import CALLING
from tests.roles import role
from tests.waiting import until

SECONDS = 20.0
TRAINING = {
    "TrainingJobName.$": "$$.Execution.Name",
    "RoleArn.$": "$.Role",
    "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
    "OutputDataConfig": {"S3OutputPath": "s3://artifacts/models"},
    "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
TRAIN = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": TRAINING}
SAVE = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sagemaker:createModel",
    "Parameters": {
        "ModelName.$": "$$.Execution.Name",
        "ExecutionRoleArn.$": "$.Role",
        "PrimaryContainer": {"Image": "image", "ModelDataUrl.$": "$.Job.ModelArtifacts.S3ModelArtifacts"},
    },
}


@pytest.fixture(scope="module")
def account() -> Iterator[MotoHost]:
    """One account for all cases, which use names of their own."""
    with moto_host() as running:
        role(running.client, "machine", "states.amazonaws.com")
        role(running.client, "training", "sagemaker.amazonaws.com")
        running.client("s3").create_bucket(Bucket="artifacts")
        yield running


@pytest.fixture
def host(account: MotoHost) -> Iterator[MotoHost]:
    """The account, with nothing planned and nothing watched."""
    yield account
    account.control.before_request = None
    account.control.plans.training = TrainingPlan()


def _arn(host: MotoHost, role: str) -> str:
    return f"arn:aws:iam::{host.account}:role/{role}"


def _machine(host: MotoHost, name: str, role: str = "machine", /, **states: Any) -> str:  # noqa: ANN401  # JSON's values
    """A machine of states that follow each other."""
    names = list(states)
    linked = {}
    for state, following in zip(names, [*names[1:], None], strict=True):
        onward = {"Next": following} if following else {"End": True}
        linked[state] = states[state] if states[state]["Type"] == "Fail" else {**states[state], **onward}
    definition = json.dumps({"StartAt": names[0], "States": linked})
    arn: str = host.client("stepfunctions").create_state_machine(
        name=name, definition=definition, roleArn=_arn(host, role)
    )["stateMachineArn"]
    return arn


def _start(host: MotoHost, machine: str, name: str | None = None) -> str:
    given = {"name": name} if name else {}
    text = json.dumps({"Role": _arn(host, "training")})
    arn: str = host.client("stepfunctions").start_execution(stateMachineArn=machine, input=text, **given)[
        "executionArn"
    ]
    return arn


def _ended(host: MotoHost, execution: str) -> dict[str, Any]:
    """The execution once it has ended."""
    machines = host.client("stepfunctions")
    found: dict[str, Any] = until(
        lambda: machines.describe_execution(executionArn=execution),
        lambda described: described["status"] != "RUNNING",
        f"the end of {execution}",
        SECONDS,
    )
    return found


def _history(host: MotoHost, execution: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]]
    events = host.client("stepfunctions").get_execution_history(executionArn=execution)["events"]
    return events


def _who(host: MotoHost, request: ServiceRequest) -> str:
    """The role in whose session a request was made."""
    arn: str = host.client("sts", access_key=request.access_key).get_caller_identity()["Arn"]
    return arn.split("/")[1]


def _as_role(asked: list[ServiceRequest]) -> list[ServiceRequest]:
    """What Step Functions asked for in a session, not by itself for one."""
    return [one for one in asked if one.by == "states.amazonaws.com" and one.operation != "AssumeRole"]


def test_a_model_is_trained_and_saved_as_the_machines_role(host: MotoHost) -> None:
    """The job's description is the result, and the next state reads it."""
    asked: list[ServiceRequest] = []
    host.control.before_request = asked.append
    machine = _machine(host, "train-and-save", Train={**TRAIN, "ResultPath": "$.Job"}, Save=SAVE)
    ended = _ended(host, _start(host, machine, "run-1"))
    host.control.before_request = None
    assert ended["status"] == "SUCCEEDED", ended
    mine = _as_role(asked)
    assert list(dict.fromkeys(request.operation for request in mine)) == [
        "DescribeRule",
        "PutRule",
        "PutTargets",
        "CreateTrainingJob",
        "DescribeTrainingJob",
        "ListTags",
        "CreateModel",
    ]
    assert {_who(host, request) for request in mine} == {"machine"}
    sagemaker = host.client("sagemaker")
    job = sagemaker.describe_training_job(TrainingJobName="run-1")
    assert job["RoleArn"] == _arn(host, "training")
    model = sagemaker.describe_model(ModelName="run-1")
    assert model["PrimaryContainer"]["ModelDataUrl"] == job["ModelArtifacts"]["S3ModelArtifacts"]
    tags = {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=job["TrainingJobArn"])["Tags"]}
    assert tags["AWS_STEP_FUNCTIONS_EXECUTION_ARN"] == ended["executionArn"]
    history = _history(host, ended["executionArn"])
    types = [event["type"] for event in history if event["type"].startswith("Task") and "State" not in event["type"]]
    first = ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]
    assert types == [*first, "TaskScheduled", "TaskStarted", "TaskSucceeded"]


def test_an_endpoint_is_made_and_changed(host: MotoHost) -> None:
    """createEndpointConfig, createEndpoint and updateEndpoint, which answer before the endpoint is in service."""

    def state(action: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # of a request
        resource = f"arn:aws:states:::sagemaker:{action}"
        return {"Type": "Task", "Resource": resource, "Parameters": members, "ResultPath": None}

    variant = {"VariantName": "all", "ModelName": "m", "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
    machine = _machine(
        host,
        "serve",
        Model=state(
            "createModel", ModelName="m", ExecutionRoleArn=_arn(host, "training"), PrimaryContainer={"Image": "i"}
        ),
        First=state("createEndpointConfig", EndpointConfigName="c-1", ProductionVariants=[variant]),
        Second=state("createEndpointConfig", EndpointConfigName="c-2", ProductionVariants=[variant]),
        Serve=state("createEndpoint", EndpointName="e", EndpointConfigName="c-1"),
        Change=state("updateEndpoint", EndpointName="e", EndpointConfigName="c-2"),
    )
    assert _ended(host, _start(host, machine))["status"] == "SUCCEEDED"
    sagemaker = host.client("sagemaker")
    endpoint = until(
        lambda: sagemaker.describe_endpoint(EndpointName="e"),
        lambda described: described["EndpointStatus"] == "InService",
        "the endpoint in service",
        SECONDS,
    )
    assert endpoint["EndpointConfigName"] == "c-2"


def test_a_failed_job_fails_the_task_with_its_description(host: MotoHost) -> None:
    """States.TaskFailed; Catch sees it."""
    host.control.plans.training = TrainingPlan(failure="AlgorithmError: out of memory")
    machine = _machine(host, "failing", Train=TRAIN)
    ended = _ended(host, _start(host, machine))
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    assert json.loads(ended["cause"])["FailureReason"] == "AlgorithmError: out of memory"
    caught = {"ErrorEquals": ["States.TaskFailed"], "Next": "Give up"}
    steps = {"Train": {**TRAIN, "Catch": [caught]}, "Give up": {"Type": "Fail", "Error": "Untrained"}}
    assert _ended(host, _start(host, _machine(host, "catching", **steps)))["error"] == "Untrained"


def test_errors_of_the_api_have_the_names_that_retry_and_catch_use(host: MotoHost) -> None:
    """A name that is in use, and a request that SageMaker's model does not have."""
    machine = _machine(host, "twice", Train={**TRAIN, "ResultPath": "$.Job"}, Again=TRAIN)
    ended = _ended(host, _start(host, machine))
    assert ended["error"] == "SageMaker.ResourceInUseException"
    assert "(Service: AmazonSageMaker; Status Code: 400; Error Code: ResourceInUse; Request ID: " in ended["cause"]
    wrong = {**TRAIN, "Parameters": {**TRAINING, "VolumeSize": 1}}
    ended = _ended(host, _start(host, _machine(host, "wrong", Train=wrong)))
    assert ended["error"] == "States.Runtime"
    assert 'Unknown parameter in input: "VolumeSize"' in ended["cause"]


@pytest.mark.parametrize(
    ("resource", "members", "error"),
    [
        ("lambda:invoke", {"FunctionName": "denied"}, "Lambda.AWSLambdaException"),
        ("states:startExecution", {"StateMachineArn": "{machine}"}, "StepFunctions.AWSStepFunctionsException"),
        ("sns:publish", {"TopicArn": "{topic}", "Message": "m"}, "SNS.AuthorizationErrorException"),
    ],
)
def test_a_refusal_of_iam_has_the_name_of_the_client(
    host: MotoHost, resource: str, members: dict[str, str], error: str
) -> None:
    """As seen at AWS: no API's model has AccessDeniedException.

    https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
    """
    name = resource.partition(":")[0]
    role(host.client, f"idle-{name}", "states.amazonaws.com", actions=())
    arns = {
        "machine": _machine(host, f"unreachable-{name}", Done={"Type": "Pass"}),
        "topic": f"arn:aws:sns:{host.region}:{host.account}:t",
    }
    parameters = {member: value.format(**arns) for member, value in members.items()}
    task = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters}
    ended = _ended(host, _start(host, _machine(host, f"refused-{name}", f"idle-{name}", Ask=task)))
    assert (ended["status"], ended["error"]) == ("FAILED", error)
    assert "is not authorized to perform" in ended["cause"]
    caught = {**task, "Catch": [{"ErrorEquals": [error], "Next": "Caught"}]}
    steps = {"Ask": caught, "Caught": {"Type": "Fail", "Error": "Caught"}}
    assert _ended(host, _start(host, _machine(host, f"caught-{name}", f"idle-{name}", **steps)))["error"] == "Caught"


@pytest.mark.parametrize(
    ("resource", "members", "error"),
    [
        ("lambda:invoke", {"FunctionName": "none"}, "Lambda.ResourceNotFoundException"),
        ("states:startExecution", {"StateMachineArn": "{none}"}, "StepFunctions.StateMachineDoesNotExistException"),
    ],
)
def test_an_error_of_the_model_keeps_its_name(
    host: MotoHost, resource: str, members: dict[str, str], error: str
) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html ."""
    none = f"arn:aws:states:{host.region}:{host.account}:stateMachine:none"
    parameters = {member: value.format(none=none) for member, value in members.items()}
    task = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters}
    name = f"missing-{resource.partition(':')[0]}"
    assert _ended(host, _start(host, _machine(host, name, Ask=task)))["error"] == error


def test_a_retry_waits_by_the_hosts_clock(host: MotoHost) -> None:
    """So does Wait: tests move the clock on."""
    retried = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3600, "MaxAttempts": 1}
    host.control.plans.training = TrainingPlan(failure="ClientError: no data")
    asked: list[ServiceRequest] = []
    host.control.before_request = asked.append
    steps = {"Pause": {"Type": "Wait", "Seconds": 3600}, "Train": {**TRAIN, "Retry": [retried]}}
    execution = _start(host, _machine(host, "patient", **steps))

    def an_hour_later() -> str:
        host.control.clock.advance(timedelta(hours=1))
        status: str = host.client("stepfunctions").describe_execution(executionArn=execution)["status"]
        return status

    until(an_hour_later, lambda status: status != "RUNNING", "the end of the execution", SECONDS)
    created = [request for request in asked if request.operation == "CreateTrainingJob"]
    assert len(created) == 2  # the first try and its retry


def test_stopping_an_execution_stops_the_job_that_it_waits_for(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync."""
    host.control.plans.training = TrainingPlan(duration=timedelta(hours=1))
    execution = _start(host, _machine(host, "stopped", Train=TRAIN), "run-stopped")
    sagemaker, machines = host.client("sagemaker"), host.client("stepfunctions")
    jobs = {"NameContains": "run-stopped"}
    until(lambda: sagemaker.list_training_jobs(**jobs)["TrainingJobSummaries"], bool, "the training job", SECONDS)
    machines.stop_execution(executionArn=execution)
    assert _ended(host, execution)["status"] == "ABORTED"
    until(
        lambda: sagemaker.describe_training_job(TrainingJobName="run-stopped")["TrainingJobStatus"],
        lambda status: status == "Stopped",
        "the end of the training job",
        SECONDS,
    )
    assert _history(host, execution)[-1]["type"] == "ExecutionAborted"


@pytest.mark.parametrize(
    "state",
    [
        {"Type": "Wait", "Seconds": 100000},
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/ACCOUNT/stopping", "MessageBody": "x"},
        },
    ],
    ids=["wait", "token"],
)
def test_stopping_ends_what_only_waits(host: MotoHost, state: dict[str, Any]) -> None:
    """At once, and as ABORTED."""
    host.client("sqs").create_queue(QueueName="stopping")
    kind, stay = state["Type"].lower(), json.loads(json.dumps(state).replace("ACCOUNT", host.account))
    execution = _start(host, _machine(host, f"stopping-{kind}", Stay=stay))
    machines = host.client("stepfunctions")
    waiting = {"Wait": "WaitStateEntered", "Task": "TaskSubmitted"}[state["Type"]]
    until(
        lambda: {event["type"] for event in _history(host, execution)},
        lambda types: waiting in types,
        f"the event {waiting}",
        SECONDS,
    )
    machines.stop_execution(executionArn=execution)
    assert _ended(host, execution)["status"] == "ABORTED"


def test_other_integrations_are_made_as_the_role_too(host: MotoHost) -> None:
    """With the members that the API has, in its own case."""
    url = host.client("sqs").create_queue(QueueName="told")["QueueUrl"]
    topic = host.client("sns").create_topic(Name="told")["TopicArn"]
    nested = _machine(host, "nested", Done={"Type": "Pass", "Result": {"done": True}})

    def state(resource: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # of a request
        return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": members, "ResultPath": None}

    repository = {**state("aws-sdk:codecommit:createRepository", RepositoryName="told"), "ResultPath": "$.Made"}
    steps = {
        "Queue": state("sqs:sendMessage", QueueUrl=url, MessageBody={"from": "machine"}),
        "Topic": state("sns:publish", TopicArn=topic, Message={"from": "machine"}),
        "Event": state("events:putEvents", Entries=[{"Source": "team", "DetailType": "told", "Detail": {"a": 1}}]),
        "Nested": {**state("states:startExecution.sync:2", StateMachineArn=nested), "ResultPath": "$.Nested"},
        "Repository": repository,
    }
    asked: list[ServiceRequest] = []
    host.control.before_request = asked.append
    ended = _ended(host, _start(host, _machine(host, "telling", **steps)))
    host.control.before_request = None
    assert ended["status"] == "SUCCEEDED", ended
    assert {_who(host, request) for request in _as_role(asked)} == {"machine"}
    operations = {request.operation for request in asked}
    assert {"SendMessage", "Publish", "PutEvents", "StartExecution", "CreateRepository"} <= operations
    output = json.loads(ended["output"])
    assert output["Nested"]["Output"] == {"done": True}
    assert output["Made"]["RepositoryMetadata"]["RepositoryName"] == "told"


def test_a_task_may_name_another_role_which_the_machines_role_assumes(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html."""
    other = role(host.client, "other", roles=[_arn(host, "machine")])
    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sts:getCallerIdentity", "Parameters": {}}
    ended = _ended(host, _start(host, _machine(host, "as-other", Ask={**task, "Credentials": {"RoleArn": other}})))
    assert json.loads(ended["output"])["Arn"].startswith(f"arn:aws:sts::{host.account}:assumed-role/other/")


def test_executions_without_a_name_get_one_each(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html."""
    machine = _machine(host, "unnamed", Done={"Type": "Pass"})
    first, second = _start(host, machine), _start(host, machine)
    assert first != second
    with pytest.raises(ClientError) as caught:
        _start(host, machine, "a name")
    assert caught.value.response["Error"]["Code"] == "InvalidName"


@pytest.mark.parametrize("role", ["training", "missing"])
def test_a_role_that_step_functions_cannot_assume_is_refused(host: MotoHost, role: str) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html."""
    machine = _machine(host, f"before-{role}", Done={"Type": "Pass"})
    message = "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume"
    with pytest.raises(ClientError, match=message) as caught:
        _machine(host, f"refused-{role}", role, Done={"Type": "Pass"})
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    with pytest.raises(ClientError, match=message):
        host.client("stepfunctions").update_state_machine(stateMachineArn=machine, roleArn=_arn(host, role))


def _refusing(action: str) -> Callable[[ServiceRequest], None]:
    """What refuses Step Functions one action."""

    def look(request: ServiceRequest) -> None:
        if request.operation == action:
            raise ServiceError("AccessDeniedException", f"told to refuse {action}")

    return look


LOGGING = {
    "level": "ALL",
    "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:::log-group:x:*"}}],
}
CREATION: list[tuple[str, dict[str, Any], str]] = [
    ("PutTargets", {"Train": TRAIN}, "'{role}' is not authorized to create managed-rule."),
    ("UpdateLogDelivery", {}, "The state machine IAM Role is not authorized to access the Log Destination"),
]


@pytest.mark.parametrize(("action", "states", "message"), CREATION, ids=[case[0] for case in CREATION])
def test_a_role_that_lacks_what_the_machine_needs(
    host: MotoHost, action: str, states: dict[str, Any], message: str
) -> None:
    """The machine is neither created nor changed; AWS's words: see emulator.stepfunctions.roles."""
    machines, task = host.client("stepfunctions"), states.get("Train", {"Type": "Pass"})
    definition = json.dumps({"StartAt": "Only", "States": {"Only": {**task, "End": True}}})
    request = {"name": f"lacks-{action}", "roleArn": _arn(host, "machine"), "loggingConfiguration": LOGGING}
    host.control.before_request = _refusing(action)
    with pytest.raises(ClientError) as caught:
        machines.create_state_machine(**request, definition=definition)
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "AccessDeniedException",
        message.format(role=_arn(host, "machine")),
    )
    host.control.before_request = None
    arn = machines.create_state_machine(**request, definition=definition)["stateMachineArn"]
    host.control.before_request = _refusing(action)
    for change in ({"definition": definition}, {"roleArn": _arn(host, "machine")}, {"loggingConfiguration": LOGGING}):
        with pytest.raises(ClientError, match="not authorized to"):
            machines.update_state_machine(stateMachineArn=arn, **change)
    machines.update_state_machine(stateMachineArn=arn, tracingConfiguration={"enabled": True})


@pytest.mark.parametrize("definition", ["{", json.dumps({"StartAt": "Gone", "States": {}})])
def test_a_change_to_a_broken_definition(host: MotoHost, definition: str) -> None:
    """Is refused for what is wrong in it."""
    machine = _machine(host, f"whole-{len(definition)}", Done={"Type": "Pass"})
    with pytest.raises(ClientError, match="ASLParserException line 1"):
        host.client("stepfunctions").update_state_machine(stateMachineArn=machine, definition=definition)


def test_a_role_may_trust_the_regional_principal_and_may_go_later(host: MotoHost) -> None:
    """Then the tasks fail that need it."""
    role(host.client, "regional", f"states.{host.region}.amazonaws.com")
    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sts:getCallerIdentity", "Parameters": {}}
    machine = _machine(host, "regional", "regional", Ask=task)
    assert _ended(host, _start(host, machine))["status"] == "SUCCEEDED"
    host.client("iam").delete_role_policy(RoleName="regional", PolicyName="actions")
    host.client("iam").delete_role(RoleName="regional")
    ended = _ended(host, _start(host, machine))
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    assert "authorized to assume the provided role" in ended["cause"]


@pytest.mark.parametrize("resource", ["createEndpoint.sync", "createTransformJob", "createModel.waitForTaskToken"])
def test_an_integration_that_is_not_emulated_is_refused_by_its_name(host: MotoHost, resource: str) -> None:
    """When the machine is created, with those that are."""
    arn = f"arn:aws:states:::sagemaker:{resource}"
    with pytest.raises(ClientError, match=f"{arn} is not emulated; of sagemaker are: .*createTrainingJob.sync"):
        _machine(host, "refused", Task={"Type": "Task", "Resource": arn, "Parameters": {}})


def test_leaving_ends_what_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Waits, retries, jobs and branches end, their threads are joined, and nobody is told."""
    before = set(threading.enumerate())
    with moto_host() as host:
        role(host.client, "machine", "states.amazonaws.com")
        role(host.client, "training", "sagemaker.amazonaws.com")
        host.control.plans.training = TrainingPlan(duration=timedelta(hours=1))
        wait = {"Type": "Wait", "Seconds": 100000, "End": True}
        both = [{"StartAt": "S", "States": {"S": wait}}, {"StartAt": "T", "States": {"T": {**TRAIN, "End": True}}}]
        running = _machine(host, "branches", Both={"Type": "Parallel", "Branches": both})
        retried = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3600}]
        failing = {**SAVE, "Parameters": {"ModelName": "m"}, "Retry": retried}
        for machine in (running, _machine(host, "retrying", Save=failing)):
            _start(host, machine)
        sagemaker = host.client("sagemaker")
        until(lambda: sagemaker.list_training_jobs()["TrainingJobSummaries"], bool, "the training job", SECONDS)
    assert set(threading.enumerate()) <= before
    assert capsys.readouterr() == ("", "")


def test_every_module_of_moto_that_makes_clients_is_known() -> None:
    """A newer moto may have more of them."""
    package = Path(moto.stepfunctions.__file__).parent
    files = (file for file in package.rglob("*.py") if "import boto_client_for" in file.read_text())
    assert {".".join(file.relative_to(package.parents[1]).with_suffix("").parts) for file in files} == set(CALLING)
