"""Tags that every service refuses."""

import pytest

from cfnproof.emulator.cloudformation.properties.tags import tags_fault


@pytest.mark.parametrize(
    ("tags", "fault"),
    [
        pytest.param(None, None, id="none"),
        pytest.param([{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}], None, id="keys-that-differ-in-case"),
        pytest.param({"a": "1", "b": "2"}, None, id="a-map"),
        pytest.param(
            [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "1"}, {"Key": "a", "Value": "2"}],
            "Duplicate tag keys found: 'a'; give each key once",
            id="a-key-twice",
        ),
        pytest.param(
            [{"Key": "AWS:x", "Value": "1"}],
            "aws: prefixed tag key names are not allowed for external use: 'AWS:x'",
            id="reserved",
        ),
        pytest.param(
            {"aws:x": "1"},
            "aws: prefixed tag key names are not allowed for external use: 'aws:x'",
            id="reserved-in-map",
        ),
    ],
)
def test_tags(tags: object, fault: str | None) -> None:
    """https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html."""
    assert tags_fault(tags) == fault
