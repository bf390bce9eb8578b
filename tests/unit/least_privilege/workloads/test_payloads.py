"""What a Task hands to the service it calls, as far as the definition and the machine's input say.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.scope import Leaf, Scope, Unknown
from cfnproof.least_privilege.workloads import machines
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import Json, found_in, machine, needs, pipeline, project, starts, task

PUBLISH: Final = "arn:aws:states:::sns:publish"
TRAIN: Final = "arn:aws:states:::sagemaker:createTrainingJob.sync"
INVOKE: Final = "arn:aws:states:::lambda:invoke"
INPUT: Final = {
    "Topic": "arn:aws:sns:us-east-1:111122223333:input",
    "Names": {"Job": "job-1"},
    "List": ["a", "b"],
    "Tags": [{"Key": "k", "Value": "v"}],
    "Nothing": None,
}
GIVEN: Final = "arn:${AWS::Partition}:sns:us-east-1:111122223333:input"


def scope(folder: Path, states: Mapping[str, Json], name: str = "B", *, begun: bool = True) -> Scope:
    """The payload of a state; the machine is started by a pipeline with the input, or by nobody."""
    of = project(folder, _resources(states, begun=begun), files={"input.json": INPUT})
    units = [unit for one in found_in(machines, of)["machine"] for unit in one.units if unit.name == "task"]
    (found,) = (unit.scope for unit in units if unit.title.startswith(f"state {name!r} "))
    return found


def _resources(states: Mapping[str, Json], *, begun: bool) -> Json:
    start = starts({"Ref": "M"}, InputType="FilePath", Input="input.json", ExecutionNamePrefix="run")
    return {"M": machine(states), "D": {"Type": "AWS::S3::Bucket"}, **({"P": pipeline(start)} if begun else {})}


def shown(found: object) -> list[str] | None:
    """The values of a leaf; None for what is not known."""
    if isinstance(found, Unknown):
        return None
    assert isinstance(found, Leaf), found
    return [joined(value) for value in found.values]


def alone(folder: Path, parameters: Json, **more: Json) -> Scope:
    """The payload of a machine's only state."""
    return scope(folder, {"B": task(PUBLISH, parameters, **more)})


@pytest.mark.parametrize(
    ("parameters", "path", "expected"),
    [
        ({"A": "text"}, "A", ["text"]),
        ({"A": 5}, "A", ["5"]),
        ({"A": True}, "A", ["true"]),
        ({"A": {"Ref": "D"}}, "A", ["${app/D}"]),
        ({"A": {"Fn::Sub": "s3://${D}/x"}}, "A", ["s3://${app/D}/x"]),
        ({"A": {"B": {"C": "deep"}}}, "A.B.C", ["deep"]),
        ({"A": ["x", {"Ref": "D"}]}, "A", ["x", "${app/D}"]),
        ({"A.$": "$.Topic"}, "A", [GIVEN]),
        ({"A": {"B.$": "$.Topic"}}, "A.B", [GIVEN]),
        ({"A.$": "$.Names.Job"}, "A", ["job-1"]),
        ({"A.$": "$.List"}, "A", ["a", "b"]),
        ({"A.$": "$.Names"}, "A.Job", ["job-1"]),
        ({"A.$": "$$.Execution.Name"}, "A", ["run-*"]),
    ],
)
def test_a_value(parameters: Json, path: str, expected: list[str], tmp_path: Path) -> None:
    """Written out, of the template, or at a path of the machine's input."""
    assert shown(alone(tmp_path, parameters).find(path)) == expected


@pytest.mark.parametrize(
    "written",
    [
        "$",
        "$.Other",
        "$.Names.Other",
        "$.Topic.Below",
        "$.List[0]",
        "$['Topic']",
        "$..Topic",
        "$.*",
        "$$.Execution.Id",
        "$$.State.Name",
        "$$.Execution.Input.Topic",
        "States.Format('{}', $.Topic)",
        "States.UUID()",
        "States.Array($.Topic)",
        "text",
    ],
)
def test_a_path_that_is_not_worked_out(written: str, tmp_path: Path) -> None:
    """It is said, with the name of the parameter."""
    found = alone(tmp_path, {"A.$": written}).find("A")
    assert isinstance(found, Unknown)
    assert "A" in found.what
    assert found.advice


