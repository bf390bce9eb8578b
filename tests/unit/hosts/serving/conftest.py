"""A served account for the tests of a module, on a free port of the loopback address."""

import io
from collections.abc import Iterator

import pytest

from cfnproof.hosts.moto.served_accounts import served_accounts
from cfnproof.hosts.serving.application import application
from cfnproof.hosts.serving.request_log import RequestLog
from cfnproof.hosts.serving.server import Address, serving
from tests.unit.hosts.serving.client import ACCOUNT, REGION, Served


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """It, empty at first; what a test makes stays for the module's others."""
    log = io.StringIO()
    with (
        served_accounts(ACCOUNT, REGION) as accounts,
        serving(Address("127.0.0.1", 0), application(accounts, RequestLog(bodies=True, stream=log))) as url,
    ):
        yield Served(url, accounts.open(ACCOUNT), accounts, log)
