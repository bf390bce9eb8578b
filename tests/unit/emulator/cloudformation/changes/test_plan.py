"""What a change set says of resources, as AWS's pages and recorded answers of AWS have it."""

from dataclasses import dataclass
from typing import Final

import pytest

from cfnproof.emulator.cloudformation.changes.plan import plan
from cfnproof.emulator.cloudformation.language.values import unknown_in
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.changes.stacks import STACK_ID, Shop, Values

GUIDE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide"
API: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference"
TYPES: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference"
SAMPLES: Final = f"{GUIDE}/using-cfn-updating-stacks-changesets-samples.html"
CHANGE: Final = f"{API}/API_ResourceChange.html"
DETAIL: Final = f"{API}/API_ResourceChangeDetail.html"
TARGET: Final = f"{API}/API_ResourceTargetDefinition.html"
DELETION: Final = f"{TYPES}/aws-attribute-deletionpolicy.html"
REPLACED: Final = f"{TYPES}/aws-attribute-updatereplacepolicy.html"
CONDITIONS: Final = f"{GUIDE}/conditions-section-structure.html"
RECORDED: Final = "https://github.com/localstack/localstack/tree/master/tests/aws/services/cloudformation"
"""Tests with answers that were recorded from AWS."""

STATIC: Final = "Static DirectModification"
DYNAMIC: Final = "Dynamic DirectModification"


@dataclass(frozen=True, slots=True)
class Case:
    """A stack, what it is changed to, and the expected lines."""

    page: str
    before: str
    after: str
    expected: tuple[str, ...]
    old: Values | None = None
    new: Values | None = None


def topic(name: str = "a", display: str = "x", rest: str = "") -> str:
    """A template with the topic Topic."""
    return (
        f"Resources:\n  Topic: {{Type: AWS::SNS::Topic, Properties: {{TopicName: {name}, DisplayName: {display}}}}}"
        f"{rest}\n"
    )


def topics(first: str, second: str) -> str:
    """A template with the topics Topic and Other, whose properties these are."""
    return (
        f"Resources:\n  Topic: {{Type: AWS::SNS::Topic, Properties: {{{first}}}}}\n"
        f"  Other: {{Type: AWS::SNS::Topic, Properties: {{{second}}}}}\n"
    )


def with_parameter(properties: str, *, default: str = "one", echo: bool = True) -> str:
    """A template whose topic may use the parameter Given."""
    hidden = "" if echo else ", NoEcho: true"
    return (
        f"Parameters: {{Given: {{Type: String, Default: {default}{hidden}}}}}\n"
        f"Resources: {{Topic: {{Type: AWS::SNS::Topic, Properties: {{{properties}}}}}}}\n"
    )


def bucket(properties: str = "", more: str = "") -> str:
    """A template with a bucket and its policy."""
    statement = "{Effect: Deny, Principal: '*', Action: 's3:*', Resource: !GetAtt Bucket.Arn}"
    return (
        f"Resources:\n  Bucket: {{Type: AWS::S3::Bucket, Properties: {{{properties}}}{more}}}\n"
        "  Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, "
        f"PolicyDocument: {{Statement: [{statement}]}}}}}}\n"
    )


def alias(key: str = "") -> str:
    """A template with a key and an alias for the key's id, which may be exchanged."""
    return (
        "Resources:\n"
        f"  Key: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{Statement: []}}, Description: '{key}'}}}}\n"
        "  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/shop, TargetKeyId: !GetAtt Key.Arn}}\n"
        "  Name: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Key}}\n"
        "  Copy: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: v, Name: !Sub '/${Key.KeyId}'}}\n"
    )


def rule(bus: str) -> str:
    """A template with a rule, whose bus may only perhaps be changed in place, and two uses of it."""
    return (
        "Resources:\n"
        f"  Rule: {{Type: AWS::Events::Rule, Properties: {{EventBusName: {bus}, EventPattern: {{source: [a]}}}}}}\n"
        "  Value: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Rule}}\n"
        "  Name: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: v, Name: !Sub '/${Rule}'}}\n"
    )


