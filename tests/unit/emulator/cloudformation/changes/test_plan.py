"""What a change set says of resources, as AWS's pages and recorded answers of AWS have it."""

import pytest

from cfnproof.emulator.cloudformation.changes.plan import plan
from cfnproof.emulator.cloudformation.language.values import unknown_in
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.changes.cases import CASES, STATIC, Case
from tests.unit.emulator.cloudformation.changes.stacks import STACK_ID, Shop
from tests.unit.emulator.cloudformation.changes.templates import bucket, topic, topics


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_changes_are_as_documented(case: Case) -> None:
    """Each case follows its page."""
    shop = Shop()
    stack = shop.deployed(shop.definition(case.before, case.old))
    assert tuple(shop.changes(stack, shop.definition(case.after, case.new))) == case.expected


def test_stack_tags_reach_what_can_have_tags() -> None:
    """A bucket has tags, its policy has none, but refers to the bucket.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
    """
    shop = Shop()
    stack = shop.deployed(shop.definition(bucket(), tags={"team": "a"}))
    assert shop.changes(stack, shop.definition(bucket(), tags={"team": "b"})) == [
        f"Modify Bucket False | Tags | Tags Never {STATIC}",
        "Modify Policy False | Properties | Properties.PolicyDocument Never Dynamic ResourceAttribute Bucket.Arn",
    ]


def test_everything_of_a_stack_in_review_is_added() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html."""
    shop = Shop()
    definition = shop.definition(bucket())
    stack = shop.deployed(definition)
    stack.resources.clear()
    assert shop.changes(stack, definition) == ["Add Bucket", "Add Policy"]


def test_a_resource_that_was_never_made_is_added() -> None:
    """A failed update that was not rolled back leaves such resources.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    shop = Shop()
    definition = shop.definition(bucket())
    stack = shop.deployed(definition)
    stack.resources["Policy"].physical_id = None
    assert shop.changes(stack, definition) == ["Add Policy"]


def test_metadata_may_refer_to_a_resource_that_was_never_made() -> None:
    """As above, where a resource that is there refers to one that is not."""
    shop = Shop()
    body = topics("TopicName: a", "TopicName: b")
    definition = shop.definition(body.replace("{TopicName: b}", "{TopicName: b}, Metadata: {Of: !Ref Topic}"))
    stack = shop.deployed(definition)
    del stack.resources["Topic"]
    assert shop.changes(stack, definition) == ["Add Topic"]


def test_another_type_is_refused() -> None:
    """https://github.com/aws/aws-sam-cli/issues/6786."""
    shop = Shop()
    stack = shop.deployed(shop.definition("Resources: {A: {Type: AWS::SNS::Topic}, B: {Type: AWS::SNS::Topic}}"))
    after = shop.definition("Resources: {A: {Type: AWS::SQS::Queue}, B: {Type: AWS::SNS::Topic}}")
    with pytest.raises(ServiceError) as refused:
        plan(shop.context, stack, after)
    assert refused.value.code == "ValidationError"
    assert refused.value.message == (
        "Update of resource type is not permitted. The new template modifies resource type of the following "
        "resources: [A]"
    )


def test_a_resource_that_was_never_made_may_get_another_type() -> None:
    """As above, where nothing is there that could not be changed."""
    shop = Shop()
    stack = shop.deployed(shop.definition("Resources: {A: {Type: AWS::SNS::Topic}}"))
    stack.resources["A"].physical_id = None
    assert shop.changes(stack, shop.definition("Resources: {A: {Type: AWS::SQS::Queue}}")) == ["Add A"]


def test_values_are_read_as_the_service_role() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html."""
    shop = Shop()
    role = "arn:aws:iam::111122223333:role/deploy"
    shop.clients.roles.add(role)
    body = topic(display="'{{resolve:ssm:/size}}'")
    stack = shop.deployed(shop.definition(body))
    shop.clients.asked.clear()
    assert shop.changes(stack, shop.definition(body, role=role)) == []
    assert shop.clients.assumed == [(role, STACK_ID)]
    assert shop.clients.asked == [(role, "get_parameter", {"Name": "/size", "WithDecryption": False})]


def test_a_role_that_cannot_be_assumed_is_refused() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html."""
    shop = Shop()
    stack = shop.deployed(shop.definition(topic()))
    with pytest.raises(ServiceError, match="Role arn:aws:iam::111122223333:role/none is invalid or cannot be assumed"):
        plan(shop.context, stack, shop.definition(topic(), role="arn:aws:iam::111122223333:role/none"))


def test_planning_changes_nothing() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html."""
    shop = Shop()
    stack = shop.deployed(shop.definition(bucket("BucketName: shop-a")))
    before = {name: (dict(one.properties), one.physical_id, one.status) for name, one in stack.resources.items()}
    plan(shop.context, stack, shop.definition(bucket("BucketName: shop-b", ", DeletionPolicy: Retain")))
    assert {name: (one.properties, one.physical_id, one.status) for name, one in stack.resources.items()} == before
    assert all(unknown_in(one.properties) is None for one in stack.resources.values())
    assert stack.resources["Bucket"].deletion_policy == "Delete"
