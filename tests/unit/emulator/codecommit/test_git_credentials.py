"""Who is let in with git, and who is not.

https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control.html
"""

import base64
import datetime as dt
from collections.abc import Iterator

import pytest
from botocore.credentials import Credentials

from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import moto_host
from tests.git_client import password, served, signature
from tests.roles import role
from tests.unit.emulator.codecommit.git_account import GitAccount, allow
from tests.unit.emulator.codecommit.git_requests import Answered, advertised

NAME = "models"
PATH = f"/v1/repos/{NAME}"
ENDPOINT = "git-codecommit.eu-west-1.amazonaws.com"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitAccount]:
    """An account in eu-west-1 with the repository `models`."""
    with moto_host(region="eu-west-1") as host, served(git_application(host)) as address:
        found = GitAccount(host, address, tmp_path_factory.mktemp("git"))
        found.repository(NAME)
        yield found


def _key(account: GitAccount) -> Credentials:
    pair = account.host.administrator
    return Credentials(pair.access_key, pair.secret)


def _signed(  # noqa: PLR0913  # what is signed, and what is sent
    account: GitAccount,
    credentials: Credentials | None = None,
    *,
    region: str = "eu-west-1",
    signed: str = "localhost",
    host: str = "localhost:4566",
    path: str = PATH,
    age: float = 0,
) -> Answered:
    """The answer to who has signed a host, and asks another."""
    made = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=age)
    shown = signature(credentials or _key(account), region, signed, path, made)
    return advertised(git_application(account.host), PATH, shown, host=host)


@pytest.mark.parametrize(
    ("signed", "host"),
    [
        ("localhost", "localhost"),
        ("localhost", "localhost:4566"),
        ("localhost:4566", "localhost:4566"),
        (ENDPOINT, ENDPOINT),
    ],
    ids=["no-port", "the-cli-leaves-the-port-out", "git-remote-codecommit-signs-it", "codecommit-itself"],
)
def test_signatures_with_and_without_the_port(account: GitAccount, signed: str, host: str) -> None:
    """The two clients of AWS differ."""
    assert _signed(account, signed=signed, host=host).status == 200


