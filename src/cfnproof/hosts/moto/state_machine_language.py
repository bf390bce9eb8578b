"""How moto's interpreter reads a definition: two of its faults, and each text parsed once.

https://states-language.net/spec.html
"""

from functools import lru_cache
from typing import Any, Final

from antlr4 import CommonTokenStream, InputStream  # type: ignore[import-untyped]  # it has no types
from moto.stepfunctions.parser.asl.antlr.runtime.ASLLexer import ASLLexer
from moto.stepfunctions.parser.asl.antlr.runtime.ASLParser import ASLParser
from moto.stepfunctions.parser.asl.component.common.payload.payloadvalue.payloadbinding.payload_binding import (
    PayloadBindingStringExpressionSimple,
)
from moto.stepfunctions.parser.asl.parse.asl_parser import (
    AmazonStateLanguageParser,
    ASLParserException,
    SyntaxErrorListener,
)
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor

from cfnproof.hosts.moto.patches import Patches
from cfnproof.hosts.states_grammar import Grammar, visit_binding

_GRAMMAR: Final = Grammar(
    ASLLexer, ASLParser, Preprocessor.visitPayload_binding_value, PayloadBindingStringExpressionSimple
)


def install(patches: Patches) -> None:
    """Read definitions as AWS does."""
    patches.put(Preprocessor, "visitPayload_binding_value", visit_binding(_GRAMMAR))
    patches.put(AmazonStateLanguageParser, "parse", staticmethod(_parse))


def _parse(definition: str) -> tuple[Any, Any]:
    """The program, made anew for each execution, and the tree.

    Raises ASLParserException.
    """
    tree = _tree(definition)
    return Preprocessor().visit(tree), tree


@lru_cache(maxsize=32)
def _tree(definition: str) -> Any:  # noqa: ANN401  # the grammar's
    """The tree of a definition: parsing takes longer than anything else that an execution does."""
    faults = SyntaxErrorListener()
    parser = ASLParser(CommonTokenStream(ASLLexer(InputStream(definition))))
    parser.removeErrorListeners()
    parser.addErrorListener(faults)
    tree = parser.state_machine()
    if faults.errors:
        raise ASLParserException(errors=faults.errors)
    return tree
