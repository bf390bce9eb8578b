"""The services that botocore describes, by what requests say of them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gzip import GzipFile
from pathlib import Path
from typing import Any, Final

import botocore.loaders

_HEAD: Final = 4096
"""Most models begin with what is wanted of them: reading all of every one takes seconds."""
_METADATA: Final = re.compile(r'"metadata"\s*:\s*')
_TYPE: Final = "service-2"


@dataclass(frozen=True, slots=True)
class ServiceNames:
    """A service by botocore's name, and the names that it has in requests."""

    name: str
    signs_as: str
    prefix: str
    protocols: tuple[str, ...]
    target: str
    version: str


@cache
def known() -> tuple[ServiceNames, ...]:
    """All of them; of several that have a name in common, the one that is called so first."""
    loader = botocore.loaders.Loader()
    found = [_names(name, _metadata(loader, name)) for name in loader.list_available_services(_TYPE)]
    return tuple(sorted(found, key=lambda one: (one.name != one.signs_as, one.prefix != one.signs_as, one.name)))


def _names(name: str, said: Mapping[str, Any]) -> ServiceNames:
    prefix = str(said["endpointPrefix"])
    return ServiceNames(
        name,
        str(said.get("signingName") or prefix).lower(),
        prefix,
        tuple(said.get("protocols") or (said["protocol"],)),
        str(said.get("targetPrefix", "")),
        str(said.get("apiVersion", "")),
    )


def _metadata(loader: botocore.loaders.Loader, name: str) -> Mapping[str, Any]:
    version = loader.determine_latest_version(name, _TYPE)
    for folder in loader.search_paths:
        file = Path(folder) / name / version / f"{_TYPE}.json.gz"
        if file.is_file():
            with file.open("rb") as compressed, GzipFile(fileobj=compressed) as model:
                found = _first(model.read(_HEAD).decode(errors="replace"))
            if found is not None:
                return found
    said: Mapping[str, Any] = loader.load_service_model(name, _TYPE)["metadata"]
    return said


def _first(text: str) -> Mapping[str, Any] | None:
    """The metadata in the beginning of a model, None where they do not stand there whole."""
    place = _METADATA.search(text)
    try:
        found: Mapping[str, Any] | None = json.JSONDecoder().raw_decode(text, place.end())[0] if place else None
    except ValueError:
        return None
    return found


@cache
def signing_as(name: str) -> tuple[ServiceNames, ...]:
    """The services that sign by a name."""
    return _where(lambda one: one.signs_as == name)


@cache
def with_target(prefix: str) -> tuple[ServiceNames, ...]:
    """The services whose operations are named behind a prefix in X-Amz-Target."""
    return _where(lambda one: one.target == prefix)


@cache
def of_version(version: str) -> tuple[ServiceNames, ...]:
    """The services whose interface is of a version, which forms name."""
    return _where(lambda one: one.version == version)


def _where(wanted: Callable[[ServiceNames], bool]) -> tuple[ServiceNames, ...]:
    return tuple(one for one in known() if wanted(one))
