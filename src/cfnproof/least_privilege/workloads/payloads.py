"""What a state hands to the service it calls: its Parameters, with the paths in them worked out as far as known.

https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from dataclasses import dataclass, field, replace
from typing import Final

from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.expand import values_of
from cfnproof.least_privilege.requirements.rows import Row
from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown, Value
from cfnproof.least_privilege.workloads.machine_inputs import Started
from cfnproof.least_privilege.workloads.origins import (
    PATH,
    FromElsewhere,
    FromResult,
    FromStart,
    Origin,
    is_whole,
    origins,
)
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.least_privilege.workloads.states import State
from cfnproof.least_privilege.workloads.task_resources import integration
from cfnproof.least_privilege.workloads.task_results import names_in, results
from cfnproof.structural.states_language.context import Context
from cfnproof.template.expressions import literal
from cfnproof.template.nodes import Entry, Node, Object, Sequence, dig, entries

_COMPUTED: Final = ".$"
_EXECUTION_NAME: Final = "$$.Execution.Name"
_PAYLOADS: Final = ("Parameters", "Arguments")
_ADVICE: Final = "write the value into the definition, or let it come from the machine's input by a path like $.Name"


@dataclass(frozen=True, slots=True)
class Payloads:
    """Works out what one state hands over, in one way of starting the machine.

    `pending` are the states whose payloads this one is worked out for: a value that comes from theirs is not known.
    """

    start: Started
    state: State
    stack: Stack
    site: Site
    pending: frozenset[str] = field(default=frozenset())

    def scope(self) -> Scope:
        """The values by name that the state hands over."""
        found = self.handed_over(self.state.body)
        return Scope({}, rest=found) if isinstance(found, Unknown) else found

    def handed_over(self, caller: Node) -> Scope | Unknown:
        """The Parameters or Arguments of a state, or of what in a state calls a service."""
        node = _payload(caller)
        if self._is_expression(node):
            return Unknown(f"{literal(node, self.stack.template)!r}, what is handed over", _ADVICE)
        return self._scope(node)

    def credentials(self) -> Leaf | Unknown | None:
        """The role that the state works with in the place of the machine's, None where it names none."""
        credentials = self._scope(self.state.body.get("Credentials"))
        found = credentials.find("RoleArn")
        return found if isinstance(found, Leaf | Unknown) else None

    def _scope(self, node: Node | None) -> Scope:
        values: dict[str, Value] = {}
        inner: dict[str, Scope] = {}
        for entry in entries(node):
            name = entry.key.removesuffix(_COMPUTED)
            found = self._entry(entry)
            if isinstance(found, Scope):
                inner[name] = found
            else:
                values[name] = found
        return Scope(values, inner)

    def _entry(self, entry: Entry) -> Value | Scope:
        return self._computed(entry) if entry.key.endswith(_COMPUTED) else self._written(entry.value, entry.key)

    def _written(self, node: Node, key: str) -> Value | Scope:
        """The value of an expression of the template, which may hold others of the workflow's query language."""
        match node:
            case Object():
                return self._scope(node)
            case Sequence(items=items) if any(map(self._is_expression, items)):
                return Unknown(f"the value of {key}, which is computed in part", _ADVICE)
            case Sequence(items=items) if any(isinstance(item, Object) for item in items):
                return Listing(tuple(self._scope(item) for item in items))
            case Sequence(items=items):
                return Leaf(tuple(self.site.resolver.node(item, self.stack) for item in items))
            case _ if self._is_expression(node):
                return Unknown(f"{literal(node, self.stack.template)!r}, the value of {key}", _ADVICE)
            case _:
                return Leaf(self.site.resolver.nodes(node, self.stack))

    def _is_expression(self, node: Node | None) -> bool:
        """Whether a text is computed: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html."""
        return not isinstance(node, Object | Sequence) and (
            (literal(node, self.stack.template) or "").strip().startswith("{%")
        )

    def _computed(self, entry: Entry) -> Value | Scope:
        path = literal(entry.value, self.stack.template)
        if path == _EXECUTION_NAME and not self.state.block.distributed:
            name = self.start.execution_name
            return name if isinstance(name, Unknown) else Leaf((name,))
        found = PATH.fullmatch(path or "")
        if found is None or not is_whole(self.state.body.get("InputPath"), Context(self.stack.template)):
            return Unknown(f"{path!r}, the value of {entry.key}", _ADVICE)
        return self._at(found[1].removeprefix("."), entry)

    def _at(self, path: str, entry: Entry) -> Value | Scope:
        """The value at a path of the state's input: that of all ways to the state, if they agree."""
        values = [self._from(origin, path, entry) for origin in origins(path, self.state, self.stack.template)]
        for value in values:
            if isinstance(value, Unknown):
                return value
        if values and all(value == values[0] for value in values):
            return values[0]
        why = "it differs by the way to the state" if values else "nothing leads to the state"
        return Unknown(f"$.{path}, the value of {entry.key}: {why}", _ADVICE)

    def _from(self, origin: Origin, path: str, entry: Entry) -> Value | Scope:
        match origin:
            case FromStart() if self.state.block.nested:
                return Unknown(f"'$.{path}', the value of {entry.key}", _ADVICE)
            case FromStart():
                return self._from_input(path, entry)
            case FromResult():
                return self._from_result(origin)
            case FromElsewhere(what=what):
                return Unknown(f"$.{path}, the value of {entry.key}: {what}", _ADVICE)

    def _from_input(self, path: str, entry: Entry) -> Value | Scope:
        if isinstance(self.start.input, Unknown):
            unknown = self.start.input
            return Unknown(f"$.{path} of {unknown.what.removeprefix('the value of ')}", unknown.advice)
        found = self.start.input.find(path)
        return (
            found if found is not None else Unknown(f"$.{path}, the value of {entry.key}: the input lacks it", _ADVICE)
        )

    def _from_result(self, origin: FromResult) -> Value | Scope:
        """What is at a path of the result of another state of the block, which may have gone before more than once."""
        body = self.state.block.states[origin.state]
        kind = Context(self.stack.template).text(body.get("Type")) or ""
        before = replace(
            self,
            state=State(origin.state, kind, body, body.mark, self.state.block),
            pending=self.pending | {self.state.name},
        )
        found = before._result(origin.path) if origin.state not in before.pending else None  # noqa: SLF001  # of the same class
        return found or Unknown(f"{origin.path!r} of the result of state {origin.state!r}", _ADVICE)

    def _result(self, path: str) -> Value | Scope | None:
        """What is at a path of the state's result, None where that does not follow from the definition."""
        if self.state.body.get("ResultSelector") is not None:
            return None
        match self.state.kind:
            case "Task":
                return self._of_call(path)
            case "Pass":
                return self._of_pass(path)
            case _:
                return None

    def _of_call(self, path: str) -> Value | None:
        call = integration(self.state.body, self.stack, self.site)
        known = results().get(f"{call.service}:{call.api}", {}) if call else {}
        if path not in known:
            return None
        node = _payload(self.state.body)
        if self._is_expression(node):
            return None
        row = Row(f"result of {self.state.name}", "", "", (), (), "", "")
        values = values_of(known[path], self._scope(_part(node, names_in(known[path]))), row)
        return values if isinstance(values, Unknown) else Leaf(values)

    def _of_pass(self, path: str) -> Value | Scope | None:
        """https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html."""
        made = next((node for key in ("Result", "Parameters") if (node := self.state.body.get(key)) is not None), None)
        if made is None or (isinstance(made, Object) and not path):
            return None
        if not path:
            return self._written(made, self.state.name)
        return self._scope(_part(made, frozenset({path.partition(".")[0]}))).find(path)


def _payload(caller: Node) -> Node | None:
    return next((found for key in _PAYLOADS if (found := dig(caller, key)) is not None), None)


def _part(node: Node | None, names: frozenset[str]) -> Object | None:
    """A mapping with some of its entries: the others are not worked out."""
    if not isinstance(node, Object):
        return None
    return Object(tuple(entry for entry in node.entries if entry.key.removesuffix(_COMPUTED) in names), node.mark)
