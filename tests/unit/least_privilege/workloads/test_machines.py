"""What the roles of state machines do.

https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.workloads import machines
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import (
    OF_ACCOUNT,
    ROLE,
    SHOWN_ROLE,
    Json,
    conditions,
    found_in,
    machine,
    needs,
    project,
    task,
)

TOPIC: Final = "arn:aws:sns:us-east-1:111122223333:t"
SHOWN_TOPIC: Final = TOPIC.replace("arn:aws:", "arn:${AWS::Partition}:")
PUBLISH: Final = "arn:aws:states:::sns:publish"
FUNCTION: Final = "arn:aws:lambda:us-east-1:111122223333:function:f"
SHOWN_FUNCTION: Final = FUNCTION.replace("arn:aws:", "arn:${AWS::Partition}:")
PARAMETERS: Final = {
    "Open": {"Type": "String"},
    "FunctionArn": {"Type": "String", "Default": FUNCTION},
    "SomeFunction": {"Type": "String", "AllowedPattern": "^arn:aws:lambda:[^:]+:[0-9]+:function:.+$"},
    "Integration": {"Type": "String", "Default": PUBLISH},
    "Invoke": {"Type": "String", "Default": "arn:aws:states:::lambda:invoke"},
}
OTHERS: Final = {
    "Function": {"Type": "AWS::Lambda::Function"},
    "Activity": {"Type": "AWS::StepFunctions::Activity", "Properties": {"Name": "a"}},
    "Alias": {"Type": "AWS::Lambda::Alias"},
}


def shown(folder: Path, states: Json, role: str = "machine", **properties: Json) -> dict[str, list[str]]:
    """What a role needs beside its trust."""
    of = project(folder, {"M": machine(states, **properties), **OTHERS}, parameters=PARAMETERS)
    found = needs(found_in(machines, of)[role])
    return {row: resources for row, resources in found.items() if row != "stepfunctions-trust"}


def test_the_role_of_a_machine(tmp_path: Path) -> None:
    """It is trusted for the machine, logs, and calls what its Tasks call."""
    logging = {"Level": "ALL", "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": "x"}}]}
    of = project(tmp_path, {"M": machine({"A": task(FUNCTION)}, LoggingConfiguration=logging)})
    (found,) = found_in(machines, of)["machine"]
    assert found.title == "state machine 'M'"
    assert [(unit.name, unit.title) for unit in found.units] == [
        *(("trust", "state machine 'M'"), ("machine", "state machine 'M'")),
        ("task", "state 'A' of state machine 'M'"),
    ]
    assert conditions([found], "stepfunctions-trust")[1].endswith(f":states:{OF_ACCOUNT}:stateMachine:m")
    assert {"stepfunctions-log-delivery", "stepfunctions-lambda-resource"} <= set(needs([found]))


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (FUNCTION, SHOWN_FUNCTION),
        (
            {"Fn::GetAtt": ["Function", "Arn"]},
            f"arn:${{AWS::Partition}}:lambda:{OF_ACCOUNT}:function:${{app/Function}}",
        ),
        (
            {"Fn::Sub": "${Function.Arn}:live"},
            f"arn:${{AWS::Partition}}:lambda:{OF_ACCOUNT}:function:${{app/Function}}:live",
        ),
        ({"Ref": "FunctionArn"}, SHOWN_FUNCTION),
        (
            {"Ref": "SomeFunction"},
            (
                "arn:${AWS::Partition}:lambda:${app/SomeFunction#region}:${app/SomeFunction#account}:function:"
                "${app/SomeFunction#resource}"
            ),
        ),
    ],
)
def test_a_function(resource: Json, expected: str, tmp_path: Path) -> None:
    """By its ARN, however it is written."""
    assert shown(tmp_path, {"A": task(resource)}) == {"stepfunctions-lambda-resource": [expected]}


@pytest.mark.parametrize(
    "resource",
    [
        PUBLISH,
        {"Fn::Sub": "arn:${AWS::Partition}:states:::sns:publish"},
        "arn:aws-cn:states:::sns:publish.waitForTaskToken",
    ],
)
def test_an_integration(resource: Json, tmp_path: Path) -> None:
    """In any partition, with or without a pattern."""
    assert shown(tmp_path, {"A": task(resource, {"TopicArn": TOPIC})})["stepfunctions-topic"] == [SHOWN_TOPIC]


def test_an_integration_by_a_parameter(tmp_path: Path) -> None:
    """Its value is known: it is no function, and not unknown."""
    found = shown(tmp_path, {"A": task({"Ref": "Integration"}, {"TopicArn": TOPIC})})
    assert found["stepfunctions-topic"] == [SHOWN_TOPIC]


def test_the_integration_of_lambda_by_a_parameter(tmp_path: Path) -> None:
    """It is no function's ARN."""
    found = shown(tmp_path, {"A": task({"Ref": "Invoke"}, {"FunctionName": FUNCTION})})
    assert found == {"stepfunctions-lambda": [SHOWN_FUNCTION]}


