"""The parser for JSONPath that checkov uses works its table out anew for every path, most of a scan's time: here once.

The table depends on the grammar's class alone, and a parser holds no state between two paths.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def one_parser_table() -> Iterator[None]:
    """Within it, the parser for a grammar is built the first time that it is asked for, and then kept."""
    from ply import yacc  # noqa: PLC0415  # comes with checkov

    build, built = yacc.yacc, {}

    def remembered(*, module: object, start: str, **named: Any) -> object:  # noqa: ANN401  # ply has no types
        key = (type(module), start)
        if key not in built:
            built[key] = build(module=module, start=start, **named)
        return built[key]

    yacc.yacc = remembered
    try:
        yield
    finally:
        yacc.yacc = build
