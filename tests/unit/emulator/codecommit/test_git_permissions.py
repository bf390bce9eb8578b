"""What IAM lets git do, what the ledger has of it, and whom a push is told to.

https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html#aa-git
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import moto_host
from tests.git_client import password, served
from tests.pipelines.queues import queue_for
from tests.unit.emulator.codecommit.git_account import GitAccount, allow
from tests.waiting import until

PULL, PUSH = "codecommit:GitPull", "codecommit:GitPush"
MAIN_IS_CLOSED: Final = {
    "Effect": "Deny",
    "Action": PUSH,
    "Resource": "*",
    "Condition": {
        "StringEqualsIfExists": {"codecommit:References": ["refs/heads/main", "refs/heads/prod"]},
        "Null": {"codecommit:References": "false"},
    },
}
"""https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html"""


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitAccount]:
    """An account with a door."""
    with moto_host() as host, served(git_application(host)) as address:
        yield GitAccount(host, address, tmp_path_factory.mktemp("git"))


def _asked(account: GitAccount, user: str) -> list[tuple[str, str, str | None, str]]:
    """What IAM was asked for a user by git: action, resource, reference, decision."""
    return [
        (
            entry.request.action,
            entry.request.resource,
            str(entry.request.context.get("codecommit:references", "")),
            entry.decision.outcome.value,
        )
        for entry in account.host.control.ledger.entries()
        if entry.request.principal.name.endswith(f":user/{user}") and entry.source.service == "codecommit"
    ]


def test_who_may_pull_alone_cannot_push(account: GitAccount) -> None:
    """The refusal names action and resource, and stands in the ledger."""
    address, arn = account.repository("readable"), account.arn("readable")
    owner = account.clone(address)
    owner.commit({"a": "1"})
    owner("push", "-q", "origin", "main")
    clone = account.clone(address, account.of(account.user("reader", allow(PULL, arn)), address))
    clone.commit({"a": "2"})
    refused = clone.refused("push", "origin", "main")
    wanted = f"user/reader is not authorized to perform: {PUSH} on resource: {arn}"
    assert wanted in refused
    assert "because no identity-based policy allows the codecommit:GitPush action" in refused
    assert "error: 403" in refused
    assert _asked(account, "reader") == [(PULL, arn, "", "allowed")] * 2 + [(PUSH, arn, "", "implicitDeny")]


def test_who_may_do_nothing_cannot_clone(account: GitAccount) -> None:
    """Also not what is not there: whether it is, is not told."""
    account.repository("hidden")
    credentials = account.user("nobody", allow(PULL, account.arn("other")))
    for name in ("hidden", "absent"):
        address = account.address(name)
        refused = account.of(credentials, address).refused("clone", address)
        assert f"is not authorized to perform: {PULL} on resource: {account.arn(name)}" in refused
    address = account.address("absent")
    assert "absent does not exist" in account.administrator(address).refused("clone", address)


def test_a_policy_closes_a_branch(account: GitAccount) -> None:
    """IAM is asked for the push, and then for each reference; what is open goes on."""
    address, arn = account.repository("closed"), account.arn("closed")
    owner = account.clone(address)
    owner.commit({"a": "1"})
    owner("push", "-q", "origin", "main")
    first = owner("rev-parse", "HEAD")
    credentials = account.user("junior", allow([PULL, PUSH], arn), MAIN_IS_CLOSED)
    clone = account.clone(address, account.of(credentials, address))
    clone.commit({"a": "2"})
    refused = clone.refused("push", "origin", "main", "main:dev")
    assert "[remote rejected] main -> main" in refused
    assert f"user/junior is not authorized to perform: {PUSH} on resource: {arn} with an explicit deny" in refused
    assert "main -> dev" in refused
    branches = {one: account.codecommit.get_branch(repositoryName="closed", branchName=one) for one in ("dev", "main")}
    tips = {name: answer["branch"]["commitId"] for name, answer in branches.items()}
    assert tips == {"dev": clone("rev-parse", "HEAD"), "main": first}
    assert _asked(account, "junior")[-3:] == [
        (PUSH, arn, "", "allowed"),
        (PUSH, arn, "refs/heads/main", "explicitDeny"),
        (PUSH, arn, "refs/heads/dev", "allowed"),
    ]


def test_a_condition_on_tags_of_the_repository_is_heeded(account: GitAccount) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/customer-managed-policies.html#identity-based-policies-example-5."""
    address = account.repository("labelled")
    condition = {"StringEquals": {"aws:ResourceTag/Team": "ml"}, "IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}
    git = account.of(account.user("tagged", allow(PULL, Condition=condition)), address)
    assert "is not authorized" in git.refused("clone", address)
    account.codecommit.tag_resource(resourceArn=account.arn("labelled"), tags={"Team": "ml"})
    git("clone", "-q", address)


def test_a_customers_key_must_be_the_callers_to_use(account: GitAccount) -> None:
    """Who comes with a password is who asks KMS, too."""
    kms, codecommit = account.host.client("kms"), account.codecommit
    key = kms.create_key()["KeyMetadata"]["Arn"]
    codecommit.create_repository(repositoryName="locked", kmsKeyId=key)
    address = account.address("locked")
    account.user("keyless", allow("codecommit:*"))
    iam = account.host.client("iam")
    made = iam.create_service_specific_credential(UserName="keyless", ServiceName="codecommit.amazonaws.com")
    given = made["ServiceSpecificCredential"]
    git = account.git(password(given["ServiceUserName"], given["ServicePassword"]))
    refused = git.refused("clone", address)
    assert f"user/keyless is not authorized to perform: kms:DescribeKey on resource: {key}" in refused
    account.administrator(address)("clone", "-q", address)
    kms.disable_key(KeyId=key)
    assert "is disabled" in account.administrator(address).refused("clone", address)


def test_a_push_is_told_to_eventbridge_as_the_api_tells_it(account: GitAccount) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html."""
    address, arn = account.repository("told"), account.arn("told")
    events = account.host.client("events")
    queue = queue_for(account.host, "events.amazonaws.com")
    events.put_rule(Name="told", EventPattern=json.dumps({"source": ["aws.codecommit"], "resources": [arn]}))
    events.put_targets(Rule="told", Targets=[{"Id": "queue", "Arn": queue.arn}])
    credentials = account.user("pusher", allow([PULL, PUSH], arn))
    clone = account.clone(address, account.of(credentials, address))
    first = clone.commit({"a": "1"})
    clone("tag", "v1")
    clone("push", "-q", "origin", "main", "main:dev", "v1")
    second = clone.commit({"a": "2"})
    clone("push", "-q", "origin", "main", ":dev")
    received: list[dict[str, Any]] = []

    def look() -> list[dict[str, Any]]:
        found = account.host.client("sqs").receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)
        received.extend(json.loads(message["Body"])["detail"] for message in found.get("Messages", []))
        return received

    until(look, lambda seen: len(seen) >= 5, "five events")
    told = {(one["event"], one["referenceFullName"], one.get("oldCommitId"), one.get("commitId")) for one in received}
    assert told == {
        ("referenceCreated", "refs/heads/main", None, first),
        ("referenceCreated", "refs/heads/dev", None, first),
        ("referenceCreated", "refs/tags/v1", None, first),
        ("referenceUpdated", "refs/heads/main", first, second),
        ("referenceDeleted", "refs/heads/dev", first, None),
    }
    assert {one["callerUserArn"] for one in received} == {f"arn:aws:iam::{account.host.account}:user/pusher"}