def subscription(name: str) -> str:
    """A template with a topic, and a subscription that has a boolean in quotes."""
    return (
        f"Resources:\n  Topic: {{Type: AWS::SNS::Topic, Properties: {{TopicName: {name}}}}}\n"
        "  Subscription: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic, Protocol: sqs, "
        "Endpoint: 'arn:aws:sqs:eu-west-1:111122223333:q', RawMessageDelivery: 'true'}}\n"
    )


def nested(url: str) -> str:
    """A template with a nested stack, and a use of its output."""
    return (
        "Resources:\n"
        f"  Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: '{url}'}}}}\n"
        "  Value: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !GetAtt Child.Outputs.Answer}}\n"
    )


def conditional(display: str = "!If [Large, big, small]") -> str:
    """A template with a topic that is there only when Size is large, and one that shows it."""
    return (
        "Parameters: {Size: {Type: String}}\n"
        "Conditions: {Large: !Equals [!Ref Size, large]}\n"
        "Resources:\n"
        "  Extra: {Type: AWS::SNS::Topic, Condition: Large}\n"
        f"  Topic: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: {display}}}}}\n"
    )


def mapped(value: str) -> str:
    """A template whose topic shows a mapping's value."""
    return (
        f"Mappings: {{Names: {{eu: {{long: {value}, short: s}}}}}}\n"
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !FindInMap [Names, eu, long]}}}\n"
    )


DISPLAY: Final = "Properties.DisplayName Never"
NAME: Final = "Properties.TopicName Always"
VALUE: Final = "Properties.Value Never"
IN_PLACE: Final = "Modify Topic False | Properties"
GIVEN: Final = "ParameterReference Given"
URL: Final = "https://shop.s3.amazonaws.com/child.yaml"

