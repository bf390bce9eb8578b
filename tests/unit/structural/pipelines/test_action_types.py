"""The table of AWS's action types."""

from itertools import chain

import pytest

from cfnproof.structural.pipelines.action_types import ActionType, Count, action_types

ROWS = action_types().rows


def _name(row: ActionType) -> str:
    return f"{row.category}-{row.provider}"


def test_no_row_stands_twice() -> None:
    """Category, owner and provider name one row."""
    names = [(row.category, row.owner, row.provider) for row in ROWS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_row(row: ActionType) -> None:
    """What a row says of keys is about its own keys, and its numbers are in order."""
    table = action_types()
    assert row.category in table.categories
    assert row.owner in table.owners
    assert row.page.startswith("https://docs.aws.amazon.com/codepipeline/")
    assert 0 <= row.inputs.least <= row.inputs.most
    assert 0 <= row.outputs.least <= row.outputs.most
    assert len(set(row.keys)) == len(row.keys)
    asked = chain.from_iterable((when.key, *when.keys) for when in row.required_when)
    assert {*row.values, *row.lists, *row.artifact_paths, *row.artifact_names, *asked} <= set(row.keys)
    for when in row.required_when:
        assert when.value in row.values[when.key]
    values = chain.from_iterable((*row.values.values(), *row.lists.values()))
    assert all(isinstance(value, str) for value in values)


def test_known_rows() -> None:
    """The action types of the two pipelines, as AWS's pages have them."""
    table = action_types()
    workflow = table.find("Invoke", "AWS", "StepFunctions")
    assert workflow
    assert (workflow.inputs, workflow.outputs) == (Count(0, 1), Count(0, 1))
    assert workflow.keys == ("StateMachineArn", "ExecutionNamePrefix", "InputType", "Input")
    assert table.counts("Approval", "AWS", "Manual") == (Count(0, 0), Count(0, 0))
    assert table.counts("Build", "Custom", "Anything") == (Count(0, 5), Count(0, 5))
    assert table.counts("Build", "AWS", "Anything") is None
    assert (str(Count(0, 5)), str(Count(1, 1))) == ("0 to 5", "1")
