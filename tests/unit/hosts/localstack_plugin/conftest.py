"""The account in LocalStack, and what is asked of it without a client."""

import urllib.request
from collections.abc import Callable
from urllib.error import HTTPError

import pytest

from cfnproof.hosts.localstack.host import LocalStackHost

Ask = Callable[..., tuple[int, str]]
"""From a path or an address, and what urllib's Request takes, to the status and the body of the answer."""


@pytest.fixture
def host(request: pytest.FixtureRequest) -> LocalStackHost:
    """An account of this test's own."""
    if request.config.getoption("host") != "localstack":
        pytest.skip("the plugin is inside LocalStack: tox -e localstack")
    found = request.getfixturevalue("aws_host")
    assert isinstance(found, LocalStackHost)
    return found


@pytest.fixture
def ask(host: LocalStackHost) -> Ask:
    """Sends a request as it is."""

    def send(address: str, **named: object) -> tuple[int, str]:
        url = address if address.startswith("http") else f"{host.endpoint}{address}"
        request = urllib.request.Request(url, **named)  # type: ignore[arg-type]  # noqa: S310  # loopback
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # as above
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()

    return send
