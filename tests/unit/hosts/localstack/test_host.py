"""A host in LocalStack, against a stand-in that answers IAM, STS and the plugin's paths."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import boto3
import pytest

from cfnproof.errors import CfnproofError, MissingToolError
from cfnproof.hosts.host import UnenforcedWarning
from cfnproof.hosts.localstack import server
from cfnproof.hosts.localstack.host import localstack_host
from cfnproof.hosts.localstack.server import Start
from cfnproof.hosts.registry import HOSTS, HostChoice
from tests.unit.hosts.localstack import stubs
from tests.unit.hosts.localstack.stubs import HEALTH, Answer, Endpoint, well

ROLE_KEY = "ASIA0000000000000001"
_ANSWERS = {
    "CreateAccessKey": "<AccessKey><AccessKeyId>AKIA{UserName}</AccessKeyId><SecretAccessKey>secret-of-{UserName}"
    "</SecretAccessKey></AccessKey>",
    "AssumeRole": f"<Credentials><AccessKeyId>{ROLE_KEY}</AccessKeyId><SecretAccessKey>of-role</SecretAccessKey>"
    "<SessionToken>token</SessionToken></Credentials>",
}


def query(body: str) -> Answer:
    """What IAM and STS answer."""
    asked = {name: values[0] for name, values in parse_qs(body).items()}
    action = asked["Action"]
    found = _ANSWERS.get(action, "").format(**asked)
    return 200, f"<{action}Response><{action}Result>{found}</{action}Result></{action}Response>"


class Accounts(dict[str, object]):
    """Lets every account be dropped."""

    def get(self, path: str, default: object = None) -> object:
        """The answer at a path."""
        return (200, "{}") if path.startswith("/_cfnproof/control/") else super().get(path, default)


@pytest.fixture
def emulated() -> Iterator[Endpoint]:
    """An endpoint where all is well."""
    with stubs.endpoint({}) as made:
        made.answers = Accounts({HEALTH: well(), "/": query})  # type: ignore[assignment]  # as said
        yield made


def signed_with(client: object) -> tuple[str, str, str | None]:
    """Access key, secret and token."""
    found = client._request_signer._credentials  # type: ignore[attr-defined]  # noqa: SLF001  # botocore shows it nowhere
    return found.access_key, found.secret_key, found.token


def test_an_account(emulated: Endpoint) -> None:
    """Fresh, with an administrator whom its root user made; it is dropped in the end."""
    with localstack_host("eu-west-1", emulated.url) as host, localstack_host("eu-west-1", emulated.url) as other:
        assert host.account != other.account
        assert (len(host.account), host.account.isdigit()) == (12, True)
        assert str(host.administrator) == "access key id AKIAadministrator, secret access key secret-of-administrator"
        client = host.client("iam")
        assert client.meta.region_name == "eu-west-1"
        assert signed_with(client)[:2] == ("AKIAadministrator", "secret-of-administrator")
        assert host.client("iam") is client
        assert host.client("s3", region="us-east-1").meta.config.s3["addressing_style"] == "path"
        account = host.account
    assert f"DELETE /_cfnproof/control/{account}" in emulated.asked


def test_keys_that_its_clients_were_told(emulated: Endpoint) -> None:
    """Sign with their secrets; others with none."""
    with localstack_host("us-east-1", emulated.url) as host:
        host.client("iam").create_access_key(UserName="joe")
        assert signed_with(host.client("s3", access_key="AKIAjoe"))[:2] == ("AKIAjoe", "secret-of-joe")
        host.client("sts").assume_role(RoleArn="arn:aws:iam::1:role/role-of-joe", RoleSessionName="session")
        assert signed_with(host.client("s3", access_key=ROLE_KEY)) == (ROLE_KEY, "of-role", "token")
        assert signed_with(host.client("s3", access_key="AKIAunknown"))[1] == "-"


def test_plain_boto3(emulated: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reaches it through the environment, which is brought back."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    before = dict(os.environ)
    with localstack_host("eu-west-1", emulated.url):
        client = boto3.client("s3")
        assert (client.meta.endpoint_url, client.meta.region_name) == (emulated.url, "eu-west-1")
        assert signed_with(client)[0] == "AKIAadministrator"
    assert dict(os.environ) == before
    assert boto3.DEFAULT_SESSION is None


def test_what_is_not_well_is_told_before(emulated: Endpoint) -> None:
    """Nothing is made."""
    emulated.answers[HEALTH] = well(enforcesIam=False)
    with pytest.raises(CfnproofError, match="does not ask IAM"), localstack_host("us-east-1", emulated.url):
        pytest.fail("it was entered")
    assert emulated.asked == [f"GET {HEALTH}"]
    with pytest.warns(UnenforcedWarning), localstack_host("us-east-1", emulated.url, enforce_iam=False):
        pass


def test_a_connection_that_is_lost(emulated: Endpoint) -> None:
    """One error from clients, from leaving, and none that hides what failed before."""
    with stubs.endpoint({}) as gone:
        gone.answers = emulated.answers
        host = localstack_host("us-east-1", gone.url)
        entered = host.__enter__()
    words = rf"^LocalStack at {gone.url} does not answer any more \(Could not connect .*\): see whether it still runs$"
    with pytest.raises(CfnproofError, match=words):
        entered.client("iam").create_user(UserName="joe")
    failed = AssertionError("the test's own")
    assert not host.__exit__(AssertionError, failed, None)
    assert [f"LocalStack at {gone.url} does not answer any more" in note for note in failed.__notes__] == [True]


def test_leaving_after_the_connection_is_lost(emulated: Endpoint) -> None:
    """An error, where all else went well."""
    with stubs.endpoint({}) as gone:
        gone.answers = emulated.answers
        host = localstack_host("us-east-1", gone.url)
        host.__enter__()
    with pytest.raises(CfnproofError, match="does not answer any more"):
        host.__exit__(None, None, None)


def test_the_one_that_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is found without an address; where there is none, or it has died, that is told."""
    stubs.install(tmp_path, monkeypatch, stubs.READY)
    with pytest.raises(CfnproofError) as raised, localstack_host("us-east-1"):
        pytest.fail("it was entered")
    assert raised.value.message == (
        "no LocalStack runs that cfnproof has started: start one: `cfnproof localstack start`, or `docker compose up "
        "--wait` in a checkout of cfnproof; or name one with --endpoint-url, such as http://127.0.0.1:4566"
    )
    started = server.start(Start(port=0), print)
    pid = int(server.status(None).words.partition("as process ")[2].partition(";")[0])
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with pytest.raises(CfnproofError) as raised, localstack_host("us-east-1"):
        pytest.fail("it was entered")
    assert raised.value.message == (
        f"the LocalStack that was started at {started.endpoint} has died: start it anew with `cfnproof localstack "
        f"start`; the end of {started.log}:\nReady."
    )
    server.stop(None)


def test_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error has the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "localstack_client.session", None)
    for name in ("host", "clients"):
        monkeypatch.delitem(__import__("sys").modules, f"cfnproof.hosts.localstack.{name}", raising=False)
    words = r"the host 'localstack' needs 'localstack_client.*', which is not installed: pip install 'cfnproof\[localst"
    with pytest.raises(MissingToolError, match=words), HOSTS["localstack"]("us-east-1"):
        pytest.fail("it was entered")


def test_an_address_for_the_host_in_process() -> None:
    """Is refused."""
    with (
        pytest.raises(CfnproofError, match="--endpoint-url is for --host localstack: the host 'moto' has none"),
        HostChoice("moto", "http://127.0.0.1:4566").start("us-east-1"),
    ):
        pytest.fail("it was entered")
