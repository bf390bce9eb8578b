"""`cfnproof serve` as a process: what it says, what ends it, and that nothing is left."""

import ipaddress
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import boto3
import pytest
from botocore.config import Config
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cfnproof.hosts.serving import life
from tests.unit.doors.test_check import Here, caller
from tests.waiting import until

ACCOUNT: Final = "111122223333"
KEYS: Final = (f"AKIAADMN{ACCOUNT}", "cfnproof/emulated/administrator/key/0001")


@dataclass(frozen=True, slots=True)
class Running:
    """A server, which has said that it is ready."""

    process: subprocess.Popen[str]
    url: str

    def ends(self, number: signal.Signals) -> tuple[int, float, str]:
        """The exit code after a signal, the seconds until then, and what was said on standard error."""
        begun = time.monotonic()
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, time.monotonic() - begun, said

    def arn(self, verify: str | bool | None = None) -> str:  # noqa: FBT001  # as boto3 takes it
        """Who the administrator is."""
        client = boto3.client(
            "sts",
            endpoint_url=self.url,
            region_name="eu-west-1",
            aws_access_key_id=KEYS[0],
            aws_secret_access_key=KEYS[1],
            verify=verify,
            config=Config(proxies={}),
        )
        return str(client.get_caller_identity()["Arn"])


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[Running]:
    """A server on a free port, if the options name no other."""
    port = () if "--port" in options else ("--port", "0")
    command = [sys.executable, "-m", "cfnproof", "serve", *port, *options]
    with subprocess.Popen(  # noqa: S603  # our own command line
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url, process.communicate()
            yield Running(process, url)
        finally:
            process.kill()


def test_its_life(tmp_path: Path) -> None:
    """The URL on standard output; what to try on standard error; ready file; the end, within two seconds."""
    ready = tmp_path / "ready"
    with serve(tmp_path, "--ready-file", str(ready), "--region", "eu-west-1") as running:
        until(ready.is_file, bool, "the ready file")
        assert ready.read_text(encoding="utf-8") == f"{running.url}\n"
        assert running.url.startswith("http://127.0.0.1:")
        assert running.arn() == f"arn:aws:iam::{ACCOUNT}:user/administrator"
        code, seconds, said = running.ends(signal.SIGTERM)
    assert (code, seconds < 2) == (0, True)
    assert not ready.exists()
    lines = said.splitlines()
    assert lines[0] == f"cfnproof 0.1.0 serves account {ACCOUNT} in eu-west-1 at {running.url}, in memory: sign by"
    assert lines[1:7] == [
        f"  export AWS_ENDPOINT_URL={running.url} AWS_DEFAULT_REGION=eu-west-1",
        f"  export AWS_ACCESS_KEY_ID={KEYS[0]} AWS_SECRET_ACCESS_KEY={KEYS[1]}",
        "and try",
        "  aws sts get-caller-identity",
        "  aws codecommit create-repository --repository-name demo",
        f"  curl {running.url}/_cfnproof/control/{ACCOUNT}/ledger",
    ]
    assert " POST sts GetCallerIdentity 200 allowed " in lines[7]
    assert lines[-1] == "cfnproof: ended"


def test_interrupted_while_a_request_is_held(tmp_path: Path) -> None:
    """Ctrl-C ends it as well, and what waits."""
    with serve(tmp_path, "-v") as running:
        address = f"{running.url}/_cfnproof/control/{ACCOUNT}/hold"
        request = urllib.request.Request(address, b'{"seconds": 30}', method="PUT")  # noqa: S310  # our own
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # as above
            assert json.load(answer) == {"seconds": 30}
        port = int(running.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as waiting:
            waiting.sendall(b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhi")
            code, seconds, said = running.ends(signal.SIGINT)
    assert (code, seconds < 2) == (0, True)
    assert '  > {"seconds": 30}' in said.splitlines()
    assert "Traceback" not in said


def test_killed_and_started_again(tmp_path: Path) -> None:
    """At once, on the same port, with nothing left of before; another one meanwhile says that the port is taken."""
    with serve(tmp_path) as first:
        port = first.url.rpartition(":")[2]
        assert first.arn()
        command = [sys.executable, "-m", "cfnproof", "serve", "--port", port]
        taken = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  # our own
        assert (taken.returncode, taken.stdout) == (2, "")
        assert taken.stderr == (
            f"cfnproof: error: cannot listen on 127.0.0.1:{port}: another program listens there: end it, or give "
            "another port with --port (0: any that is free)\n"
        )
        first.process.kill()
        first.process.wait()
        with serve(tmp_path, "--port", port) as second:
            assert second.arn()
    assert list(tmp_path.iterdir()) == []


def test_by_tls(tmp_path: Path) -> None:
    """With a certificate of one's own."""
    certificate, key = certified(tmp_path)
    with serve(tmp_path, "--tls-cert", str(certificate), "--tls-key", str(key)) as running:
        assert running.url.startswith("https://127.0.0.1:")
        assert running.arn(str(certificate)) == f"arn:aws:iam::{ACCOUNT}:user/administrator"
        context = ssl.create_default_context(cafile=str(certificate))
        with urllib.request.urlopen(f"{running.url}/_cfnproof/ready", context=context, timeout=10) as answer:  # noqa: S310  # our own
            assert json.load(answer)["status"] == "ready"
        s3 = boto3.client(
            "s3",
            endpoint_url=running.url,
            region_name="us-east-1",
            aws_access_key_id=KEYS[0],
            aws_secret_access_key=KEYS[1],
            verify=str(certificate),
            config=Config(proxies={}),
        )
        s3.create_bucket(Bucket="by-tls")
        s3.put_object(Bucket="by-tls", Key="key", Body=b"in chunks" * 1000, ChecksumAlgorithm="CRC32")
        assert s3.get_object(Bucket="by-tls", Key="key")["Body"].read() == b"in chunks" * 1000
        code, _, said = running.ends(signal.SIGTERM)
    assert code == 0
    assert f"  curl --cacert {certificate} {running.url}/_cfnproof/" in said


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process, where it does not get as far as to serve."""
    monkeypatch.chdir(tmp_path)
    return caller(capsys, "serve")


def test_what_cannot_be_served(here: Here, tmp_path: Path) -> None:
    """Exit code 2, and what to do."""
    code, _, error = here("--tls-cert", "cert.pem")
    assert (code, error) == (2, "cfnproof: error: --tls-cert and --tls-key belong together: give both, or neither\n")
    code, _, error = here("--port", "0", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
    assert (code, "cert.pem: the certificate cannot be used (" in error) == (2, True)
    code, _, error = here("--port", "0", "--bind", "192.0.2.1")
    assert (code, error.endswith("give an address of this machine with --bind\n")) == (2, True)
    code, _, error = here("--port", "0", "--ready-file", str(tmp_path / "none/ready"))
    assert (code, "none/ready: the ready file cannot be written: No such file or directory" in error) == (2, True)
    code, _, error = here("--port", "many")
    assert (code, "'many' is no port: give a number from 0 to 65535" in error) == (2, True)


def test_without_the_server(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that installs it is told."""
    monkeypatch.setitem(sys.modules, "cheroot.server", None)
    monkeypatch.delitem(sys.modules, "cfnproof.hosts.serving.server", raising=False)
    code, _, error = here("--port", "0")
    assert code == 2
    assert (
        error
        == "cfnproof: error: serve needs 'cheroot.server', which is not installed: pip install 'cfnproof[serve]'\n"
    )


@pytest.mark.parametrize(
    ("host", "warned"),
    [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("example.com", True)],  # noqa: S104  # not bound to
)
def test_an_address_that_others_reach(host: str, warned: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """It is said that they can use the account."""
    assert (life.warning_of(host) is not None) == warned


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, which vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    return files
