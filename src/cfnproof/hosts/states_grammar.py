"""A fault in how the interpreters of moto and LocalStack, one made of the other, read a state machine's definition.

https://states-language.net/spec.html
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from antlr4 import CommonTokenStream, InputStream  # type: ignore[import-untyped]  # it has no types

_ROLE: Final = "RoleArn"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What of an interpreter's reader is needed; it has no types.

    `visit_binding` is its preprocessor's method for a member of a payload; `member` makes one with an expression.
    """

    lexer: Callable[[InputStream], Any]
    parser: Callable[[CommonTokenStream], Any]
    visit_binding: Callable[[Any, Any], Any]
    member: Callable[[str, Any], Any]


def visit_binding(grammar: Grammar) -> Callable[[Any, Any], Any]:
    """The method to put in the place of the interpreter's own.

    To its grammar `RoleArn.$` is a keyword of Credentials; inside Parameters it is a member like any other.
    """

    def visit(preprocessor: Any, context: Any) -> Any:  # noqa: ANN401  # the interpreter's
        binding = grammar.visit_binding(preprocessor, context)
        if binding.field != f"{_ROLE}.$":
            return binding
        renamed = json.dumps({"Member.$": binding.payload_value.val})
        tree = grammar.parser(CommonTokenStream(grammar.lexer(InputStream(renamed)))).payload_tmpl_decl()
        read = preprocessor.visit(tree).payload_bindings[0]
        return grammar.member(_ROLE, read.string_expression_simple)

    return visit
