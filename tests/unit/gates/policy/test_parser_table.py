"""The kept parser table: the same paths mean the same, and nothing stays behind."""

import pytest
from ply import yacc

from cfnproof.gates.policy.parser_table import one_parser_table

_BUILD = yacc.yacc


def test_paths_parse_as_without_it() -> None:
    """One after the other, with one table."""
    from bc_jsonpath_ng.ext.parser import parse  # noqa: PLC0415  # slow

    paths = ["Properties.A", "Properties.Policies[0].PolicyDocument", "$..Statement[?(@.Effect == 'Allow')]", "a.*"]
    expected = [parse(path) for path in paths]
    with one_parser_table():
        assert [parse(path) for path in paths] == expected
        assert [parse(path) for path in reversed(paths)] == expected[::-1]


def _fail_within() -> None:
    with one_parser_table():
        assert yacc.yacc is not _BUILD
        raise RuntimeError("inside")


def test_it_ends() -> None:
    """Also when what is inside fails."""
    with pytest.raises(RuntimeError, match="inside"):
        _fail_within()
    assert yacc.yacc is _BUILD
