"""The ledger: every decision of a run, in the order in which they were made.

Secrets never enter it: of a request it has the keys that policies can ask for, those that hold a secret masked.
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cfnproof.emulator.pipeline_action import PipelineAction
from cfnproof.iam.decision import Decision, Nearest, Statement
from cfnproof.iam.request import PrincipalKind, Request, Values

MASK: Final = "***"
_SECRETS: Final = frozenset({"lambda:eventsourcetoken", "sts:externalid"})
"""Keys whose values are shared secrets."""
_OPEN: Final = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "kms:encryptioncontext:")
"""How keys begin whose names users choose."""
_TELLING: Final = ("password", "secret", "token")
"""What the names have in them by which users call secrets. An ARN, such as that of a secret, is none."""
_CONDITION: Final = "Condition"
LONGEST: Final = 100_000
"""Decisions that a host keeps which goes on for long."""
_SHARE: Final = 10
"""Of a ledger that is full, one in so many is let go at once: the oldest."""


@dataclass(frozen=True, slots=True)
class Source:
    """The API call that a decision was made for, and the pipeline action in whose course it happened, if any."""

    service: str
    operation: str
    request_id: str
    pipeline_action: PipelineAction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Where a deciding statement is written: the stack's name, the resource's logical id, the line from 1."""

    stack: str
    logical_id: str
    line: int


LineOf = Callable[["Entry", Statement], Line | None]
"""From a deciding statement to where a template has it, None where it comes from no template."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision."""

    time: datetime
    request: Request
    decision: Decision
    source: Source

    @property
    def role(self) -> str:
        """The ARN of the role as which the request was made, empty for any other principal."""
        principal = self.request.principal
        return principal.role if principal.kind is PrincipalKind.SESSION else ""

    @property
    def session(self) -> str:
        """The name of the role's session, empty where there is none."""
        return self.request.principal.name.rpartition("/")[2] if self.role else ""

    def as_json(self, line_of: LineOf | None = None) -> dict[str, Any]:
        """The members of the entry's JSON object; times are ISO 8601 in UTC."""
        request, decision, source = self.request, self.decision, self.source
        return {
            "time": self.time.isoformat(timespec="milliseconds"),
            "principal": request.principal.name,
            "role": self.role or None,
            "session": self.session or None,
            "action": request.action,
            "resource": request.resource,
            "context": masked(request.context),
            "decision": decision.outcome.value,
            "because": decision.missing.because if decision.missing else None,
            "statements": [_statement(one, line_of(self, one) if line_of else None) for one in decision.statements],
            "call": {"service": source.service, "operation": source.operation, "requestId": source.request_id},
            "pipelineAction": source.pipeline_action.as_json() if source.pipeline_action else None,
        }


@dataclass(frozen=True, slots=True)
class Page:
    """The newest decisions of the ledger with this id; `first` is the number of the oldest that it has.

    `lost` is how many it has let go for want of space since it was cleared.
    """

    ledger: str
    first: int
    lost: int
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class Ledger:
    """The decisions of one host, numbered from 0. Threads add to it while others read it. No two have the same id.

    It keeps the newest ones, about `longest` of them; all where that is None.
    """

    longest: int | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    _entries: list[Entry] = field(default_factory=list)
    _first: int = 0
    _lost: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: Entry) -> None:
        """Note a decision."""
        with self._lock:
            self._entries.append(entry)
            if self.longest is not None and len(self._entries) > self.longest:
                self._let_go(len(self._entries) // _SHARE or 1)

    def entries(self) -> tuple[Entry, ...]:
        """All decisions until now, the oldest first."""
        with self._lock:
            return tuple(self._entries)

    def denials(self) -> tuple[Entry, ...]:
        """Those that let nothing pass."""
        return tuple(entry for entry in self.entries() if not entry.decision.allowed)

    def since(self, number: int) -> Page:
        """The decisions from a number on."""
        with self._lock:
            new = self._entries[max(0, number - self._first) :]
            return Page(self.id, self._first, self._lost, tuple(new))

    def clear(self) -> None:
        """Begin anew; the numbers go on."""
        with self._lock:
            self._first += len(self._entries)
            self._lost = 0
            self._entries.clear()

    def _let_go(self, oldest: int) -> None:
        del self._entries[:oldest]
        self._first += oldest
        self._lost += oldest


def lines(entries: Iterable[Entry], line_of: LineOf | None = None) -> Iterator[str]:
    """The entries as JSON Lines, each with its line end."""
    for entry in entries:
        yield json.dumps(entry.as_json(line_of), separators=(",", ":")) + "\n"


def masked(context: Mapping[str, Values]) -> dict[str, Any]:
    """The keys of a request, secrets masked, several values as a list."""
    return {
        key: MASK if _is_secret(key, value) else list(value) if isinstance(value, tuple) else value
        for key, value in context.items()
    }


def told(nearest: Nearest) -> str:
    """What of the nearest statement did not match; of a condition on a secret, not what was asked nor what is there."""
    words = nearest.detail.lower().split()
    if nearest.element == _CONDITION and any(_is_secret(word, "") for word in words):
        return "its condition on a key that holds a secret does not match"
    return nearest.detail


def _is_secret(key: str, value: Values) -> bool:
    if key in _SECRETS:
        return True
    is_arn = isinstance(value, str) and value.startswith("arn:")
    return key.startswith(_OPEN) and any(word in key for word in _TELLING) and not is_arn


def _statement(statement: Statement, line: Line | None) -> dict[str, Any]:
    members = {
        "policyType": statement.type.value,
        "policy": statement.policy,
        "index": statement.index,
        "sid": statement.sid,
        "effect": statement.effect,
    }
    if line is not None:
        members |= {"stack": line.stack, "logicalId": line.logical_id, "line": line.line}
    return members