@pytest.mark.parametrize("resource", [{"Ref": "Activity"}, "arn:aws:states:us-east-1:111122223333:activity:a"])
def test_an_activity(resource: Json, tmp_path: Path) -> None:
    """Its workers ask with their own permissions."""
    assert shown(tmp_path, {"A": task(resource)}) == {}


@pytest.mark.parametrize("resource", [{"Ref": "Open"}, {"Ref": "Alias"}, "arn:aws:states:::sns", {"Ref": "Function"}])
def test_a_resource_of_which_it_is_not_known_what_it_is(resource: Json, tmp_path: Path) -> None:
    """Or one that Step Functions refuses: it may need anything."""
    found = shown(tmp_path, {"A": task(resource)})
    assert list(found) == ["?"]
    assert found["?"][0].startswith("what its Resource ")


def test_an_sdk_call(tmp_path: Path) -> None:
    """Each API has its own row, or it is not known what it needs."""
    found = shown(tmp_path, {"A": task("arn:aws:states:::aws-sdk:novel:doThing", {})})
    assert found == {"?": ["what stepfunctions aws-sdk:novel:doThing, aws-sdk:novel needs: no table says it"]}


NESTED: Final[dict[str, Json]] = {
    "Map": {"Type": "Map", "ItemProcessor": {"StartAt": "In", "States": {"In": task(FUNCTION)}}, "End": True},
    "Iterator": {"Type": "Map", "Iterator": {"StartAt": "In", "States": {"In": task(FUNCTION)}}, "End": True},
    "Parallel": {
        "Type": "Parallel",
        "Branches": [
            {"StartAt": "In", "States": {"In": task(FUNCTION)}},
            {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}},
        ],
        "End": True,
    },
}


@pytest.mark.parametrize("kind", NESTED)
def test_a_task_within_a_state(kind: str, tmp_path: Path) -> None:
    """Also within one that is itself within one."""
    deep = {"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": NESTED[kind]}}, "End": True}
    assert shown(tmp_path, {"A": deep}) == {"stepfunctions-lambda-resource": [SHOWN_FUNCTION]}


def test_states_that_call_nothing(tmp_path: Path) -> None:
    """They need nothing."""
    states = {
        "A": {"Type": "Pass", "Next": "B"},
        "B": {"Type": "Wait", "Seconds": 1, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [], "Default": "D"},
        "D": {"Type": "Succeed"},
    }
    assert shown(tmp_path, states) == {}


def test_a_distributed_map(tmp_path: Path) -> None:
    """It starts executions and reads and writes objects: the role is not one of which everything is known."""
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "B", "States": {"B": task(FUNCTION)}}
    found = shown(tmp_path, {"A": {"Type": "Map", "ItemProcessor": processor, "End": True}})
    assert "?" in found or any("states:StartExecution" in row or "map" in row for row in found)


