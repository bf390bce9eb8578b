"""A nested stack is worked on through CloudFormation's API; what the API answers is written down here."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.stacks import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError, Target
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, REGION, Account

(STACK,) = HANDLERS
ID = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/shop-Thing-x/0000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploys"
URL = "https://definitions.s3.amazonaws.com/child.yaml"


class CloudFormation:
    """Takes requests and answers from a list of descriptions; the last one stays."""

    def __init__(self, *described: dict[str, Any] | ClientError, update: ClientError | None = None) -> None:
        self.described = list(described)
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self._update = update

    def create_stack(self, **request: Any) -> dict[str, str]:  # noqa: ANN401  # any member
        """Answer with the id."""
        self.requests.append(("CreateStack", request))
        return {"StackId": ID}

    def update_stack(self, **request: Any) -> dict[str, str]:  # noqa: ANN401  # as above
        """Answer with the id, or refuse."""
        self.requests.append(("UpdateStack", request))
        if self._update:
            raise self._update
        return {"StackId": ID}

    def delete_stack(self, **request: Any) -> None:  # noqa: ANN401  # as above
        """Answer nothing."""
        self.requests.append(("DeleteStack", request))

    def describe_stacks(self, StackName: str) -> dict[str, list[dict[str, Any]]]:  # noqa: N803  # boto3's name
        """Answer the next description."""
        assert StackName == ID
        answer = self.described.pop(0) if len(self.described) > 1 else self.described[0]
        if isinstance(answer, ClientError):
            raise answer
        return {"Stacks": [answer]}


def refusal(message: str) -> ClientError:
    """A ValidationError."""
    return ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "UpdateStack")


def status(name: str, reason: str | None = None) -> dict[str, str]:
    """A description with a status."""
    return {"StackStatus": name} | ({"StackStatusReason": reason} if reason else {})


def target(api: CloudFormation, **properties: object) -> Target:
    """A nested stack whose owner has a service role and capabilities."""
    return Account().target(
        STACK,
        {"TemplateURL": URL, **properties},
        clients=lambda _: api,
        tags={"team": "ml", "aws:cloudformation:stack-name": "shop"},
        capabilities=("CAPABILITY_IAM",),
        role_arn=ROLE,
        why=lambda stack_id: f"The reason of {stack_id}.",
    )


@pytest.fixture
def complete() -> CloudFormation:
    """An API whose stack is complete and has an output."""
    return CloudFormation({"StackStatus": "CREATE_COMPLETE", "Outputs": [{"OutputKey": "Url", "OutputValue": "u"}]})


def test_a_nested_stack_is_created_with_its_owners_role_capabilities_and_tags(complete: CloudFormation) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html."""
    wanted = target(
        complete,
        Parameters={"Stage": "live", "Zones": ["a", "b"], "Count": 2, "On": True},
        Tags=[{"Key": "own", "Value": "1"}],
        NotificationARNs=["arn:aws:sns:eu-west-1:123456789012:t"],
        TimeoutInMinutes="5",
    )
    created: list[str] = []
    STACK.create(wanted, created.append)
    ((operation, request),) = complete.requests
    name = request.pop("StackName")
    assert created == [ID]
    assert name.startswith("shop-Thing-")
    assert (operation, request) == (
        "CreateStack",
        {
            "TemplateURL": URL,
            "Parameters": [
                {"ParameterKey": "Stage", "ParameterValue": "live"},
                {"ParameterKey": "Zones", "ParameterValue": "a,b"},
                {"ParameterKey": "Count", "ParameterValue": "2"},
                {"ParameterKey": "On", "ParameterValue": "true"},
            ],
            "Tags": [{"Key": "team", "Value": "ml"}, {"Key": "own", "Value": "1"}],
            "NotificationARNs": ["arn:aws:sns:eu-west-1:123456789012:t"],
            "Capabilities": ["CAPABILITY_IAM"],
            "RoleARN": ROLE,
            "TimeoutInMinutes": 5,
            "DisableRollback": True,
        },
    )
    assert STACK.ready(wanted, ID)
    assert STACK.read(wanted, ID) == {"Outputs.Url": "u"}


