"""Operations on generated stacks: what they must leave, and what they did leave."""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError
from hypothesis import assume

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.account_settings import Settings, named, settings
from tests.unit.emulator.cloudformation.engine.generated_stacks import Made
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    delete,
    described,
    events,
    outputs,
    physical_ids,
    settled,
)

INITIATED: Final = "Resource creation Initiated"

_PATIENCE: Final = 60.0
"""Seconds that an operation may take on a machine that is busy."""

Held = frozenset[tuple[str, str]]
"""Types and ids of what is in an account."""
Standing = tuple[Settings, dict[str, str], dict[str, str], list[Any]]
"""Everything that an update which is taken back must leave as it was: settings, physical ids, outputs, parameters."""


def created(host: Host, made: Made) -> dict[str, Any]:
    """The stack, created, at rest."""
    host.client("cloudformation").create_stack(StackName=NAME, **made.members())
    return settled(host, seconds=_PATIENCE)


def updated(host: Host, made: Made) -> dict[str, Any]:
    """The stack, updated, at rest; a pair of templates without a difference is no example."""
    try:
        host.client("cloudformation").update_stack(StackName=NAME, **made.members())
    except ClientError as error:
        assume("No updates are to be performed" not in str(error))
        raise
    return settled(host, seconds=_PATIENCE)


def held(host: Host) -> Held:
    """What is in the account that costs or holds anything: no stacks, and no keys that wait for their deletion."""
    return frozenset(settings(host))


def retained(made: Made, ids: dict[str, str], *, creation: bool = False) -> Held:
    """What of a stack's resources stays when it is deleted."""
    staying = {"Retain"} if creation else {"Retain", "RetainExceptOnCreate"}
    return frozenset(
        (f"AWS::{part.kind.type}", ids[name])
        for name, part in made.present().items()
        if part.deletion in staying and part.kind.keeps and ids.get(name)
    )


def superseded(first: Made, second: Made, old: dict[str, str], new: dict[str, str]) -> Held:
    """What a successful update leaves behind: what it removed or replaced, and a policy retains."""
    gone = {name: part for name, part in first.present().items() if name not in second.present()}
    removed = {name for name, part in gone.items() if part.deletion in {"Retain", "RetainExceptOnCreate"}}
    replaced = {
        name
        for name, part in second.present().items()
        if name in old and old[name] != new.get(name) and part.replacing == "Retain"
    }
    types = {name: part.kind for name, part in first.present().items()}
    return frozenset((f"AWS::{types[name].type}", old[name]) for name in removed | replaced if types[name].keeps)


def standing(host: Host, stack: dict[str, Any]) -> Standing:
    """Everything that an update which is taken back must leave as it was."""
    return settings(host), physical_ids(host), outputs(host), [stack["Parameters"], stack.get("Tags")]


def as_before(host: Host, first: Made, second: Made, before: Standing) -> None:
    """Assert that an update was taken back: all is as before, beside what it added to be retained."""
    now = standing(host, described(host))
    added = {name: part for name, part in second.present().items() if name not in first.present()}
    ids = initiated(host)
    new = {ids.get(name) for name in added}
    stays = frozenset(key for key in retained(second, ids, creation=True) if key[1] in new)
    stays |= with_topics(frozenset(now[0]), stays)
    # A topic's subscription that went and came again has another id.
    own = named({key: value for key, value in now[0].items() if key not in stays}, {})
    assert differing(own, named(before[0], {})) == {}
    assert now[1:] == before[1:]
    assert stays <= set(now[0])
    assert delete(host, described(host)["StackId"])["StackStatus"] == "DELETE_COMPLETE", failures(host)
    assert left_only(host, stays | retained(first, before[1]))


def told(host: Host, reason: str, status: str, verb: str) -> None:
    """The stack names the resource that failed last, whose event says why."""
    failed = [one for one in events(host) if one["ResourceStatus"] == status and one["LogicalResourceId"] != NAME][-1]
    assert reason == f"The following resource(s) failed to {verb}: [{failed['LogicalResourceId']}]. "
    assert "injected" in failed["ResourceStatusReason"]


def initiated(host: Host) -> dict[str, str]:
    """The physical id of each resource that a creation made."""
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in events(host)
        if one.get("ResourceStatusReason") == INITIATED
    }


def with_topics(found: Held, stays: Held) -> Held:
    """The subscriptions of topics that stay, whose ARNs begin with the topic's."""
    topics = {name for type_, name in stays if type_ == "AWS::SNS::Topic"}
    subscriptions = {one for one in found if one[0] == "AWS::SNS::Subscription"}
    return frozenset(one for one in subscriptions if one[1].rpartition(":")[0] in topics)


def left_only(host: Host, stays: Held) -> bool:
    """Whether nothing is in the account but what stays, with the subscriptions of its topics."""
    found = held(host)
    return found == stays | with_topics(found, stays)


def differing(now: Mapping[Any, Any], before: Mapping[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    """What is not the same on both sides."""
    return {key: (now.get(key), before.get(key)) for key in {*now, *before} if now.get(key) != before.get(key)}


def failures(host: Host) -> list[tuple[str, str, str]]:
    """What failed, and why."""
    return [
        (one["LogicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason", ""))
        for one in events(host)
        if one["ResourceStatus"].endswith("FAILED")
    ]


def names_of(host: Host, ids: dict[str, str]) -> dict[str, str]:
    """What to call an account's own ids and names in a comparison with another account."""
    account = host.client("sts").get_caller_identity()["Account"]
    found = {described(host)["StackId"]: "STACK", account: "ACCOUNT"}
    for logical_id, physical_id in ids.items():
        found[physical_id] = f"<{logical_id}>"
        short = physical_id.rpartition("/")[2].rpartition(":")[2]
        found[short] = f"<{logical_id}>"
    return found
