"""git at LocalStack's own address."""

import base64
import json
from pathlib import Path
from typing import Final

from botocore.credentials import Credentials

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.git_client import Git, password, signing
from tests.unit.hosts.localstack_plugin.conftest import Ask

PATH: Final = "/v1/repos/models"
REFS: Final = f"{PATH}/info/refs?service=git-upload-pack"


def _address(host: LocalStackHost) -> str:
    host.client("codecommit").create_repository(repositoryName="models")
    return f"{host.endpoint}{PATH}"


def test_clone_and_push_by_signature_and_by_password(host: LocalStackHost, tmp_path: Path) -> None:
    """A push of two megabytes comes in chunks; the user with a password may pull alone."""
    address, pair = _address(host), host.administrator
    git = Git(tmp_path, signing(Credentials(pair.access_key, pair.secret), host.region, address))
    git("clone", "-q", address, "clone")
    clone = git.inside("clone")
    commit = clone.commit({"large": "".join(f"{at * 7919 % 1_000_003}\n" for at in range(400_000))})
    clone("push", "-q", "origin", "main")
    tip = host.client("codecommit").get_branch(repositoryName="models", branchName="main")["branch"]["commitId"]
    assert tip == commit
    iam = host.client("iam")
    iam.create_user(UserName="ana")
    statement = {"Effect": "Allow", "Action": "codecommit:GitPull", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="ana", PolicyName="pull", PolicyDocument=document)
    made = iam.create_service_specific_credential(UserName="ana", ServiceName="codecommit.amazonaws.com")
    given = made["ServiceSpecificCredential"]
    other = tmp_path / "ana"
    other.mkdir()
    reader = Git(other, password(given["ServiceUserName"], given["ServicePassword"]))
    reader("clone", "-q", address, "clone")
    own = reader.inside("clone")
    own.commit({"small": "x"})
    refused = own.refused("push", "origin", "main")
    assert "user/ana is not authorized to perform: codecommit:GitPush on resource" in refused
    (denied,) = host.control.ledger.denials()
    assert denied.request.action == "codecommit:GitPush"


def test_who_is_not_let_in(host: LocalStackHost, ask: Ask) -> None:
    """Nobody, somebody unknown, and who has an old signature."""
    _address(host)
    assert ask(REFS)[0] == 401
    for shown in ("AKIAIOSFODNN7EXAMPLE:20200101T000000Z" + "0" * 64, f"ana-at-{host.account}:secret", "ana:secret"):
        header = {"Authorization": f"Basic {base64.b64encode(shown.encode()).decode()}"}
        assert ask(REFS, headers=header)[0] == 403
    old = f"{host.administrator.access_key}:20200101T000000Z{'0' * 64}"
    status, said = ask(REFS, headers={"Authorization": f"Basic {base64.b64encode(old.encode()).decode()}"})
    assert (status, "Signature expired" in said) == (403, True)
    assert ask(f"{PATH}/HEAD")[0] == 404
