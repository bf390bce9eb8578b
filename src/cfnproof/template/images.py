"""AWS's Deep Learning Containers by name and region, read from the table `image_accounts.yaml` beside this module.

AWS keeps them in accounts of its own, another one in many regions.
https://aws.github.io/deep-learning-containers/reference/region_availability/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.template.tables import read_table

_TABLE: Final = "image_accounts.yaml"


@dataclass(frozen=True, slots=True)
class Image:
    """One image: its name in `${image.<name>}`, its ECR repository and the tag there."""

    name: str
    repository: str
    tag: str


@dataclass(frozen=True, slots=True)
class Registry:
    """The ECR registry that holds the images of one region: AWS's account there; `suffix` ends its host name."""

    region: str
    account: str
    partition: str
    suffix: str


def image_uri(name: str, region: str) -> str:
    """Return the URI that SageMaker pulls an image from in `region`: host, repository and tag.

    Raises CfnproofError for an unknown image and for a region that has none.
    """
    one, where = image(name), registry(region)
    return f"{where.account}.dkr.ecr.{where.region}.{where.suffix}/{one.repository}:{one.tag}"


def repository_arn(name: str, region: str) -> str:
    """Return the ARN of the ECR repository that holds an image in `region`; raises as `image_uri` does."""
    one, where = image(name), registry(region)
    return f"arn:{where.partition}:ecr:{where.region}:{where.account}:repository/{one.repository}"


def image(name: str) -> Image:
    """Return an image by its name; raises CfnproofError, with the known ones, for any other name."""
    known = images()
    if name not in known:
        raise CfnproofError(f"unknown image {name!r}: known are {', '.join(map(repr, known))}")
    return known[name]


def registry(region: str) -> Registry:
    """Return the registry of a region; raises CfnproofError, with the nearest names, where AWS lists none for it."""
    known = registries()
    if region not in known:
        near = get_close_matches(region, known) or known
        raise CfnproofError(
            f"AWS lists no account with Deep Learning Containers for region {region!r}: "
            f"take a region that has one, like {', '.join(map(repr, near))}"
        )
    return known[region]


@cache
def images() -> Mapping[str, Image]:
    """The known images by name."""
    return {name: Image(name, row["repository"], row["tag"]) for name, row in _table()["images"].items()}


@cache
def registries() -> Mapping[str, Registry]:
    """The registries by region."""
    return {
        region: Registry(region, account, partition, row["suffix"])
        for partition, row in _table()["partitions"].items()
        for region, account in row["accounts"].items()
    }


def _table() -> Mapping[str, Any]:
    return read_table(__package__, _TABLE)
