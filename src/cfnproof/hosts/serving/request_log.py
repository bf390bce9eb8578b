"""One line a request on standard error, and with `-v` the bodies, in which secrets are masked."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final, TextIO
from urllib.parse import quote

from botocore.model import ListShape, MapShape, Shape, StructureShape

from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.serving.answers import Answered
from cfnproof.hosts.serving.incoming import Incoming

MASK: Final = "***"
_ALWAYS: Final = frozenset({"SecretAccessKey", "SessionToken", "ServicePassword", "secretAccessKey"})
"""Members that hold a secret and whose models do not all say so."""
_MOST: Final = 4000
_SECRET_QUERY: Final = re.compile(r"(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s]*", re.IGNORECASE)
_PRINTED: Final = "/~:@!$&'()*+,;=?%-._"


@dataclass(frozen=True, slots=True)
class RequestLog:
    """Where requests are told. `bodies` says whether their bodies are too. Without a stream, standard error."""

    bodies: bool = False
    stream: TextIO | None = None

    def note(self, incoming: Incoming | None, target: str, answered: Answered, seconds: float) -> None:
        """Tell of a request: who asked for what, the decision, the status and how long it took."""
        method = incoming.method if incoming else "-"
        where = _SECRET_QUERY.sub(rf"\1{MASK}", quote(target, safe=_PRINTED))[:500]
        what = where if answered.service == "-" else f"{answered.service} {answered.operation}"
        time = datetime.now(UTC).strftime("%H:%M:%S")
        line = f"{time} {method} {what} {answered.status} {answered.decision} {1000 * seconds:.1f} ms"
        lines = [line, *(self._bodies(incoming, answered) if self.bodies else ())]
        out = self.stream or sys.stderr
        out.write("".join(f"{one}\n" for one in lines))
        out.flush()

    def _bodies(self, incoming: Incoming | None, answered: Answered) -> Iterator[str]:
        secret = _ALWAYS | secret_members(answered.service, answered.operation)
        for sign, body in ((">", incoming.body if incoming else b""), ("<", answered.body)):
            if body:
                yield f"  {sign} {shown(body, secret)}"
        yield from (f"  ! {line}" for line in answered.cause.splitlines())


def shown(body: bytes, secret: frozenset[str]) -> str:
    """A body on one line, as far as it is text, with the values of some members masked."""
    text = body[: 4 * _MOST].decode(errors="replace")
    if any(not character.isprintable() and not character.isspace() for character in text[:-1]):
        return f"{len(body)} bytes"
    line = " ".join(_secrets(secret).sub(_mask, text).split())
    return line if len(line) <= _MOST and len(body) <= 4 * _MOST else f"{line[:_MOST]}… ({len(body)} bytes)"


def _mask(found: re.Match[str]) -> str:
    groups = found.groupdict()
    before = next(groups[name] for name in ("json", "xml", "form") if groups[name] is not None)
    return f'{before}"{MASK}"' if groups["json"] is not None else f"{before}{MASK}"


@cache
def _secrets(names: frozenset[str]) -> re.Pattern[str]:
    """Members in JSON, in XML and in a form."""
    any_of = "|".join(sorted(re.escape(name) for name in names))
    return re.compile(
        rf'(?P<json>"(?:{any_of})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}}\s]+)'
        rf"|(?P<xml><(?:{any_of})(?:\s[^>]*)?>)[^<]*"
        rf"|(?P<form>(?:^|(?<=[&.]))(?:{any_of})(?:\.[^=&]*)?=)[^&]*"
    )


@cache
def secret_members(service: str, operation: str) -> frozenset[str]:
    """The members of an operation that its model calls sensitive, in request and answer, also by their names there."""
    if service == "-":
        return frozenset()
    model = service_model(service).operation_model(operation)
    found: set[str] = set()
    for shape in (model.input_shape, model.output_shape):
        _collect(shape, found, set())
    return frozenset(found)


def _collect(shape: Shape | None, found: set[str], seen: set[str]) -> None:
    if shape is None or shape.name in seen:
        return
    seen.add(shape.name)
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            if _is_sensitive(member):
                found |= {name, str(member.serialization.get("name", name))}
            else:
                _collect(member, found, seen)
    elif isinstance(shape, ListShape):
        _collect(shape.member, found, seen)
    elif isinstance(shape, MapShape):
        _collect(shape.value, found, seen)


def _is_sensitive(shape: Shape) -> bool:
    if shape.metadata.get("sensitive"):
        return True
    return isinstance(shape, ListShape) and _is_sensitive(shape.member)
