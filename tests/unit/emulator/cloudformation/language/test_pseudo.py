"""Pseudo parameters."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cfnproof.emulator.cloudformation.language.pseudo import NAMES, pseudo_parameters
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, STACK, parameter_environment

PAGE = f"{GUIDE}pseudo-parameter-reference.html"


def test_every_name_has_a_value() -> None:
    """All but AWS::NoValue, which has none."""
    values = pseudo_parameters(STACK)
    assert values.keys() == NAMES - {"AWS::NoValue"}, PAGE
    assert values["AWS::StackId"] == STACK.stack_id
    assert values["AWS::NotificationARNs"] == STACK.notification_arns


@pytest.mark.parametrize(
    ("partition", "suffix"),
    [("aws", "amazonaws.com"), ("aws-cn", "amazonaws.com.cn"), ("aws-us-gov", "amazonaws.com")],
)
def test_suffix(partition: str, suffix: str) -> None:
    """By partition."""
    assert pseudo_parameters(replace(STACK, partition=partition))["AWS::URLSuffix"] == suffix, PAGE


def test_unknown_partition() -> None:
    """It is named, with the known ones."""
    with pytest.raises(ValueError, match="partition 'moon' has no known AWS::URLSuffix; known: aws, "):
        pseudo_parameters(replace(STACK, partition="moon"))


def test_only_parameters_are_known_before_resources() -> None:
    """Lists come as lists; a resource, an attribute, an import and zones are refused by name."""
    environment = parameter_environment(read(BUCKET))
    assert environment.ref("AWS::NotificationARNs") == list(STACK.notification_arns)
    asks: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: environment.ref("Bucket"), "Bucket"),
        (lambda: environment.get_att("Bucket", "Arn"), "Bucket.Arn"),
        (lambda: environment.import_value("shared"), "shared"),
        (lambda: environment.availability_zones("us-east-1"), "us-east-1"),
        (lambda: environment.dynamic("ssm", "/a"), "{{resolve:ssm:/a}}"),
        (lambda: environment.condition("Gone"), "Gone"),
    )
    for ask, name in asks:
        with pytest.raises(ServiceError) as caught:
            ask()
        assert name in caught.value.message
