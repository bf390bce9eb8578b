"""One account for each file of tests: every test makes pipelines of its own."""

from collections.abc import Iterator

import pytest

from tests.unit.emulator.codepipeline.providers.bench import Bench, bench, zipped


@pytest.fixture(scope="module")
def account() -> Iterator[Bench]:
    """An account whose source object has two files."""
    with bench() as opened:
        opened.push(zipped({"index.html": "<p>", "assets/input.json": '{"from": "file"}', "notes.txt": "no JSON"}))
        yield opened
