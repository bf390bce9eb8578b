"""Change sets whose stack has been changed otherwise."""

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import NAME, create, described, of, settled, template, update

BARE = template({"Topic": of("SNS::Topic")})
ASKED = template({"Topic": of("SNS::Topic", {"DisplayName": "asked"})})
OTHER = template({"Topic": of("SNS::Topic", {"DisplayName": "other"})})


def ask(host: Host, body: str = ASKED, name: str = "change", kind: str = "UPDATE") -> str:
    """Make a change set; return its id."""
    members = {"StackName": NAME, "ChangeSetName": name, "ChangeSetType": kind, "TemplateBody": body}
    return str(host.client("cloudformation").create_change_set(**members)["Id"])


def statuses(host: Host) -> dict[str, str]:
    """Execution statuses of a stack's change sets by name."""
    found = host.client("cloudformation").list_change_sets(StackName=NAME)["Summaries"]
    return {one["ChangeSetName"]: one["ExecutionStatus"] for one in found}


def test_a_direct_update_makes_change_sets_obsolete(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html: ExecutionStatus."""
    create(host, BARE)
    change_set = ask(host)
    update(host, OTHER)
    assert statuses(host) == {"change": "OBSOLETE"}
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.InvalidChangeSetStatusException) as error:
        cloudformation.execute_change_set(ChangeSetName=change_set)
    assert error.value.response["Error"]["Message"] == (
        f"ChangeSet [{change_set}] cannot be executed in its current execution status of [OBSOLETE]"
    )
    assert settled(host)["StackStatus"] == "UPDATE_COMPLETE"


def test_a_stack_in_review_can_be_created_directly(host: Host) -> None:
    """As recorded from AWS: it keeps its id, and its change set is obsolete."""
    change_set = ask(host, kind="CREATE")
    reviewed = described(host)["StackId"]
    assert create(host, OTHER) == reviewed
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    found = host.client("cloudformation").describe_change_set(ChangeSetName=change_set)
    assert (found["Status"], found["ExecutionStatus"]) == ("CREATE_COMPLETE", "OBSOLETE")


def test_an_execution_that_is_refused_is_not_taken_for_one(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html."""
    create(host, BARE)
    change_set = ask(host)
    cloudformation = host.client("cloudformation")
    cloudformation.delete_stack(StackName=NAME)
    with pytest.raises(cloudformation.exceptions.ClientError):
        cloudformation.execute_change_set(ChangeSetName=change_set)
    assert cloudformation.describe_change_set(ChangeSetName=change_set)["ExecutionStatus"] == "AVAILABLE"
