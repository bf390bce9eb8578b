"""Which API calls a handler can make: those of its row, and those that its code makes by itself."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from botocore import xform_name

from cfnproof.emulator.cloudformation.handlers.grammar import Call, ResourceType
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler
from cfnproof.emulator.shapes import service_model

ApiCall = tuple[str, str]
"""A service by botocore's name, and an operation."""


def calls_of(handler: Handler) -> frozenset[ApiCall]:
    """Every call that a handler can make."""
    row: ResourceType | None = getattr(handler, "row", None)
    declared: Callable[[], Iterable[Call]] | None = getattr(handler, "calls", None) or (row.calls if row else None)
    named = declared() if declared else ()
    found = {(call.client or (row.client if row else ""), call.operation) for call in named}
    return frozenset(found | set(_written(handler, row)))


def _written(handler: Handler, row: ResourceType | None) -> Iterator[ApiCall]:
    """The calls that stand in the code of the handler's class, of its row's functions and of what they name."""
    for root in (type(handler), *_functions(row)):
        if root is TableHandler:
            continue
        module = sys.modules[root.__module__]
        names = {node for tree in _reached(root, module) for node in ast.walk(tree)}
        services = {_service(node, module, row) for node in names if _asks_for_client(node)}
        words = {node.attr for node in names if isinstance(node, ast.Attribute)}
        words |= {node.value for node in names if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        yield from ((service, name) for service in services for word, name in _operations(service) if word in words)


def _functions(row: ResourceType | None) -> Iterator[Callable[..., Any]]:
    if row is None:
        return
    for call in row.calls():
        yield from (argument for argument in call.arguments.values() if inspect.isfunction(argument))
        if call.when:
            yield call.when
    yield from (source for source in row.attributes.values() if inspect.isfunction(source))


def _reached(root: Any, module: ModuleType) -> Iterator[ast.AST]:  # noqa: ANN401  # a class or a function
    """The source of a class or function, and of the functions of its module that it reaches."""
    waiting, seen = [root], set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if one.__name__ == "<lambda>":
            continue
        tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(one)))
        yield tree
        for node in ast.walk(tree):
            named = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
            if inspect.isfunction(named) and named.__module__ == module.__name__:
                waiting.append(named)


def _asks_for_client(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "clients"


def _service(node: ast.AST, module: ModuleType, row: ResourceType | None) -> str:
    """The service in `clients("sns")`, `clients(_SERVICE)` or `clients(self.row.client)`."""
    assert isinstance(node, ast.Call)
    (asked,) = node.args
    if isinstance(asked, ast.Constant):
        return str(asked.value)
    if isinstance(asked, ast.Name):
        return str(getattr(module, asked.id))
    assert row is not None, f"{ast.unparse(node)} names no service"
    return row.client


@cache
def _operations(service: str) -> tuple[tuple[str, str], ...]:
    return tuple((xform_name(name), name) for name in service_model(service).operation_names)