def test_the_owner_waits_while_the_stack_is_in_progress() -> None:
    """It is ready when it is complete."""
    api = CloudFormation(status("CREATE_IN_PROGRESS"), status("CREATE_COMPLETE"))
    wanted = target(api)
    assert not STACK.ready(wanted, ID)
    assert STACK.ready(wanted, ID)


@pytest.mark.parametrize("name", ["CREATE_FAILED", "ROLLBACK_IN_PROGRESS"])
def test_a_stack_that_is_not_created_says_why(name: str) -> None:
    """https://docs.aws.amazon.com/parallelcluster/latest/ug/troubleshooting.html shows the event."""
    wanted = target(CloudFormation(status(name)))
    with pytest.raises(HandlerError) as caught:
        STACK.ready(wanted, ID)
    assert caught.value.message == f"Embedded stack {ID} was not successfully created: The reason of {ID}."


def test_an_update_is_seen_through() -> None:
    """It is done when the clean-up begins."""
    progress = status("UPDATE_IN_PROGRESS")
    api = CloudFormation(status("CREATE_COMPLETE"), progress, status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
    wanted = target(api, Parameters={"Stage": "test"})
    STACK.update(wanted, ID)
    ((operation, request),) = api.requests
    assert (operation, request["StackName"]) == ("UpdateStack", ID)
    assert request["Parameters"] == [{"ParameterKey": "Stage", "ParameterValue": "test"}]
    assert "TimeoutInMinutes" not in request
    assert STACK.ready(wanted, ID)


def test_an_update_waits_for_a_roll_back_that_is_under_way() -> None:
    """The owner's own roll back comes while its nested stack still rolls back."""
    ended = status("UPDATE_ROLLBACK_COMPLETE")
    nothing = refusal("No updates are to be performed.")
    api = CloudFormation(status("UPDATE_ROLLBACK_IN_PROGRESS"), ended, update=nothing)
    wanted = target(api)
    STACK.update(wanted, ID)
    assert STACK.ready(wanted, ID)


def test_a_stack_that_is_not_updated_says_why() -> None:
    """The reason is the one given when the roll back began."""
    rolling, ended = status("UPDATE_ROLLBACK_IN_PROGRESS"), status("UPDATE_ROLLBACK_COMPLETE")
    api = CloudFormation(status("CREATE_COMPLETE"), rolling, ended)
    with pytest.raises(HandlerError) as caught:
        STACK.update(target(api), ID)
    assert caught.value.message == (
        f"Embedded stack {ID} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS "
        f"with reason: The reason of {ID}."
    )


def test_an_update_that_is_refused_fails() -> None:
    """Only "nothing to do" is no failure."""
    api = CloudFormation(status("CREATE_COMPLETE"), update=refusal("Template format error: unsupported structure."))
    with pytest.raises(ClientError, match="Template format error"):
        STACK.update(target(api), ID)


def test_a_nested_stack_is_deleted_and_waited_for() -> None:
    """DescribeStacks by id answers for a deleted stack."""
    api = CloudFormation(
        status("DELETE_IN_PROGRESS"), status("DELETE_COMPLETE"), refusal(f"Stack with id {ID} does not exist")
    )
    wanted = target(api)
    STACK.delete(wanted, ID)
    assert api.requests == [("DeleteStack", {"StackName": ID, "RoleARN": ROLE})]
    assert [STACK.gone(wanted, ID) for _ in range(3)] == [False, True, True]


def test_a_stack_that_is_not_deleted_says_why() -> None:
    """The owner's delete fails with it."""
    api = CloudFormation(status("DELETE_FAILED"))
    with pytest.raises(HandlerError, match=rf"was not successfully deleted: The reason of {ID}"):
        STACK.gone(target(api), ID)
