"""JSON's values by the types of a model: those that AWS takes, and those that it calls no JSON of its own."""

from typing import Any, Final

import pytest

from cfnproof.emulator.shapes import service_model
from cfnproof.hosts import json_types

RIGHT: Final[list[tuple[str, str, Any]]] = [
    ("kms", "ListKeys", {"Limit": 1.0, "Marker": None, "Nothing": [1]}),
    ("kms", "Encrypt", {"Plaintext": "aGk=", "EncryptionContext": {"a": "b"}}),
    ("logs", "PutLogEvents", {"logEvents": [{"timestamp": 2**62, "message": "m"}]}),
    ("events", "PutEvents", {"Entries": [{"Time": 1.5}, {"Time": "2026-01-01T00:00:00Z"}]}),
    ("cloudwatch", "PutMetricData", {"MetricData": [{"Value": "NaN"}, {"Value": 2}]}),
    ("lambda", "CreateFunction", {"FunctionName": "f", "Publish": True}),
]
WRONG: Final[list[tuple[str, str, Any, str]]] = [
    ("kms", "ListKeys", [], "the body is a list, not a structure"),
    ("kms", "ListKeys", {"Limit": "1"}, "Limit is a str, not a integer"),
    ("kms", "ListKeys", {"Limit": True}, "Limit is a bool, not a integer"),
    ("kms", "ListKeys", {"Limit": 1.5}, "Limit is 1.5, no integer"),
    ("kms", "ListKeys", {"Limit": 2**31}, "Limit is 2147483648, no integer"),
    ("kms", "ListKeys", {"Marker": {}}, "Marker is a dict, not a string"),
    ("kms", "Encrypt", {"Plaintext": "a"}, "base64"),
    ("kms", "Encrypt", {"EncryptionContext": {"a": None}}, "EncryptionContext.a is a NoneType, not a string"),
    ("logs", "PutLogEvents", {"logEvents": [None]}, r"logEvents\[0\] is a NoneType, not a structure"),
    ("cloudwatch", "PutMetricData", {"MetricData": [{"Value": "x"}]}, r"MetricData\[0\].Value is a str, not a double"),
]


@pytest.mark.parametrize(("service", "operation", "members"), RIGHT)
def test_what_is_taken(service: str, operation: str, members: Any) -> None:  # noqa: ANN401  # JSON
    """Also null, which counts as left out, and members that there are not."""
    shape = service_model(service).operation_model(operation).input_shape
    assert shape is not None
    json_types.check(shape, members)


@pytest.mark.parametrize(("service", "operation", "members", "said"), WRONG)
def test_what_is_not(service: str, operation: str, members: Any, said: str) -> None:  # noqa: ANN401  # JSON
    """The member is named."""
    shape = service_model(service).operation_model(operation).input_shape
    assert shape is not None
    with pytest.raises(ValueError, match=said):
        json_types.check(shape, members)


@pytest.mark.parametrize("body", [b"{", b'{"a": NaN}', b"\xff"])
def test_what_is_no_json(body: bytes) -> None:
    """Python's own constants are none."""
    with pytest.raises(ValueError, match=r"."):
        json_types.read(body)


def test_nothing() -> None:
    """It is a structure without members."""
    assert json_types.read(b"") == {}
