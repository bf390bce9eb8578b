"""What is known of the results of integrations: `task_results.yaml`."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from cfnproof.template.tables import read_table

_NAME: Final = re.compile(r"\$\{([^}|.]+)")


@cache
def results() -> Mapping[str, Mapping[str, str]]:
    """By API and path of the result, a text of the call's own payload."""
    return dict(_rows())


def names_in(text: str) -> frozenset[str]:
    """The names of the payload that a text of the table holds, the first of each path."""
    return frozenset(_NAME.findall(text))


def _rows() -> Iterator[tuple[str, Mapping[str, str]]]:
    for api, rows in read_table(__package__, "task_results.yaml").items():
        yield api, dict(rows)
