"""botocore's names of services, by the ids that its events have."""

from functools import cache
from typing import Final

import botocore.loaders

from cfnproof.emulator.shapes import service_model
from cfnproof.errors import CfnproofError

_OTHERWISE: Final = {"cloudwatch-logs": "logs", "eventbridge": "events", "sfn": "stepfunctions"}
"""Where the name is not the id."""


@cache
def service_name(service_id: str) -> str:
    """The name of a service by its hyphenated id: `sfn` is `stepfunctions`.

    Raises CfnproofError for an id that no service has.
    """
    for name in (_OTHERWISE.get(service_id, service_id), service_id.replace("-", ""), *_available()):
        if name in _available() and service_model(name).service_id.hyphenize() == service_id:
            return name
    raise CfnproofError(f"botocore has no service with the id {service_id!r}")


@cache
def _available() -> tuple[str, ...]:
    names: list[str] = botocore.loaders.Loader().list_available_services("service-2")
    return tuple(names)
