"""An account for all tests: what one makes, no other names."""

from collections.abc import Iterator

import pytest

from cfnproof.hosts.moto.host import moto_host
from tests.unit.emulator.iam.account import Account


@pytest.fixture(scope="package")
def account() -> Iterator[Account]:
    """An account that decides on requests."""
    with moto_host(enforce_iam=True) as host:
        yield Account(host)
