"""Calls and what AWS's pages say that IAM is asked for them: the cases are in cases/*.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cfnproof.iam.calls.model import Asked
from cfnproof.iam.calls.requests import requests_of
from tests.unit.iam.calls.account import Account, call

Case = Mapping[str, Any]
"""A case as YAML has it."""

_FILES: Final = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
_CASES: Final[list[Case]] = [case for file in _FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
_NAMES: Final = [f"{index}-{case['service']}-{case['operation']}" for index, case in enumerate(_CASES)]


@pytest.mark.parametrize("case", _CASES, ids=_NAMES)
def test_asks_as_the_page_says(case: Case) -> None:
    """The actions and resources in order, and those keys of the context that the case names."""
    asked = requests_of(
        call(case["service"], case["operation"], case["members"], tuple(case.get("via", ()))), Account()
    )
    wanted = case["asked"]
    assert [(one.action, one.resource) for one in asked] == [(one["action"], one["resource"]) for one in wanted]
    for one, expected in zip(asked, wanted, strict=True):
        _check(one, expected)


def _check(asked: Asked, expected: Case) -> None:
    keys = {
        key: tuple(value) if isinstance(value, list) else value for key, value in expected.get("context", {}).items()
    }
    assert {key: asked.context.get(key) for key in keys} == keys
    assert not asked.context.keys() & set(expected.get("lacks", ()))
    assert all(key == key.lower() for key in asked.context)
    if "account" in expected:
        assert asked.account == expected["account"]
    if "via" in expected:
        assert list(asked.via) == expected["via"]


def test_each_case_cites_its_page() -> None:
    """A page of AWS's, or a principle where no page says it."""
    assert all(case["page"].startswith(("https://docs.aws.amazon.com/", "principle: ")) for case in _CASES)
