"""AWS's own clients of git: the CLI's credential helper, and git-remote-codecommit.

https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html
https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-git-remote-codecommit.html
"""

import datetime as dt
import ipaddress
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.git_client import Git, served

pytestmark = pytest.mark.deep
NAME: Final = "models"
_UV: Final = Path(sys.executable).with_name("uv")
_SECONDS: Final = 300


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that has both clients, from the package index."""
    folder = tmp_path_factory.mktemp("clients")
    _installed("venv", "-q", "--python", sys.executable, str(folder))
    _installed("pip", "install", "-q", "--python", str(folder), "awscli", "git-remote-codecommit")
    return folder / "bin"


def _installed(*arguments: str) -> None:
    if not _UV.exists():
        pytest.skip(f"{_UV} is not there: pip install uv")
    done = subprocess.run(  # noqa: S603
        [_UV, *arguments], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        pytest.skip(f"the clients cannot be installed: {done.stderr[-300:]}")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the loopback address, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cfnproof")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """An account with the repository `models`."""
    with moto_host(region="eu-west-1") as running:
        running.client("codecommit").create_repository(repositoryName=NAME)
        yield running


def _variables(host: MotoHost, clients: Path) -> dict[str, str]:
    pair = host.administrator
    return {
        "PATH": f"{clients}{os.pathsep}{os.environ['PATH']}",
        "AWS_ACCESS_KEY_ID": pair.access_key,
        "AWS_SECRET_ACCESS_KEY": pair.secret,
        "AWS_DEFAULT_REGION": host.region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _story(host: MotoHost, git: Git, address: str) -> None:
    """Clone, commit, push, and look at it through the API."""
    git("clone", "-q", address, "clone")
    clone = git.inside("clone")
    commit = clone.commit({f"{git.folder.name}.txt": "x"})
    clone("push", "-q", "origin", "HEAD:main")
    tip = host.client("codecommit").get_branch(repositoryName=NAME, branchName="main")["branch"]["commitId"]
    assert tip == commit


def test_the_clis_credential_helper(host: MotoHost, clients: Path, tmp_path: Path) -> None:
    """With `--ignore-host-check`, and `credential.UseHttpPath`."""
    config = {
        "credential.helper": "!aws codecommit credential-helper --ignore-host-check $@",
        "credential.useHttpPath": "true",
    }
    with served(git_application(host)) as server:
        _story(host, Git(tmp_path, config, _variables(host, clients)), f"{server}/v1/repos/{NAME}")


def test_git_remote_codecommit(host: MotoHost, clients: Path, certificate: Path, tmp_path: Path) -> None:
    """It goes to CODE_COMMIT_ENDPOINT, always by TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with served(git_application(host), context) as server:
        endpoint = server.partition("://")[2]
        variables = _variables(host, clients) | {"CODE_COMMIT_ENDPOINT": endpoint}
        git = Git(tmp_path, {"http.sslCAInfo": str(certificate)}, variables)
        _story(host, git, f"codecommit::{host.region}://{NAME}")
