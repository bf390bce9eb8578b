"""The operation of a REST request: its method, path, query and headers against the URIs of botocore's models.

https://smithy.io/2.0/spec/http-bindings.html#http-trait
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import parse_qsl

from botocore.model import OperationModel

from cfnproof.emulator.shapes import service_model

_LABEL: Final = re.compile(r"\{([^}+]+)(\+?)\}")
_NAME: Final = "x-id"
"""What some clients send: the operation's name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a request tells its operation; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Route:
    operation: str
    method: str
    path: re.Pattern[str]
    literals: int
    constants: tuple[tuple[str, str], ...]
    query: frozenset[str]
    headers: frozenset[str]
    known: frozenset[str]

    def fits(self, asked: Asked) -> bool:
        """Whether method, path and the constants of the query are those of the operation."""
        return (
            self.method == asked.method
            and self.path.fullmatch(asked.path) is not None
            and all(name in asked.query and value in ("", asked.query[name]) for name, value in self.constants)
        )

    def is_complete(self, asked: Asked) -> bool:
        """Whether all is there that the operation requires in the query and in headers."""
        return self.query <= asked.query.keys() and self.headers <= asked.headers

    def weight(self, asked: Asked) -> tuple[bool, bool, int, int, int]:
        """How well it fits: the operation that says most of the request is meant."""
        named = asked.query.get(_NAME) == self.operation
        required = len(self.query) + len(self.headers)
        return self.is_complete(asked), named, self.literals, len(self.constants), required


def operation_of(service: str, asked: Asked) -> str | None:
    """The operation of a service that is asked for, None where it has none of that form."""
    fitting = [route for route in _routes(service) if route.fits(asked)]
    return max(fitting, key=lambda route: route.weight(asked)).operation if fitting else None


def unknown_in_query(service: str, operation: str, asked: Asked) -> list[str]:
    """The names without a value in the query of a request that its operation does not know."""
    (route,) = (one for one in _routes(service) if one.operation == operation)
    return sorted(name for name, value in asked.query.items() if not value and name not in route.known)


@cache
def _routes(service: str) -> tuple[_Route, ...]:
    model = service_model(service)
    operations = (model.operation_model(name) for name in model.operation_names)
    return tuple(_route(one) for one in operations if not one.deprecated)


def _route(operation: OperationModel) -> _Route:
    template, _, constants = str(operation.http["requestUri"]).partition("?")
    fixed = tuple(pair for pair in parse_qsl(constants, keep_blank_values=True) if pair[0] != _NAME)
    query = _bound(operation, "querystring")
    headers = {name.lower(): required for name, required in _bound(operation, "header").items()}
    return _Route(
        operation.name,
        str(operation.http["method"]),
        _pattern(template),
        sum(1 for part in template.split("/") if part and not part.startswith("{")),
        fixed,
        frozenset(name for name, required in query.items() if required),
        frozenset(name for name, required in headers.items() if required),
        frozenset((*query, *(name for name, _ in fixed), _NAME)),
    )


def _bound(operation: OperationModel, location: str) -> dict[str, bool]:
    """The names that members have in a place of the request, and whether they are required."""
    shape = operation.input_shape
    if shape is None:
        return {}
    return {
        str(member.serialization.get("name", name)): name in shape.required_members
        for name, member in shape.members.items()
        if member.serialization.get("location") == location
    }


def _pattern(template: str) -> re.Pattern[str]:
    """A path's pattern; a slash at the end does not matter but behind a label that takes all the rest."""
    parts, greedy, last = [], False, 0
    bare = template.rstrip("/")
    for label in _LABEL.finditer(bare):
        greedy = bool(label[2])
        parts += [re.escape(bare[last : label.start()]), "(.+)" if greedy else "([^/]+)"]
        last = label.end()
    parts.append(re.escape(bare[last:]))
    return re.compile("".join(parts) + ("" if greedy else "/?"), re.DOTALL)
