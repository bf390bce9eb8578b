"""What is at a path of a state's input, after the states before it.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-example.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.scope import Unknown
from tests.unit.least_privilege.workloads import Json, task
from tests.unit.least_privilege.workloads.test_payloads import GIVEN, INVOKE, PUBLISH, TRAIN, scope, shown

TRANSFORM: Final = "arn:aws:states:::sagemaker:createTransformJob.sync"


@pytest.mark.parametrize(
    "first",
    [
        task(INVOKE, {"FunctionName": "f"}, ResultPath=None, Next="B"),
        task(INVOKE, {"FunctionName": "f"}, ResultPath="$.Result", Next="B"),
        {"Type": "Wait", "Seconds": 1, "Next": "B"},
        {"Type": "Pass", "Next": "B"},
        {"Type": "Pass", "Result": {"x": 1}, "ResultPath": "$.Result", "Next": "B"},
        {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "B"}], "Default": "B"},
    ],
)
def test_a_state_before_that_keeps_the_input(first: Json, tmp_path: Path) -> None:
    """Its result is dropped, or put beside."""
    states = {"A": first, "B": task(PUBLISH, {"TopicArn.$": "$.Topic"})}
    assert shown(scope(tmp_path, states).find("TopicArn")) == [GIVEN]


@pytest.mark.parametrize(
    "first",
    [
        task(INVOKE, {"FunctionName": "f"}, Next="B"),
        task(INVOKE, {"FunctionName": "f"}, ResultPath="$", Next="B"),
        task(INVOKE, {"FunctionName": "f"}, ResultPath="$.Topic", Next="B"),
        task(INVOKE, {"FunctionName": "f"}, ResultPath="$.Result", OutputPath="$.Result", Next="B"),
        task("arn:aws:lambda:us-east-1:111122223333:function:f", Next="B"),
        {"Type": "Pass", "InputPath": "$.Names", "Next": "B"},
        {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": True}}}, "Next": "B"},
        {
            "Type": "Parallel",
            "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Pass", "End": True}}}],
            "Next": "B",
        },
    ],
)
def test_a_state_before_that_replaces_the_input(first: Json, tmp_path: Path) -> None:
    """Its result is the next one's input, whole or at the path."""
    states = {"A": first, "B": task(PUBLISH, {"TopicArn.$": "$.Topic"})}
    assert isinstance(scope(tmp_path, states).find("TopicArn"), Unknown)


@pytest.mark.parametrize("key", ["Result", "Parameters"])
@pytest.mark.parametrize("where", [{}, {"ResultPath": "$"}])
def test_a_pass_before_that_replaces_the_input(key: str, where: Json, tmp_path: Path) -> None:
    """What it is written to give is known, and nothing else is there."""
    states = {
        "A": {"Type": "Pass", key: {"Topic": "x"}, "Next": "B", **where},
        "B": task(PUBLISH, {"TopicArn.$": "$.Topic", "Gone.$": "$.Names.Job"}),
    }
    found = scope(tmp_path, states)
    assert shown(found.find("TopicArn")) in (["x"], None)
    assert isinstance(found.find("Gone"), Unknown)


def test_a_state_after(tmp_path: Path) -> None:
    """What it puts into the input is not there yet."""
    later = task(INVOKE, {"FunctionName": "f"}, ResultPath="$.Topic")
    states = {"B": task(PUBLISH, {"TopicArn.$": "$.Topic"}, ResultPath=None, Next="C"), "C": later}
    assert shown(scope(tmp_path, states).find("TopicArn")) == [GIVEN]


OUTPUT: Final = {"S3OutputPath": "s3://data/models/"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ModelArtifacts.S3ModelArtifacts", ["s3://data/models/*"]),
        ("TrainingJobName", ["job-1"]),
        ("TrainingJobArn", ["arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:training-job/job-1"]),
        ("TrainingJobStatus", None),
    ],
)
@pytest.mark.parametrize(
    ("put", "head"), [("$.Job", "$.Job."), ("$.Names.Done", "$.Names.Done."), ("$", "$."), (None, "$.")]
)
def test_a_result(path: str, expected: list[str] | None, put: str | None, head: str, tmp_path: Path) -> None:
    """What follows from what the state before was called with."""
    parameters = {"TrainingJobName.$": "$.Names.Job", "OutputDataConfig": OUTPUT}
    where = {} if put is None else {"ResultPath": put}
    states = {
        "A": task(TRAIN, parameters, Next="B", **where),
        "B": task(PUBLISH, {"Found.$": f"{head}{path}"}),
    }
    assert shown(scope(tmp_path, states).find("Found")) == expected


@pytest.mark.parametrize("more", [{"ResultSelector": {"Name.$": "$.TrainingJobName"}}, {"OutputPath": "$.Job"}])
def test_a_result_that_is_selected(more: Json, tmp_path: Path) -> None:
    """It is another one."""
    before = task(TRAIN, {"TrainingJobName": "job"}, ResultPath="$.Job", Next="B", **more)
    states = {"A": before, "B": task(PUBLISH, {"Name.$": "$.Job.TrainingJobName"})}
    assert isinstance(scope(tmp_path, states).find("Name"), Unknown)


def test_a_result_of_a_call_with_a_value_that_is_not_known(tmp_path: Path) -> None:
    """It is not known either."""
    before = task(TRAIN, {"TrainingJobName.$": "States.UUID()"}, ResultPath="$.Job", Next="B")
    states = {"A": before, "B": task(PUBLISH, {"Name.$": "$.Job.TrainingJobName"})}
    assert isinstance(scope(tmp_path, states).find("Name"), Unknown)


def test_results_that_go_in_a_circle(tmp_path: Path) -> None:
    """Each is called with what the other one gave: nothing is known of them."""
    states = {
        "A": task(TRANSFORM, {"TransformJobName.$": "$.B.TransformJobName"}, ResultPath="$.A", Next="B"),
        "B": task(TRANSFORM, {"TransformJobName.$": "$.A.TransformJobName"}, ResultPath="$.B", Next="A"),
    }
    assert isinstance(scope(tmp_path, states).find("TransformJobName"), Unknown)
