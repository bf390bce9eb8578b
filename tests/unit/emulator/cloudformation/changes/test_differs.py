"""When an update has nothing to do."""

from typing import Final

import pytest

from cfnproof.emulator.cloudformation.changes.plan import differs
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.changes.stacks import Shop

TOPIC: Final = "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: x}}}\n"
WAIT: Final = "Resources: {Handle: {Type: AWS::CloudFormation::WaitConditionHandle}}\n"
ARNS: Final = ("arn:aws:sns:eu-west-1:111122223333:a", "arn:aws:sns:eu-west-1:111122223333:b")
PARAMETER: Final = "Parameters: {Given: {Type: String, Default: one}}\n"
JENKINS: Final = "https://github.com/jenkinsci/pipeline-aws-plugin/issues/210"


def output(body: str) -> str:
    """A template with the output Out."""
    return f"{TOPIC}Outputs: {{Out: {{{body}}}}}\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
        pytest.param(TOPIC, TOPIC, False, id="nothing"),
        pytest.param(TOPIC, TOPIC.replace("x", "y"), True, id="resource"),
        # https://github.com/boto/boto3/issues/1609
        pytest.param(TOPIC, f"Description: shop\n{TOPIC}", False, id="description"),
        pytest.param(TOPIC, f"Metadata: {{a: b}}\n{TOPIC}", False, id="metadata-of-the-template"),
        # https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/552
        pytest.param(TOPIC, f"{PARAMETER}{TOPIC}", False, id="parameter"),
        pytest.param(TOPIC, f"{PARAMETER}Conditions: {{C: !Equals [!Ref Given, b]}}\n{TOPIC}", False, id="condition"),
        # the issue of JENKINS
        pytest.param(output("Value: a"), output("Value: a"), False, id="same-output"),
        pytest.param(TOPIC, output("Value: a"), True, id="output-added"),
        pytest.param(output("Value: a"), TOPIC, True, id="output-removed"),
        pytest.param(output("Value: a"), output("Value: b"), True, id="output-value"),
        pytest.param(output("Value: !Ref Topic"), output("Value: !Ref Topic"), False, id="output-of-a-resource"),
        pytest.param(
            output("Value: !Ref Topic"), output("Value: !GetAtt Topic.TopicArn"), True, id="output-of-an-attribute"
        ),
        pytest.param(output("Value: a"), output("Value: a, Export: {Name: shop}"), True, id="export"),
        pytest.param(output("Value: a"), output("Value: a, Description: b"), True, id="output-description"),
    ],
)
def test_a_template_differs_or_does_not(before: str, after: str, *, expected: bool) -> None:
    """Resources and outputs count, what is written around them does not."""
    shop = Shop()
    stack = shop.deployed(shop.definition(before))
    assert differs(shop.context, stack, shop.definition(after)) is expected


def test_tags_count_where_no_resource_has_tags() -> None:
    """https://github.com/envato/stack_master/issues/302."""
    shop = Shop()
    stack = shop.deployed(shop.definition(WAIT, tags={"team": "a"}))
    assert not differs(shop.context, stack, shop.definition(WAIT, tags={"team": "a"}))
    assert differs(shop.context, stack, shop.definition(WAIT, tags={"team": "b"}))
    assert differs(shop.context, stack, shop.definition(WAIT))


def test_notification_arns_count_in_any_order() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html."""
    shop = Shop()
    stack = shop.deployed(shop.definition(TOPIC, notified=ARNS))
    assert not differs(shop.context, stack, shop.definition(TOPIC, notified=ARNS[::-1]))
    assert differs(shop.context, stack, shop.definition(TOPIC, notified=ARNS[:1]))


def test_the_service_role_does_not_count() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html."""
    shop = Shop()
    role = "arn:aws:iam::111122223333:role/deploy"
    shop.clients.roles.add(role)
    stack = shop.deployed(shop.definition(TOPIC))
    assert not differs(shop.context, stack, shop.definition(TOPIC, role=role))


def test_a_nested_stack_always_counts() -> None:
    """Its own template may have changed.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
    """
    shop = Shop()
    body = (
        "Resources: {Child: {Type: AWS::CloudFormation::Stack, "
        "Properties: {TemplateURL: 'https://shop.s3.amazonaws.com/child.yaml'}}}"
    )
    stack = shop.deployed(shop.definition(body))
    assert differs(shop.context, stack, shop.definition(body))


def test_a_wrong_output_is_refused() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html."""
    shop = Shop()
    stack = shop.deployed(shop.definition(TOPIC))
    with pytest.raises(ServiceError, match="must evaluate to a String"):
        differs(shop.context, stack, shop.definition(output("Value: [a]")))
