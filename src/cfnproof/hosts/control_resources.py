"""A host's controls over HTTP, below `/_cfnproof/control/<account>`: from a request to what it is answered.

    GET     /                       what is there
    GET     /clock                  {"now": time}
    POST    /clock                  {"advance": seconds}
    GET PUT /hold                   {"seconds": how long an answer waits for the work that it started}
    GET PUT /plans                  {"endpoints": plan, "training": plan, "sourcePoll": seconds}; PUT sets those it has
    GET     /undelivered            {"undelivered": [event]}
    GET     /ledger?after=N         {"ledger": id, "first": number, "lost": count, "entries": those from number N on}
    DELETE  /ledger
    GET     /interruptions          {"interruptions": [{"id", "operation", "seconds", "state", "asked"}]}
    POST    /interruptions          {"operation": name, "seconds": how long the request is held at most}
    GET     /interruptions/ID       one
    DELETE  /interruptions/ID       lets its request go on; the state is what it was until then

What is refused is answered with {"cfnproofError": what is wrong, and what to do}, and a status of 400, 404 or 405.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from cfnproof.hosts.control import HostControl
from cfnproof.hosts.control_json import (
    duration_of,
    entry_json,
    plans_json,
    plans_of,
    seconds_of,
    sight_json,
    text_of,
    undelivered_json,
)
from cfnproof.hosts.interruptions import HELD_SECONDS, HeldRequest, Sight

ROOT: Final = "/_cfnproof/control"
"""Below it, each account has its controls."""
ERROR: Final = "cfnproofError"
"""The member of an answer that says why a request was refused."""
_OK, _BAD, _NOT_FOUND, _NOT_ALLOWED = 200, 400, 404, 405


class _RefusalError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Asked:
    control: HostControl
    name: str
    query: str
    body: bytes

    def members(self, *known: str) -> dict[str, Any]:
        """The members of the body, each a known one."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"the body is no JSON ({error}): give an object with {_listed(known)}") from error
        if not isinstance(found, dict) or not found or not found.keys() <= set(known):
            raise ValueError(f"the body is {found!r}: give an object with {_listed(known)}")
        return found

    def interruption(self) -> HeldRequest:
        """The interruption that is named."""
        there = self.control.interruptions.all()
        if self.name not in there:
            raise _RefusalError(
                _NOT_FOUND, f"there is no interruption {self.name!r}: there are {_listed(there) or 'none'}"
            )
        return there[self.name]


def respond(method: str, target: str, body: bytes, control: HostControl) -> tuple[int, bytes]:
    """The status and the JSON that answer a request; `target` is the path below the account, with the query."""
    path, _, query = target.partition("?")
    try:
        answer = _answer(method, path, _Asked(control, path.strip("/").partition("/")[2], query, body))
        return _OK, json.dumps(answer, separators=(",", ":")).encode()
    except _RefusalError as error:
        return _refused(error.status, error)
    except ValueError as error:
        return _refused(_BAD, error)


def _refused(status: int, error: Exception) -> tuple[int, bytes]:
    return status, json.dumps({ERROR: str(error)}).encode()


def _answer(method: str, path: str, asked: _Asked) -> Mapping[str, Any]:
    first = path.strip("/").partition("/")[0]
    key = f"/{first}/ID" if asked.name else f"/{first}"
    methods = _RESOURCES.get(key)
    if methods is None:
        raise _RefusalError(_NOT_FOUND, f"there is no {path!r}: there are {_listed(_RESOURCES)}")
    if method not in methods:
        raise _RefusalError(
            _NOT_ALLOWED, f"{path or '/'!r} cannot be asked with {method!r}: it takes {_listed(methods)}"
        )
    if asked.query and (method, key) != _WITH_QUERY:
        raise ValueError(f"{path or '/'!r} takes no query, given is {asked.query!r}: leave it out")
    return methods[method](asked)


def _index(_: _Asked) -> Mapping[str, Any]:
    return {"resources": {path: sorted(methods) for path, methods in _RESOURCES.items()}}


def _clock(asked: _Asked) -> Mapping[str, Any]:
    return {"now": asked.control.clock.now().isoformat()}


