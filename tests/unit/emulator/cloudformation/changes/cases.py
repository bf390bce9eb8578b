"""Changes of stacks, each with what a change set says of it and the page or recorded answer of AWS that it follows."""

from dataclasses import dataclass
from typing import Final

from tests.unit.emulator.cloudformation.changes.stacks import Values
from tests.unit.emulator.cloudformation.changes.templates import (
    alias,
    bucket,
    conditional,
    mapped,
    nested,
    rule,
    subscription,
    topic,
    topics,
    with_parameter,
)

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
