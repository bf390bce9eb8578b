"""What a distributed Map needs of the machine's role.

https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement
from cfnproof.least_privilege.requirements.rows import tables
from cfnproof.least_privilege.workloads import machines
from tests.unit.least_privilege.requirements import fits
from tests.unit.least_privilege.workloads import (
    OF_ACCOUNT,
    Json,
    conditions,
    found_in,
    machine,
    needs,
    pipeline,
    project,
    starts,
)

_STATES: Final = f"arn:${{AWS::Partition}}:states:{OF_ACCOUNT}"
_S3: Final = "arn:${AWS::Partition}:s3:::"
_KEYS: Final = f"arn:${{AWS::Partition}}:kms:{OF_ACCOUNT}:key/*"
_GET: Final = "arn:aws:states:::s3:getObject"
_LIST: Final = "arn:aws:states:::s3:listObjectsV2"
_PUT: Final = "arn:aws:states:::s3:putObject"
_EXECUTIONS: Final = {
    "start": [f"{_STATES}:stateMachine:m"],
    "describe": [f"{_STATES}:execution:m:*"],
    "stop": [f"{_STATES}:execution:m:*"],
}
_OWN: Final = {**_EXECUTIONS, "redrive": [f"{_STATES}:execution:m/*:*"]}
_RESULTS: Final = {"results-key": [_KEYS]}
_READ: Final = {"read-key": [_KEYS]}
CASES: Final[dict[str, tuple[Json, Json]]] = {
    "its executions": ({}, {}),
    "label": ({"Label": "Files"}, {"redrive": None, "redrive-label": [f"{_STATES}:execution:m/Files:*"]}),
    "file": (
        {"ItemReader": {"Resource": _GET, "Parameters": {"Bucket": "b", "Key": "k.json"}}},
        {**_READ, "file": [f"{_S3}b/k.json"]},
    ),
    "file by paths": (
        {"ItemReader": {"Resource": _GET, "Parameters": {"Bucket.$": "$.Bucket", "Key.$": "$.Key"}}},
        {**_READ, "file": [f"{_S3}given/items.csv"]},
    ),
    "version of a file": (
        {"ItemReader": {"Resource": _GET, "Arguments": {"Bucket": "b", "Key": "k.json", "VersionId": "v"}}},
        {**_READ, "file-version": [f"{_S3}b/k.json"]},
    ),
    "manifest": (
        {
            "ItemReader": {
                "Resource": _GET,
                "ReaderConfig": {"InputType": "MANIFEST"},
                "Parameters": {"Bucket": "b", "Key": "m.json"},
            }
        },
        {**_READ, "file": [f"{_S3}b/m.json"], "manifest": [f"{_S3}*/*"]},
    ),
    "objects": ({"ItemReader": {"Resource": _LIST, "Parameters": {"Bucket": "b"}}}, {**_READ, "list": [f"{_S3}b"]}),
    "objects below": (
        {"ItemReader": {"Resource": _LIST, "Parameters": {"Bucket": "b", "Prefix": "p/"}}},
        {**_READ, "list-prefix": [f"{_S3}b"]},
    ),
    "what stands in objects": (
        {
            "ItemReader": {
                "Resource": _LIST,
                "ReaderConfig": {"InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN"},
                "Parameters": {"Bucket": "b"},
            }
        },
        {**_READ, "list": [f"{_S3}b"], "flatten": [f"{_S3}b/*"]},
    ),
    "what stands in objects below": (
        {
            "ItemReader": {
                "Resource": _LIST,
                "ReaderConfig": {"InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN"},
                "Parameters": {"Bucket": "b", "Prefix": "p/"},
            }
        },
        {**_READ, "list-prefix": [f"{_S3}b"], "flatten-prefix": [f"{_S3}b/p/*"]},
    ),
    "results": (
        {"ResultWriter": {"Resource": _PUT, "Parameters": {"Bucket": {"Ref": "D"}}}},
        {**_RESULTS, "results": [f"{_S3}${{app/D}}/*"]},
    ),
    "results below": (
        {"ResultWriter": {"Resource": _PUT, "Parameters": {"Bucket": "b", "Prefix": "jobs/"}}},
        {**_RESULTS, "results-prefix": [f"{_S3}b/jobs/*"]},
    ),
    "results that are only formatted": ({"ResultWriter": {"WriterConfig": {"OutputType": "JSON"}}}, {}),
}


def distributed(mode: Json = "DISTRIBUTED", **more: Json) -> Json:
    """A Map with a mode."""
    inner = {"StartAt": "In", "States": {"In": {"Type": "Pass", "End": True}}}
    processor = {"ProcessorConfig": {"Mode": mode, "ExecutionType": "STANDARD"}, **inner}
    return {"Type": "Map", "ItemProcessor": processor, "End": True, **more}


def shown(folder: Path, state: Json) -> dict[str, list[str]]:
    """What the machine's role needs for a Map, by row."""
    start = starts({"Ref": "M"}, Input='{"Bucket": "given", "Key": "items.csv"}')
    resources = {"M": machine({"A": state}), "P": pipeline(start), "D": {"Type": "AWS::S3::Bucket"}}
    parameters = {
        "Mode": {"Type": "String", "Default": "DISTRIBUTED"},
        "Inline": {"Type": "String", "Default": "INLINE"},
        "Open": {"Type": "String"},
    }
    found = needs(found_in(machines, project(folder, resources, parameters=parameters))["machine"])
    return {row.removeprefix("stepfunctions-map-"): one for row, one in found.items() if row != "stepfunctions-trust"}


