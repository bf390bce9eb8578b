"""Requests that nobody's client makes: each is answered, and none as a fault of the server's.

Fair is any answer that blames the client, and 501 with a code that says that the operation, or what the call asks of
it, is not emulated; for bytes that are no request also HTTP's own 501 and 505. A fault of the emulation's own is 500
and has a traceback on standard error: there is none. The deep tests try more, and shrink what they find.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from botocore.credentials import Credentials
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.git_client import signature as git_signature
from tests.unit.hosts.serving import generated_bytes, generated_git, known_resources
from tests.unit.hosts.serving.client import REGION, Served
from tests.unit.hosts.serving.generated_calls import SERVICES, Call, calls
from tests.unit.hosts.serving.signed_calls import Signature, send, signatures, unsigned

ANY: Final = effort(deadline=None, suppress_health_check=list(HealthCheck), database=None)
SOME: Final = effort(ANY, max_examples=60, derandomize=True, phases=[Phase.generate])
MANY: Final = effort(ANY, max_examples=3000, print_blob=True)
EFFORTS: Final = pytest.mark.parametrize(
    "tried", [pytest.param(SOME, id="some"), pytest.param(MANY, id="many", marks=pytest.mark.deep)]
)
STATUS: Final = re.compile(rb"^HTTP/1\.[01] (\d{3}) ", re.MULTILINE)
HTTPS_OWN: Final = (501, 505)


@pytest.fixture(scope="module")
def known(served: Served) -> Served:
    """A served account with one resource of many kinds."""
    known_resources.make(served)
    return served


@pytest.fixture(autouse=True)
def _goes_on(served: Served, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """After all of it the server is well, and has told of no fault."""
    yield
    assert served.ask("GET", "/_cfnproof/health")[0] == 200
    assert "Traceback" not in capfd.readouterr().err


@EFFORTS
@pytest.mark.parametrize("protocol", SERVICES)
def test_calls(protocol: str, tried: effort, known: Served) -> None:
    """From the models, right or spoiled, signed rightly or not."""

    @tried
    @given(calls(protocol), signatures())
    def each(call: Call, signature: Signature) -> None:
        answer = send(known, call, signature)
        assert answer.is_fair, answer

    each()


@EFFORTS
def test_bytes(tried: effort, served: Served) -> None:
    """Requests that are broken, pipelined, cut off, or no HTTP; one in some goes away without waiting."""

    @tried
    @given(generated_bytes.sent(), st.integers(0, 9))
    def each(raw: bytes, patience: int) -> None:
        if not patience:
            generated_bytes.hang_up(served.port, raw)
            return
        answer = served.send(raw)
        found = [int(status) for status in STATUS.findall(answer)]
        assert found or not answer, answer
        assert all(status < 500 or status in HTTPS_OWN for status in found), answer

    each()


@EFFORTS
def test_git(tried: effort, known: Served) -> None:
    """Repositories that cannot be, and lines that are broken, from somebody who may do everything."""
    credentials = Credentials(known.key.access_key, known.key.secret)

    @tried
    @given(generated_git.visits(), st.sampled_from(("right", "right", "right", "Basic !", "Basic YQ==", "")))
    def each(visit: Call, shown: str) -> None:
        if shown == "right":
            path = visit.path.removesuffix(f"/{generated_git.end_of(visit)}")
            pair = ":".join(git_signature(credentials, REGION, f"127.0.0.1:{known.port}", path))
            shown = f"Basic {base64.b64encode(pair.encode()).decode()}"
        headers = {**visit.headers, **({"Authorization": shown} if shown else {})}
        answer = unsigned(known, replace(visit, headers=headers))
        assert 200 <= answer.status < 500, answer

    each()