def _advance(asked: _Asked) -> Mapping[str, Any]:
    asked.control.clock.advance(duration_of(asked.members("advance")["advance"], "advance"))
    return _clock(asked)


def _hold(asked: _Asked) -> Mapping[str, Any]:
    return {"seconds": asked.control.hold_seconds}


def _set_hold(asked: _Asked) -> Mapping[str, Any]:
    seconds = seconds_of(asked.members("seconds")["seconds"], "seconds")
    if seconds > threading.TIMEOUT_MAX:
        raise ValueError(f"seconds is {seconds!r}: nothing can wait longer than {threading.TIMEOUT_MAX:.0f}")
    asked.control.hold_seconds = seconds
    return _hold(asked)


def _plans(asked: _Asked) -> Mapping[str, Any]:
    return plans_json(asked.control.plans)


def _set_plans(asked: _Asked) -> Mapping[str, Any]:
    plans = asked.control.plans
    new = plans_of(asked.members("endpoints", "training", "sourcePoll"), plans)
    plans.endpoints, plans.training, plans.source_poll = new.endpoints, new.training, new.source_poll
    return _plans(asked)


def _undelivered(asked: _Asked) -> Mapping[str, Any]:
    return {"undelivered": [undelivered_json(lost) for lost in tuple(asked.control.undelivered)]}


def _ledger(asked: _Asked) -> Mapping[str, Any]:
    page = asked.control.ledger.since(_after(asked.query))
    entries = [entry_json(one) for one in page.entries]
    return {"ledger": page.ledger, "first": page.first, "lost": page.lost, "entries": entries}


def _after(query: str) -> int:
    given = dict(parse_qsl(query, keep_blank_values=True))
    number = given.pop("after", "0")
    if given or not number.isascii() or not number.isdigit():
        raise ValueError(f"the query is {query!r}: give none, or after=N with the number of the first entry, from 0")
    return int(number)


def _clear(asked: _Asked) -> Mapping[str, Any]:
    asked.control.ledger.clear()
    return {}


def _interruptions(asked: _Asked) -> Mapping[str, Any]:
    there = asked.control.interruptions.all()
    return {"interruptions": [_interruption_json(number, held, held.look(0)) for number, held in there.items()]}


def _interrupt(asked: _Asked) -> Mapping[str, Any]:
    given = {"seconds": HELD_SECONDS, **asked.members("operation", "seconds")}
    operation, seconds = text_of(given.get("operation", ""), "operation"), seconds_of(given["seconds"], "seconds")
    number, held = asked.control.interruptions.add(operation, seconds)
    return _interruption_json(number, held, held.look(0))


def _interruption(asked: _Asked) -> Mapping[str, Any]:
    held = asked.interruption()
    return _interruption_json(asked.name, held, held.look(0))


def _release(asked: _Asked) -> Mapping[str, Any]:
    held = asked.interruption()
    asked.control.interruptions.remove(asked.name)
    before = held.let_go()
    return _interruption_json(asked.name, held, Sight(before, held.look(0).asked))


def _interruption_json(number: str, held: HeldRequest, sight: Sight) -> dict[str, Any]:
    return {"id": number, "operation": held.operation, "seconds": held.seconds, **sight_json(sight)}


def _listed(names: Mapping[str, object] | tuple[str, ...]) -> str:
    return ", ".join(names)


_Handler = Callable[[_Asked], Mapping[str, Any]]
_WITH_QUERY: Final = ("GET", "/ledger")
_RESOURCES: Final[Mapping[str, Mapping[str, _Handler]]] = {
    "/": {"GET": _index},
    "/clock": {"GET": _clock, "POST": _advance},
    "/hold": {"GET": _hold, "PUT": _set_hold},
    "/plans": {"GET": _plans, "PUT": _set_plans},
    "/undelivered": {"GET": _undelivered},
    "/ledger": {"GET": _ledger, "DELETE": _clear},
    "/interruptions": {"GET": _interruptions, "POST": _interrupt},
    "/interruptions/ID": {"GET": _interruption, "DELETE": _release},
}