@pytest.mark.parametrize("label", CASES)
def test_what_a_map_needs(label: str, tmp_path: Path) -> None:
    """Its own executions, its items and its results, and no more."""
    more, expected = CASES[label]
    wanted = {row: resources for row, resources in {**_OWN, **expected}.items() if resources is not None}
    assert shown(tmp_path, distributed(**more)) == wanted


@pytest.mark.parametrize("label", CASES)
def test_resources(label: str, tmp_path: Path) -> None:
    """The resources are of types that the actions take."""
    resources = {"M": machine({"A": distributed(**CASES[label][0])}), "D": {"Type": "AWS::S3::Bucket"}}
    (found,) = found_in(machines, project(tmp_path, resources))["machine"]
    (unit,) = (one for one in found.units if one.name == "map")
    assert [one.row.id for one in expand(unit, tables()) if isinstance(one, Requirement) and not fits(one)] == []


def test_every_row_is_tried() -> None:
    """Each row of the unit stands in one of the cases."""
    tried = {row for _, expected in (({}, _OWN), *CASES.values()) for row in expected}
    rows = tables()["stepfunctions"].units["map"]
    assert {row.id.removeprefix("stepfunctions-map-") for row in rows} == tried


def test_the_prefix_of_what_is_listed(tmp_path: Path) -> None:
    """The bucket is listed for it alone."""
    reader = {"Resource": _LIST, "Parameters": {"Bucket": "b", "Prefix": "p/"}}
    of = project(tmp_path, {"M": machine({"A": distributed(ItemReader=reader)})})
    assert conditions(found_in(machines, of)["machine"], "stepfunctions-map-list-prefix") == ["s3:prefix p/"]


@pytest.mark.parametrize("mode", ["INLINE", {"Ref": "Inline"}])
def test_a_map_that_is_not_distributed(mode: Json, tmp_path: Path) -> None:
    """It runs its items in the same execution."""
    assert shown(tmp_path, distributed(mode)) == {}


def test_a_mode_by_a_parameter(tmp_path: Path) -> None:
    """Its value counts; where there is none, the actions are of something that is not known."""
    assert shown(tmp_path, distributed({"Ref": "Mode"})) == _OWN
    found = shown(tmp_path, distributed({"Ref": "Open"}))
    assert {"? states:StartExecution", "? states:DescribeExecution"} <= set(found)
    assert "?" not in found


@pytest.mark.parametrize(
    ("more", "actions"),
    [
        ({"ItemReader": {"Resource": _GET, "Parameters": {"Bucket": "b", "Key.$": "$.Nowhere"}}}, "s3:GetObject"),
        ({"ItemReader": {"Resource": _GET, "Arguments": "{% $reader %}"}}, "s3:GetObject"),
        ({"ItemReader": {"Resource": {"Ref": "Open"}, "Parameters": {"Bucket": "b", "Key": "k"}}}, "s3:GetObject"),
        (
            {"ResultWriter": {"Resource": _PUT, "Arguments": {"Bucket": "{% $bucket %}"}}},
            "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject",
        ),
    ],
)
def test_values_that_are_not_known(more: Json, actions: str, tmp_path: Path) -> None:
    """The actions are of something that is not known: neither missing nor unneeded."""
    found = shown(tmp_path, distributed(**more))
    assert f"? {actions}" in found
    assert "?" not in found


def test_a_machine_whose_name_is_generated(tmp_path: Path) -> None:
    """Its role's own policies can only name what it will match; a policy that waits for the machine names it."""
    unnamed = machine({"A": distributed()}, StateMachineName={"Ref": "AWS::NoValue"})
    policy = {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "PolicyDocument": {"Ref": "M"}}}
    for resources, name in (({"M": unnamed}, "M-*"), ({"M": unnamed, "Own": policy}, "${app/M}")):
        found = needs(found_in(machines, project(tmp_path, resources))["machine"])
        assert found["stepfunctions-map-start"] == [f"{_STATES}:stateMachine:{name}"]
