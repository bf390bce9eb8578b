"""What the server says of itself, and the controls of its accounts."""

import json
from datetime import timedelta

import pytest

from cfnproof import __version__
from cfnproof.errors import CfnproofError
from cfnproof.hosts.control_resources import ERROR, ROOT
from cfnproof.hosts.remote_control import RemoteControl
from tests.unit.hosts.serving.client import ACCOUNT, REGION, Served

OTHER = "444455556666"


@pytest.mark.parametrize("path", ["/_cfnproof/health", "/_cfnproof/ready"])
def test_how_it_is(path: str, served: Served) -> None:
    """Without a signature."""
    status, headers, body = served.ask("GET", path)
    assert (status, headers["Content-Type"]) == (200, "application/json")
    said = json.loads(body)
    assert (said["cfnproof"], said["status"], said["region"], said["enforcesIam"]) == (
        __version__,
        "ready",
        REGION,
        True,
    )
    assert ACCOUNT in said["accounts"]
    assert served.ask("POST", path)[0] == 405


def test_what_there_is_not(served: Served) -> None:
    """It says what there is."""
    status, _, body = served.ask("GET", "/_cfnproof/nothing")
    assert status == 404
    assert f"{ROOT}/ACCOUNT" in json.loads(body)[ERROR]
    assert served.ask("GET", f"{ROOT}/mine/clock")[0] == 400
    status, _, body = served.ask("GET", f"{ROOT}/{OTHER}/clock")
    assert (status, f"PUT {ROOT}/{OTHER} opens it" in json.loads(body)[ERROR]) == (404, True)


def test_controls(served: Served) -> None:
    """As they are steered from another process."""
    control = RemoteControl(served.url, ACCOUNT)
    before = control.clock.now()
    control.clock.advance(timedelta(hours=2))
    assert control.clock.now() - before >= timedelta(hours=2)
    served.client("s3").list_buckets()
    assert control.ledger.entries()[-1].request.action == "s3:ListAllMyBuckets"
    control.ledger.clear()
    with pytest.raises(CfnproofError, match="was refused"):
        control.hold_seconds = -1


def test_another_account(served: Served) -> None:
    """It is opened, is alone with what is in it, and goes."""
    status, _, body = served.ask("PUT", f"{ROOT}/{OTHER}")
    given = json.loads(body)
    assert (status, given["account"], given["region"]) == (200, OTHER, REGION)
    keys = {"aws_access_key_id": given["accessKeyId"], "aws_secret_access_key": given["secretAccessKey"]}
    assert served.client("sts", **keys).get_caller_identity()["Account"] == OTHER
    served.client("sns", **keys).create_topic(Name="theirs")
    assert served.client("sns").list_topics()["Topics"] == []
    assert served.ask("DELETE", f"{ROOT}/{OTHER}")[0] == 200
    assert OTHER not in served.accounts.names


def test_begun_anew(served: Served) -> None:
    """The server's own account is empty after that, with the same key."""
    served.client("s3").create_bucket(Bucket="goes-away")
    served.client("codecommit").create_repository(repositoryName="goes-away")
    assert served.ask("DELETE", f"{ROOT}/{ACCOUNT}")[0] == 200
    assert served.client("s3").list_buckets()["Buckets"] == []
    assert served.client("codecommit").list_repositories()["repositories"] == []