@pytest.mark.parametrize(
    ("credentials", "expected"), [({"RoleArn": f"{ROLE}acting"}, True), ({"RoleArn.$": "$.Role"}, False)]
)
def test_a_task_with_credentials(credentials: Json, expected: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a parametrized answer
    """The machine's role assumes theirs, which does the work; one that is not known is said."""
    states = {"A": task(PUBLISH, {"TopicArn": TOPIC}, Credentials=credentials)}
    found = shown(tmp_path, states)
    if expected:
        assert found == {"stepfunctions-task-role": [f"{SHOWN_ROLE}acting"]}
        assert shown(tmp_path, states, "acting")["stepfunctions-topic"] == [SHOWN_TOPIC]
    else:
        assert list(found) == ["? sts:AssumeRole"]


@pytest.mark.parametrize(
    ("properties", "what"),
    [
        ({"Definition": {"Ref": "Open"}}, "its definition: "),
        ({"DefinitionString": "{", "Definition": {"Ref": "AWS::NoValue"}}, "its definition: "),
        ({"DefinitionS3Location": {"Bucket": "b", "Key": "k"}}, "its definition: "),
    ],
)
def test_a_definition_that_is_not_in_the_template(properties: Json, what: str, tmp_path: Path) -> None:
    """The role's work is not known, but whom it trusts is."""
    resource = machine({})
    del resource["Properties"]["Definition"]
    resource["Properties"] |= properties
    of = project(tmp_path, {"M": resource}, parameters=PARAMETERS)
    (found,) = found_in(machines, of)["machine"]
    assert [unit.name for unit in found.units] == ["trust", "machine"]
    (unknown,) = found.unresolved
    assert unknown.what.startswith(what)
    assert unknown.advice == "write the definition into the template"
    assert unknown.actions == ()


def test_a_definition_as_text_with_substitutions(tmp_path: Path) -> None:
    """What stands in it stands in the template."""
    text = '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Function}", "End": true}}}'
    resource = machine({})
    del resource["Properties"]["Definition"]
    resource["Properties"] |= {"DefinitionString": text, "DefinitionSubstitutions": {"Function": FUNCTION}}
    found = needs(found_in(machines, project(tmp_path, {"M": resource}))["machine"])
    assert found["stepfunctions-lambda-resource"] == [SHOWN_FUNCTION]


@pytest.mark.parametrize(
    ("api", "parameter", "unit"),
    [("createTrainingJob.sync", "RoleArn", "training"), ("createModel", "ExecutionRoleArn", "model")],
)
def test_a_role_that_is_handed_to_sagemaker(api: str, parameter: str, unit: str, tmp_path: Path) -> None:
    """It is trusted by SageMaker, and does what the job or the model takes."""
    states = {"A": task(f"arn:aws:states:::sagemaker:{api}", {parameter: f"{ROLE}sage"})}
    (found,) = found_in(machines, project(tmp_path, {"M": machine(states)}))["sage"]
    assert [(one.kind, one.name) for one in found.units] == [("sagemaker", "trust"), ("sagemaker", unit)]
    assert found.title == "state 'A' of state machine 'M'"


def test_a_role_that_is_handed_over_and_not_known(tmp_path: Path) -> None:
    """No role has the work."""
    states = {"A": task("arn:aws:states:::sagemaker:createModel", {"ExecutionRoleArn.$": "$.Role"})}
    assert set(found_in(machines, project(tmp_path, {"M": machine(states)}))) == {"machine"}


def test_two_machines_with_one_role(tmp_path: Path) -> None:
    """Each is a workload of its own."""
    of = project(tmp_path, {"M": machine({"A": task(FUNCTION)}), "N": machine({"A": task(FUNCTION)})})
    assert [one.title for one in found_in(machines, of)["machine"]] == ["state machine 'M'", "state machine 'N'"]
    assert joined(found_in(machines, of)["machine"][0].role) == f"{SHOWN_ROLE}machine"