def test_a_session_of_a_role_comes_with_its_token(account: GitAccount) -> None:
    """As `aws codecommit credential-helper` writes it: the token behind a percent sign."""
    arn = role(account.host.client, "puller", roles=(account.host.account,), actions=("codecommit:GitPull",))
    session = account.host.client("sts").assume_role(RoleArn=arn, RoleSessionName="ana")["Credentials"]
    key, secret, token = (session[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    assert _signed(account, Credentials(key, secret, token)).status == 200
    refused = _signed(account, Credentials(key, secret, "another"))
    assert (refused.status, "security token" in refused.text) == (403, True)
    account.host.control.clock.advance(dt.timedelta(seconds=3601))
    expired = _signed(account, Credentials(key, secret, token))
    assert (expired.status, "expired" in expired.text) == (403, True)


def test_a_repository_of_another_region_is_found_by_the_signature(account: GitAccount) -> None:
    """The same name in two regions is two repositories."""
    other = account.host.client("codecommit", region="us-east-2")
    other.create_repository(repositoryName=NAME)
    other.put_file(repositoryName=NAME, branchName="main", filePath="a", fileContent=b"x")
    assert b"refs/heads/main" in _signed(account, region="us-east-2").body
    assert b"refs/heads/main" not in _signed(account, region="eu-west-1").body
    by_host = "git-codecommit.us-east-2.amazonaws.com"
    assert b"refs/heads/main" in _signed(account, region="us-east-2", signed=by_host, host=by_host).body
    assert _signed(account, region="eu-west-1", signed=by_host, host=by_host).status == 403


def test_who_shows_nothing_is_asked_for_credentials(account: GitAccount) -> None:
    """Git asks its helpers then: https://git-scm.com/docs/gitcredentials."""
    answer = advertised(git_application(account.host), PATH, None)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="AWS CodeCommit", charset="UTF-8"')
    assert "aws codecommit credential-helper" in answer.text
    assert "terminal prompts disabled" in account.git({}).refused("clone", account.address(NAME))


def test_what_is_refused(account: GitAccount) -> None:
    """Each with the reason."""
    key, secret = _key(account).access_key, _key(account).secret_key
    for answer, reason in (
        (_signed(account, Credentials(key, "wrong")), "signature we calculated does not match"),
        (_signed(account, signed="elsewhere"), "signature we calculated does not match"),
        (_signed(account, path="/v1/repos/other"), "signature we calculated does not match"),
        (_signed(account, region="ap-south-1"), "signature we calculated does not match"),
        (_signed(account, age=16), "Signature expired"),
        (_signed(account, age=-16), "Signature expired"),
        (_signed(account, Credentials("AKIAIOSFODNN7EXAMPLE", secret)), "security token"),
    ):
        assert (answer.status, reason in answer.text) == (403, True), answer.text
    assert _signed(account, age=14).status == 200


def test_an_inactive_key_is_refused(account: GitAccount) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html."""
    credentials = account.user("inactive", allow("codecommit:*"))
    assert _signed(account, credentials).status == 200
    account.host.client("iam").update_access_key(
        UserName="inactive", AccessKeyId=credentials.access_key, Status="Inactive"
    )
    assert _signed(account, credentials).status == 403


@pytest.mark.parametrize(
    "header",
    ["Bearer x", "Basic", "Basic ?", "Basic /w==", f"Basic {base64.b64encode(b'name').decode()}", "Basic \xff"],
)
def test_credentials_in_another_form_are_a_bad_request(account: GitAccount, header: str) -> None:
    """HTTP Basic alone is known."""
    assert advertised(git_application(account.host), PATH, header).status == 400


def test_a_users_git_credentials(account: GitAccount) -> None:
    """A password of IAM's lets git in until it is reset, made inactive, or deleted.

    https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-gc.html
    """
    account.user("ana", allow(["codecommit:GitPull", "codecommit:GitPush"]))
    iam = account.host.client("iam")
    made = iam.create_service_specific_credential(UserName="ana", ServiceName="codecommit.amazonaws.com")
    given = made["ServiceSpecificCredential"]
    name, secret, key = (given[one] for one in ("ServiceUserName", "ServicePassword", "ServiceSpecificCredentialId"))
    clone = account.clone(account.address(NAME), account.git(password(name, secret)))
    clone.commit({"a": "1"})
    clone("push", "-q", "origin", "main")
    assert account.host.control.ledger.entries()[-1].request.principal.name.endswith(":user/ana")
    app = git_application(account.host)
    assert advertised(app, PATH, (name, "wrong")).status == 403
    assert advertised(app, PATH, ("ana", secret)).status == 403
    again = iam.reset_service_specific_credential(UserName="ana", ServiceSpecificCredentialId=key)
    renewed = again["ServiceSpecificCredential"]["ServicePassword"]
    assert [advertised(app, PATH, (name, one)).status for one in (secret, renewed)] == [403, 200]
    for status, answered in (("Inactive", 403), ("Active", 200)):
        iam.update_service_specific_credential(UserName="ana", ServiceSpecificCredentialId=key, Status=status)
        assert advertised(app, PATH, (name, renewed)).status == answered
    iam.delete_service_specific_credential(UserName="ana", ServiceSpecificCredentialId=key)
    assert advertised(app, PATH, (name, renewed)).status == 403


def test_a_later_user_of_the_same_name_is_another(account: GitAccount) -> None:
    """What an earlier one had opens nothing."""
    iam = account.host.client("iam")
    account.user("bob", allow("codecommit:*"))
    made = iam.create_service_specific_credential(UserName="bob", ServiceName="codecommit.amazonaws.com")
    shown = tuple(made["ServiceSpecificCredential"][one] for one in ("ServiceUserName", "ServicePassword"))
    assert advertised(git_application(account.host), PATH, shown).status == 200
    iam.delete_user_policy(UserName="bob", PolicyName="git")
    iam.delete_user(UserName="bob")
    assert advertised(git_application(account.host), PATH, shown).status == 403
    account.user("bob", allow("codecommit:*"))
    assert advertised(git_application(account.host), PATH, shown).status == 403
    assert iam.list_service_specific_credentials(UserName="bob")["ServiceSpecificCredentials"] == []
