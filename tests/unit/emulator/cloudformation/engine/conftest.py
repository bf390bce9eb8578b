"""An account of its own for every test of the engine."""

from collections.abc import Iterator

import pytest

from cfnproof.hosts.host import Host
from cfnproof.hosts.moto.host import moto_host


@pytest.fixture
def host() -> Iterator[Host]:
    """An emulated account that nothing is in."""
    with moto_host() as running:
        yield running
