"""The controls, asked as curl does."""

import json

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.unit.hosts.localstack_plugin.conftest import Ask


def test_the_body_counts_whatever_it_says_it_is(host: LocalStackHost, ask: Ask) -> None:
    """Curl says of everything that it is a form."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    path, body = f"/_cfnproof/control/{host.account}/hold", json.dumps({"seconds": 0.25}).encode()
    assert ask(path, method="PUT", data=body, headers=form)[0] == 200
    assert host.control.hold_seconds == 0.25