def test_a_list_of_mappings(tmp_path: Path) -> None:
    """Each of them, also where the input has it."""
    written = alone(tmp_path, {"Tags": [{"Key": "k", "Value.$": "$.Topic"}]})
    assert {path: shown(leaf) for path, leaf in written.leaves()}["Tags.Value"] == [GIVEN]
    given = alone(tmp_path, {"Tags.$": "$.Tags"})
    assert {path: shown(leaf) for path, leaf in given.leaves()}["Tags.Key"] == ["k"]


def test_null_in_the_input(tmp_path: Path) -> None:
    """No text stands for it."""
    found = alone(tmp_path, {"A.$": "$.Nothing"}).find("A")
    assert not isinstance(found, Leaf) or shown(found) != ["None"]


@pytest.mark.parametrize(("name", "path"), [("Topic", "$.Topic"), ("Name", "$$.Execution.Name")])
def test_a_machine_that_nobody_starts(name: str, path: str, tmp_path: Path) -> None:
    """What is at the path, and what executions are called, is not known."""
    found = scope(tmp_path, {"B": task(PUBLISH, {f"{name}.$": path})}, begun=False).find(name)
    assert isinstance(found, Unknown)
    assert "state machine 'M'" in found.what


@pytest.mark.parametrize("more", [{"InputPath": "$.Names"}, {"InputPath": None}])
def test_another_input_path(more: Json, tmp_path: Path) -> None:
    """Paths are of what it chooses: not of the machine's input."""
    found = alone(tmp_path, {"A.$": "$.Topic"}, **more).find("A")
    assert isinstance(found, Unknown)


@pytest.mark.parametrize("kind", ["Map", "Parallel"])
def test_a_path_within_a_state(kind: str, tmp_path: Path) -> None:
    """Its input is an item of the Map's, or what comes to the Parallel: not known."""
    inner = {"StartAt": "B", "States": {"B": task(PUBLISH, {"A.$": "$.Other", "Name.$": "$$.Execution.Name"})}}
    below = {"ItemProcessor": inner} if kind == "Map" else {"Branches": [inner]}
    found = scope(tmp_path, {"A": {"Type": kind, **below, "End": True}})
    assert isinstance(found.find("A"), Unknown)
    assert shown(found.find("Name")) == ["run-*"]


JSONATA: Final = {"QueryLanguage": "JSONata"}


def test_jsonata(tmp_path: Path) -> None:
    """An expression is not worked out; a text is a text."""
    arguments = {"A": "{% $states.input.Topic %}", "B": "text", "C": ["{% $x %}"], "D": {"E": "{% $y %}"}, "F": "{%x"}
    found = scope(tmp_path, {"B": {**task(PUBLISH, Arguments=arguments), **JSONATA}})
    assert isinstance(found.find("A"), Unknown)
    assert shown(found.find("B")) == ["text"]
    assert isinstance(found.find("D.E"), Unknown)
    assert not isinstance(found.find("C"), Leaf) or shown(found.find("C")) != ["{% $x %}"]


def test_jsonata_for_the_whole(tmp_path: Path) -> None:
    """No name is known, but what is called is, and so what it takes."""
    states = {"B": {**task(PUBLISH, Arguments="{% $states.input %}"), **JSONATA}}
    assert isinstance(scope(tmp_path, states).find("TopicArn"), Unknown)
    found = needs(found_in(machines, project(tmp_path, {"M": machine(states)}))["machine"])
    assert "? sns:Publish" in found
    assert "?" not in found


def test_no_payload(tmp_path: Path) -> None:
    """Nothing is handed over by name."""
    assert scope(tmp_path, {"B": task(PUBLISH)}).find("TopicArn") is None