CASES: Final = {
    "nothing": Case(CHANGE, topic(), topic(), ()),
    "formatting-of-the-template": Case(CHANGE, topic(), f"# the same\n{topic()}", ()),
    "scalars-of-another-type": Case(
        CHANGE,
        "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 5}}}",
        "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: '5'}}}",
        (),
    ),
    "add": Case(SAMPLES, topic(), topic(rest="\n  New: {Type: AWS::SQS::Queue}"), ("Add New",)),
    "remove": Case(SAMPLES, topic(rest="\n  Old: {Type: AWS::SQS::Queue}"), topic(), ("Remove Old Delete",)),
    "remove-retained": Case(
        DELETION,
        topic(rest="\n  Old: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}"),
        topic(),
        ("Remove Old Retain",),
    ),
    "remove-retained-except-on-create": Case(
        DELETION,
        topic(rest="\n  Old: {Type: AWS::SQS::Queue, DeletionPolicy: RetainExceptOnCreate}"),
        topic(),
        ("Remove Old Retain",),
    ),
    "renamed-logical-id": Case(
        SAMPLES,
        "Resources: {B: {Type: AWS::SQS::Queue}}",
        "Resources: {A: {Type: AWS::SQS::Queue}}",
        ("Add A", "Remove B Delete"),
    ),
    "in-place": Case(SAMPLES, topic(), topic(display="y"), (f"{IN_PLACE} | {DISPLAY} {STATIC}",)),
    "property-given": Case(
        TARGET,
        "Resources: {Topic: {Type: AWS::SNS::Topic}}",
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: x}}}",
        (f"{IN_PLACE} | {DISPLAY} {STATIC}",),
    ),
    "property-removed": Case(
        TARGET,
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: x}}}",
        "Resources: {Topic: {Type: AWS::SNS::Topic}}",
        (f"{IN_PLACE} | {DISPLAY} {STATIC}",),
    ),
    "replaced": Case(
        SAMPLES,
        topic(),
        topic(name="b"),
        (f"Modify Topic True ReplaceAndDelete | Properties | {NAME} {STATIC}",),
    ),
    "replaced-and-retained": Case(
        REPLACED,
        "Resources: {Topic: {Type: AWS::SNS::Topic, UpdateReplacePolicy: Retain, Properties: {TopicName: a}}}",
        "Resources: {Topic: {Type: AWS::SNS::Topic, UpdateReplacePolicy: Retain, Properties: {TopicName: b}}}",
        (f"Modify Topic True ReplaceAndRetain | Properties | {NAME} {STATIC}",),
    ),
    "most-impact-decides": Case(
        CHANGE,
        topic(),
        topic(name="b", display="y"),
        (f"Modify Topic True ReplaceAndDelete | Properties | {DISPLAY} {STATIC} | {NAME} {STATIC}",),
    ),
    "parameter": Case(
        SAMPLES,
        with_parameter("DisplayName: !Ref Given"),
        with_parameter("DisplayName: !Ref Given"),
        (f"{IN_PLACE} | {DISPLAY} Static {GIVEN} | {DISPLAY} {DYNAMIC}",),
        old={"Given": "one"},
        new={"Given": "two"},
    ),
    "parameter-default": Case(
        RECORDED,
        with_parameter("TopicName: !Ref Given"),
        with_parameter("TopicName: !Ref Given", default="two"),
        (f"Modify Topic True ReplaceAndDelete | Properties | {NAME} Static {GIVEN} | {NAME} {DYNAMIC}",),
    ),
    "parameter-in-sub": Case(
        RECORDED,
        with_parameter("DisplayName: !Sub 'a ${Given} b'"),
        with_parameter("DisplayName: !Sub 'a ${Given} b'", default="two"),
        (f"{IN_PLACE} | {DISPLAY} Static {GIVEN} | {DISPLAY} {DYNAMIC}",),
    ),
    "parameter-added": Case(
        RECORDED,
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: x}}}",
        with_parameter("DisplayName: !Ref Given"),
        (f"{IN_PLACE} | {DISPLAY} Static {GIVEN} | {DISPLAY} {DYNAMIC}",),
    ),
    "parameter-taken-out-of-the-text": Case(
        DETAIL,
        with_parameter("DisplayName: !Ref Given"),
        with_parameter("DisplayName: x", default="two"),
        (f"{IN_PLACE} | {DISPLAY} {STATIC}",),
    ),
    "parameter-that-nothing-uses": Case(
        "https://github.com/aws/aws-cdk/issues/11521",
        with_parameter("DisplayName: x"),
        with_parameter("DisplayName: x", default="two"),
        (),
    ),
    "parameter-not-echoed": Case(
        RECORDED,
        with_parameter("DisplayName: !Ref Given", default="hush", echo=False),
        with_parameter("DisplayName: !Ref Given", default="secret", echo=False),
        (f"{IN_PLACE} | {DISPLAY} Static {GIVEN} | {DISPLAY} {DYNAMIC}",),
    ),
    "parameter-of-parameter-store": Case(
        f"{GUIDE}/cloudformation-supplied-parameter-types.html",
        "Parameters: {Given: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /old}}\n"
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Given}}}",
        "Parameters: {Given: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /new}}\n"
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Given}}}",
        (f"{IN_PLACE} | {DISPLAY} Static {GIVEN} | {DISPLAY} {DYNAMIC}",),
    ),
    "mapping": Case(RECORDED, mapped("a"), mapped("b"), (f"{IN_PLACE} | {DISPLAY} {STATIC}",)),
    "condition-that-adds": Case(
        CONDITIONS,
        conditional("x"),
        conditional("x"),
        ("Add Extra",),
        old={"Size": "small"},
        new={"Size": "large"},
    ),
    "condition-that-removes": Case(
        RECORDED,
        conditional("x"),
        conditional("x"),
        ("Remove Extra Delete",),
        old={"Size": "large"},
        new={"Size": "small"},
    ),
    "condition-of-a-value": Case(
        CONDITIONS,
        conditional(),
        conditional(),
        ("Add Extra", f"{IN_PLACE} | {DISPLAY} {STATIC}"),
        old={"Size": "small"},
        new={"Size": "large"},
    ),
    "parameter-in-the-branch-not-taken": Case(
        CONDITIONS,
        conditional("!If [Large, big, !Ref Size]"),
        conditional("!If [Large, big, !Ref Size]"),
        ("Add Extra", f"{IN_PLACE} | {DISPLAY} {STATIC}"),
        old={"Size": "small"},
        new={"Size": "large"},
    ),
    "reference-to-a-new-resource": Case(
        DETAIL,
        conditional("!If [Large, !Ref Extra, small]"),
        conditional("!If [Large, !Ref Extra, small]"),
        ("Add Extra", f"{IN_PLACE} | {DISPLAY} Static ResourceReference Extra"),
        old={"Size": "small"},
        new={"Size": "large"},
    ),
    "reference-to-a-replaced-resource": Case(
        RECORDED,
        topics("TopicName: a", "DisplayName: !Ref Topic"),
        topics("TopicName: b", "DisplayName: !Ref Topic"),
        (
            f"Modify Other False | Properties | {DISPLAY} Static ResourceReference Topic",
            f"Modify Topic True ReplaceAndDelete | Properties | {NAME} {STATIC}",
        ),
    ),
    "attribute-of-a-replaced-resource": Case(
        RECORDED,
        topics("TopicName: a", "DisplayName: !GetAtt Topic.TopicName"),
        topics("TopicName: b", "DisplayName: !GetAtt Topic.TopicName"),
        (
            f"Modify Other False | Properties | {DISPLAY} Static ResourceAttribute Topic.TopicName",
            f"Modify Topic True ReplaceAndDelete | Properties | {NAME} {STATIC}",
        ),
    ),
    "replacement-that-spreads": Case(
        "https://github.com/b-b3rn4rd/gocfn",
        bucket("BucketName: shop-a"),
        bucket("BucketName: shop-b"),
        (
            f"Modify Bucket True ReplaceAndDelete | Properties | Properties.BucketName Always {STATIC}",
            (
                "Modify Policy True ReplaceAndDelete | Properties"
                " | Properties.Bucket Always Static ResourceReference Bucket"
                " | Properties.PolicyDocument Never Static ResourceAttribute Bucket.Arn"
            ),
        ),
    ),
    "attribute-of-a-resource-changed-in-place": Case(
        RECORDED,
        alias("old"),
        alias("new"),
        (
            "Modify Alias False | Properties | Properties.TargetKeyId Never Dynamic ResourceAttribute Key.Arn",
            "Modify Copy Conditional | Properties | Properties.Name Always Dynamic ResourceAttribute Key.KeyId",
            f"Modify Key False | Properties | Properties.Description Never {STATIC}",
        ),
    ),
    "attributes-in-a-chain": Case(
        RECORDED,
        "Resources:\n"
        "  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: x}}\n"
        "  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt A.TopicName}}\n"
        "  C: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt B.TopicName}}\n",
        "Resources:\n"
        "  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: y}}\n"
        "  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt A.TopicName}}\n"
        "  C: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt B.TopicName}}\n",
        (
            f"Modify A False | Properties | {DISPLAY} {STATIC}",
            f"Modify B False | Properties | {DISPLAY} Dynamic ResourceAttribute A.TopicName",
            f"Modify C False | Properties | {DISPLAY} Dynamic ResourceAttribute B.TopicName",
        ),
    ),
    "resource-perhaps-replaced": Case(
        TARGET,
        rule("old"),
        rule("new"),
        (
            "Modify Name Conditional | Properties | Properties.Name Always Dynamic ResourceReference Rule",
            f"Modify Rule Conditional | Properties | Properties.EventBusName Conditionally {STATIC}",
            f"Modify Value False | Properties | {VALUE} Dynamic ResourceReference Rule",
        ),
    ),
    "text-and-reference": Case(
        DETAIL,
        topics("TopicName: a", "DisplayName: !Sub 'at ${Topic}'"),
        topics("TopicName: b", "DisplayName: !Sub 'to ${Topic}'"),
        (
            f"Modify Other False | Properties | {DISPLAY} Static ResourceReference Topic | {DISPLAY} {DYNAMIC}",
            f"Modify Topic True ReplaceAndDelete | Properties | {NAME} {STATIC}",
        ),
    ),
    "known-beside-unknown": Case(
        DETAIL,
        "Resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: a}}\n"
        "  Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: '5', QueueName: !GetAtt Topic.TopicName}}\n",
        "Resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: b}}\n"
        "  Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: '5', QueueName: !GetAtt Topic.TopicName}}\n",
        (
            (
                "Modify Queue True ReplaceAndDelete | Properties"
                " | Properties.QueueName Always Static ResourceAttribute Topic.TopicName"
            ),
            f"Modify Topic True ReplaceAndDelete | Properties | {NAME} {STATIC}",
        ),
    ),
    "known-beside-required-unknown": Case(
        DETAIL,
        subscription("a"),
        subscription("b"),
        (
            (
                "Modify Subscription True ReplaceAndDelete | Properties"
                " | Properties.TopicArn Always Static ResourceReference Topic"
            ),
            f"Modify Topic True ReplaceAndDelete | Properties | {NAME} {STATIC}",
        ),
    ),
    "metadata": Case(
        TARGET,
        "Resources: {Topic: {Type: AWS::SNS::Topic, Metadata: {owner: a}}}",
        "Resources: {Topic: {Type: AWS::SNS::Topic, Metadata: {owner: b}}}",
        (f"Modify Topic False | Metadata | Metadata Never {STATIC}",),
    ),
    "metadata-and-tags-by-parameter": Case(
        RECORDED,
        "Parameters: {Given: {Type: String, NoEcho: true, Default: a}}\n"
        "Resources: {Bucket: {Type: AWS::S3::Bucket, Metadata: {Data: !Ref Given},"
        " Properties: {Tags: [{Key: Secret, Value: !Ref Given}]}}}",
        "Parameters: {Given: {Type: String, NoEcho: true, Default: b}}\n"
        "Resources: {Bucket: {Type: AWS::S3::Bucket, Metadata: {Data: !Ref Given},"
        " Properties: {Tags: [{Key: Secret, Value: !Ref Given}]}}}",
        (
            (
                f"Modify Bucket False | Metadata, Properties | Properties.Tags Never Static {GIVEN}"
                f" | Properties.Tags Never {DYNAMIC} | Metadata Never Static {GIVEN} | Metadata Never {DYNAMIC}"
            ),
        ),
    ),
    "policies-of-deletion": Case(
        "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1543",
        bucket(),
        bucket(more=", DeletionPolicy: Retain, UpdateReplacePolicy: Retain"),
        (
            (
                "Modify Bucket False | DeletionPolicy, UpdateReplacePolicy"
                f" | DeletionPolicy Never {STATIC} | UpdateReplacePolicy Never {STATIC}"
            ),
        ),
    ),
    "depends-on": Case(
        "https://github.com/ministackorg/ministack/pull/1646",
        topic(rest="\n  Queue: {Type: AWS::SQS::Queue}"),
        topic(rest="\n  Queue: {Type: AWS::SQS::Queue, DependsOn: Topic}"),
        (),
    ),
    "nested-stack": Case(
        DETAIL,
        nested(URL),
        nested(URL),
        (
            "Modify Child False | Properties | Properties Never Dynamic Automatic",
            f"Modify Value False | Properties | {VALUE} Dynamic ResourceAttribute Child.Outputs.Answer",
        ),
    ),
    "nested-stack-changed": Case(
        DETAIL,
        nested(URL),
        nested(f"{URL}?versionId=2"),
        (
            f"Modify Child False | Properties | Properties.TemplateURL Never {STATIC}",
            f"Modify Value False | Properties | {VALUE} Dynamic ResourceAttribute Child.Outputs.Answer",
        ),
    ),
    "refused-only-when-executed": Case(
        f"{GUIDE}/using-cfn-updating-stacks-changesets-view.html",
        topic(),
        topic().replace("DisplayName: x", "DisplayName: x, Colour: red"),
        (f"{IN_PLACE} | Properties.Colour Never {STATIC}",),
    ),
    "other-type-under-another-condition": Case(
        CONDITIONS,
        conditional("x"),
        conditional("x").replace("Extra: {Type: AWS::SNS::Topic", "Extra: {Type: AWS::SQS::Queue"),
        ("Remove Extra Delete",),
        old={"Size": "large"},
        new={"Size": "small"},
    ),
}


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
