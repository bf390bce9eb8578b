"""What is handed over, where the value comes through the states before.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.scope import Leaf, Scope, Unknown
from cfnproof.least_privilege.workloads import machines
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import Json, found_in, machine, pipeline, project, starts, task

PUBLISH: Final = "arn:aws:states:::sns:publish"
TRAIN: Final = "arn:aws:states:::sagemaker:createTrainingJob.sync"
TRANSFORM: Final = "arn:aws:states:::sagemaker:createTransformJob.sync"
WRITTEN: Final = "arn:aws:sns:us-east-1:111122223333:input"
GIVEN: Final = "arn:${AWS::Partition}:sns:us-east-1:111122223333:input"
INPUT: Final = {"Topic": WRITTEN, "Names": {"Job": "job-1"}, "List": ["a", None]}
TOPIC: Final = {"TopicArn.$": "$.Topic"}


def scope(folder: Path, states: Mapping[str, Json]) -> Scope:
    """The payload of the state `B`; a pipeline starts the machine with the input."""
    resources = {"M": machine(states), "P": pipeline(starts({"Ref": "M"}, Input=json.dumps(INPUT)))}
    units = [unit for one in found_in(machines, project(folder, resources))["machine"] for unit in one.units]
    (found,) = (unit.scope for unit in units if unit.title.startswith("state 'B' "))
    return found


def shown(found: object) -> list[str] | None:
    """The values of a leaf; None for what is not known."""
    if isinstance(found, Unknown):
        return None
    assert isinstance(found, Leaf), found
    return [joined(value) for value in found.values]


def choice(*names: str) -> Json:
    """A Choice that leads to one of these states."""
    first, *others = names
    rules = [{"Variable": "$.x", "IsPresent": True, "Next": name} for name in others]
    return {"Type": "Choice", "Choices": rules, "Default": first}


@pytest.mark.parametrize(("written", "expected"), [("x", None), (WRITTEN, [GIVEN])])
def test_ways_that_differ(written: str, expected: list[str] | None, tmp_path: Path) -> None:
    """The value is known where every way gives the same one."""
    states = {
        "A": choice("B", "C"),
        "C": {"Type": "Pass", "Result": written, "ResultPath": "$.Topic", "Next": "B"},
        "B": task(PUBLISH, TOPIC),
    }
    assert shown(scope(tmp_path, states).find("TopicArn")) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({"Result": {"Topic": "x"}}, ["x"]),
        ({"Parameters": {"Topic": "x"}}, ["x"]),
        ({"Parameters": {"Topic.$": "$.Names.Job"}}, ["job-1"]),
        ({"Result": ["x", "y"], "ResultPath": "$.Topic"}, ["x", "y"]),
        ({"Result": {"Other": "x"}}, None),
        ({"Parameters": {"Topic.$": "States.UUID()"}}, None),
        ({"ResultPath": "$.Topic"}, None),
    ],
)
def test_a_pass(made: Json, expected: list[str] | None, tmp_path: Path) -> None:
    """What it is written to give: https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html."""
    states = {"A": {"Type": "Pass", "Next": "B", **made}, "B": task(PUBLISH, TOPIC)}
    assert shown(scope(tmp_path, states).find("TopicArn")) == expected


def test_states_that_nothing_leads_to(tmp_path: Path) -> None:
    """Their input is not known."""
    found = scope(tmp_path, {"A": {"Type": "Succeed"}, "B": task(PUBLISH, TOPIC)}).find("TopicArn")
    assert isinstance(found, Unknown)
    assert "nothing leads to the state" in found.what


def test_results_through_several_states(tmp_path: Path) -> None:
    """A result of a result is followed to the machine's input."""
    states = {
        "A": task(TRAIN, {"TrainingJobName.$": "$.Names.Job"}, ResultPath="$.T", Next="W"),
        "W": {"Type": "Wait", "Seconds": 1, "Next": "C"},
        "C": task(TRANSFORM, {"TransformJobName.$": "$.T.TrainingJobName"}, ResultPath="$.C", Next="B"),
        "B": task(PUBLISH, {"Name.$": "$.C.TransformJobName"}),
    }
    assert shown(scope(tmp_path, states).find("Name")) == ["job-1"]


def test_a_result_within_a_map(tmp_path: Path) -> None:
    """That of a state of the same block is known, though the item is not."""
    inner = {
        "StartAt": "A",
        "States": {
            "A": task(TRAIN, {"TrainingJobName": "job"}, ResultPath="$.T", Next="B"),
            "B": task(PUBLISH, {"Name.$": "$.T.TrainingJobName", "Item.$": "$.Topic"}),
        },
    }
    found = scope(tmp_path, {"M": {"Type": "Map", "ItemProcessor": inner, "End": True}})
    assert shown(found.find("Name")) == ["job"]
    assert isinstance(found.find("Item"), Unknown)


def test_a_long_chain_of_results(tmp_path: Path) -> None:
    """Only the values that are asked for are worked out."""
    names = [f"S{number}" for number in range(24)]
    others = {f"Other{number}.$": "$.R.TransformJobName" for number in range(6)}
    states = {
        name: task(TRANSFORM, {"TransformJobName.$": "$.R.TransformJobName", **others}, ResultPath="$.R", Next=then)
        for name, then in zip(names, [*names[1:], "B"], strict=True)
    }
    states["S0"]["Parameters"] = {"TransformJobName": "first"}
    found = scope(tmp_path, {**states, "B": task(PUBLISH, {"Name.$": "$.R.TransformJobName"})})
    assert shown(found.find("Name")) == ["first"]


def test_the_name_of_an_execution_of_a_distributed_map(tmp_path: Path) -> None:
    """It is that of the item's own execution, and not of the machine's.

    https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    """
    inner = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED"},
        "StartAt": "B",
        "States": {"B": task(PUBLISH, {"Name.$": "$$.Execution.Name"})},
    }
    found = scope(tmp_path, {"M": {"Type": "Map", "ItemProcessor": inner, "End": True}})
    assert isinstance(found.find("Name"), Unknown)


@pytest.mark.parametrize("given", [["{% $x %}"], ["a", "{% $x %}"], [{"Key": "k"}, "{% $x %}"]])
def test_jsonata_in_a_list(given: Json, tmp_path: Path) -> None:
    """The list is not known, and no text of it is."""
    state = {"Type": "Task", "Resource": PUBLISH, "QueryLanguage": "JSONata", "Arguments": {"A": given}, "End": True}
    assert isinstance(scope(tmp_path, {"B": state}).find("A"), Unknown)


def test_null_in_a_list_of_the_input(tmp_path: Path) -> None:
    """It is no text."""
    assert shown(scope(tmp_path, {"B": task(PUBLISH, {"A.$": "$.List"})}).find("A")) == ["a"]
