"""What a Task can call, read from the tables `integrations.yaml` and `sdk_services.yaml` beside this module.

https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cfnproof.template.tables import read_table


@dataclass(frozen=True, slots=True)
class Api:
    """An API of an optimized integration.

    `patterns` are those that it has beside request response; `answer` the fields of its result that are there before
    the job is done, empty where that is not known.
    """

    patterns: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SdkServices:
    """The services behind `aws-sdk:`, other names of theirs, and the actions that they lack."""

    names: frozenset[str]
    aliases: Mapping[str, str]
    unsupported: Mapping[str, tuple[str, ...]]


@cache
def optimized() -> Mapping[str, Mapping[str, Api]]:
    """The optimized integrations: service to API."""
    return {
        service: {name: Api(tuple(row.get("patterns", ())), tuple(row.get("answer", ()))) for name, row in apis.items()}
        for service, apis in read_table(__package__, "integrations.yaml").items()
    }


@cache
def sdk_services() -> SdkServices:
    """The services behind `aws-sdk:`."""
    table = read_table(__package__, "sdk_services.yaml")
    unsupported = {service: tuple(actions) for service, actions in table["unsupported"].items()}
    return SdkServices(frozenset(table["services"]), dict(table["aliases"]), unsupported)
