"""Topics, queues, log groups and endpoint volumes are encrypted, with a key that those who must use it can use.

What a pipeline announces and logs tells what is deployed and why; an endpoint's volume holds the model.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.storage.customer_keys import key_problem
from cfnproof.structural.storage.local_storage import LOCAL_STORAGE_FAMILIES
from cfnproof.structural.values.parameter_values import compared_texts, named_values, outside, parameter_of
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Node, dig, items


def check(template: Template) -> Iterator[Violation]:
    """Yield each resource that keeps data unencrypted."""
    for resource in template.resources.values():
        look = _LOOKS.get(resource.type)
        if look:
            yield from look(resource, template)


def _topic(topic: Resource, template: Template) -> Iterator[Violation]:
    problem = key_problem(topic.property("KmsMasterKeyId"), template)
    if problem:
        message = (
            f"its KmsMasterKeyId {problem}; name a customer key, whose policy can let the services in that publish"
        )
        yield _violation(
            topic, "KmsMasterKeyId", f"topic {topic.logical_id!r} does not protect its messages: {message}"
        )


def _log_group(group: Resource, template: Template) -> Iterator[Violation]:
    problem = key_problem(group.property("KmsKeyId"), template)
    if problem:
        message = f"log group {group.logical_id!r} does not protect its logs: KmsKeyId {problem}; name a customer key"
        yield _violation(group, "KmsKeyId", message)


def _queue(queue: Resource, template: Template) -> Iterator[Violation]:
    key = queue.property("KmsMasterKeyId")
    if key is not None and all(named_values(key, template)):
        return
    managed = queue.property("SqsManagedSseEnabled")
    wrong = "" if managed is None else outside(managed, ("true", "True"), template)
    if wrong is not None:
        how = f"turns encryption off with SqsManagedSseEnabled {wrong!r}" if wrong else "leaves encryption to a default"
        message = f"queue {queue.logical_id!r} {how}: set KmsMasterKeyId, or SqsManagedSseEnabled to true"
        yield _violation(queue, "SqsManagedSseEnabled" if managed else "KmsMasterKeyId", message)


def _endpoint_config(config: Resource, template: Template) -> Iterator[Violation]:
    variants = [
        variant
        for name in ("ProductionVariants", "ShadowProductionVariants")
        for variant in items(config.property(name))
    ]
    if variants and all(dig(variant, "ServerlessConfig") for variant in variants):
        return
    types = [dig(variant, "InstanceType") for variant in variants]
    problem = key_problem(config.property("KmsKeyId"), template)
    if problem and not any(_always_local(node, template) for node in types):
        message = f"its KmsKeyId {problem}; name a customer key"
        message = f"endpoint configuration {config.logical_id!r} does not protect its instances' volumes: {message}"
        yield _violation(config, "KmsKeyId", message)
    local = next((value for node in types for value in named_values(node, template) if _is_local(value)), None)
    if local and config.property("KmsKeyId") is not None:
        message = (
            f"endpoint configuration {config.logical_id!r} cannot be created: AWS refuses KmsKeyId with instance type "
            f"{local!r}, whose local storage the hardware encrypts; leave KmsKeyId out for it, by a condition"
        )
        yield _violation(config, "KmsKeyId", message)


def _always_local(node: Node | None, template: Template) -> bool:
    """Whether no volume of the variant could take a key, as far as the template says.

    Where a condition asks for the instance type, the form without a key is the one for types with local storage.
    """
    values = named_values(node, template)
    parameter = parameter_of(node, template)
    if parameter and any(_is_local(text) for text in compared_texts(parameter.name, template)):
        return True
    return bool(values) and all(map(_is_local, values))


def _is_local(instance_type: str) -> bool:
    return instance_type.removeprefix("ml.").partition(".")[0] in LOCAL_STORAGE_FAMILIES


def _violation(resource: Resource, key: str, message: str) -> Violation:
    return Violation(message, resource.mark_of(key), resource.logical_id)


_LOOKS: Final[Mapping[str, Callable[[Resource, Template], Iterator[Violation]]]] = {
    "AWS::Logs::LogGroup": _log_group,
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::SageMaker::EndpointConfig": _endpoint_config,
}

RULE = Rule(
    id="storage_encrypted",
    title="Topics, queues, log groups and endpoint volumes are encrypted",
    severity=Severity.MEDIUM,
    help="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    resource_types=tuple(_LOOKS),
    check=check,
)
