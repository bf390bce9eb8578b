"""Both hosts at once: ours in process, and the LocalStack that the options name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from cfnproof.hosts.host import Host
from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS, LOCALSTACK

REGION = "us-east-1"
Engines = tuple[Host, Host]
"""A fresh account on ours, and one on LocalStack's."""
StartEngines = Callable[[], AbstractContextManager[Engines]]


@pytest.fixture(scope="session")
def start_engines(pytestconfig: pytest.Config) -> StartEngines:
    """Starts both; skipped without LocalStack."""
    if pytestconfig.getoption("host") != LOCALSTACK:
        pytest.skip("the second opinion is LocalStack's: --host localstack [--endpoint-url URL]")
    endpoint_url = pytestconfig.getoption("endpoint_url")

    @contextmanager
    def start() -> Iterator[Engines]:
        with HOSTS[DEFAULT_HOST](REGION) as ours, HOSTS[LOCALSTACK](REGION, endpoint_url=endpoint_url) as theirs:
            yield ours, theirs

    return start
