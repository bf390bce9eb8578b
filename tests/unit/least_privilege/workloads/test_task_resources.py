"""What the Resource of a Task is.

https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.workloads.task_resources import integration, is_activity, is_function
from cfnproof.structural.states_language.task import Call
from cfnproof.template.expressions import Parts, Reference
from cfnproof.template.nodes import Object, dig
from tests.unit.least_privilege.workloads import Json, machine, project, task

_PARAMETERS: Final = {
    "Whole": {"Type": "String", "Default": "arn:aws:states:::aws-sdk:s3:getObject"},
    "Api": {"Type": "String", "Default": "createModel"},
    "Open": {"Type": "String"},
}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("arn:aws:states:::sagemaker:createTrainingJob.sync", Call("sagemaker", "createTrainingJob", "sync")),
        ({"Ref": "Whole"}, Call("aws-sdk:s3", "getObject", "")),
        ({"Fn::Sub": "arn:${AWS::Partition}:states:::sagemaker:${Api}"}, Call("sagemaker", "createModel", "")),
        ({"Fn::Sub": "arn:${AWS::Partition}:states:::sagemaker:${Open}"}, None),
        ({"Ref": "Open"}, None),
        ("arn:aws:states:us-east-1:111122223333:activity:a", None),
        ("arn:aws:lambda:us-east-1:111122223333:function:f", None),
    ],
)
def test_integration(resource: Json, expected: Call | None, tmp_path: Path) -> None:
    """By its value, also where a parameter has it."""
    stack, site = project(tmp_path, {"M": machine({"A": task(resource)})}, parameters=_PARAMETERS)
    state = dig(stack.template.resources["M"].property("Definition"), "States", "A")
    assert isinstance(state, Object)
    assert integration(state, stack, site) == expected


@pytest.mark.parametrize(
    ("value", "function", "activity"),
    [
        (("arn:aws:lambda:us-east-1:111122223333:function:f",), True, False),
        (("arn:", Reference("AWS::Partition"), ":lambda:", Reference("AWS::Region"), ":1:function:f"), True, False),
        (("arn:aws:lambda:us-east-1:111122223333:function:f:activity:x",), True, False),
        (("arn:aws:states:::lambda:invoke",), False, False),
        (("arn:aws:states:us-east-1:111122223333:activity:lambda",), False, True),
        (("arn:aws:states:", Reference("AWS::Region"), ":1:activity:", Reference("app/A")), False, True),
        ((Reference("app/Open#parameter"),), False, False),
        ((), False, False),
    ],
)
def test_kind(value: Parts, *, function: bool, activity: bool) -> None:
    """The fields of the ARN say it, and not what stands anywhere in it."""
    assert (is_function(value), is_activity(value)) == (function, activity)
