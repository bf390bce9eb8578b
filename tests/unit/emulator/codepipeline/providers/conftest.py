"""One account for each file of tests: every test makes pipelines of its own."""

from collections.abc import Iterator

import pytest

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.providers.bench import Bench, bench


@pytest.fixture(scope="module")
def account() -> Iterator[Bench]:
    """An account whose source object has two files."""
    with bench() as opened:
        opened.push(zipped({"index.html": b"<p>", "assets/input.json": b'{"from": "file"}', "notes.txt": b"no JSON"}))
        yield opened
