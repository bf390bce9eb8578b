"""What CloudFormation refuses of a resource's properties, in its words, and what it converts.

Each case follows the type's page in https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ and the
validator that AWS uses, https://github.com/aws-cloudformation/cloudformation-resource-schema, whose tests show its
messages (src/test/java/software/amazon/cloudformation/resource/ValidatorTest.java).
"""

from typing import Any, Final

import pytest

from cfnproof.emulator.cloudformation.properties.check import PropertiesError, check
from cfnproof.template.resource_schema import UnknownTypeError

BUCKET: Final = "AWS::S3::Bucket"
QUEUE: Final = "AWS::SQS::Queue"
ROLE_ARN: Final = "arn:aws:iam::111122223333:role/service"
VARIANT: Final = {"VariantName": "AllTraffic", "InitialVariantWeight": 1}
EXPORT: Final = {"Destination": {"BucketArn": "arn:aws:s3:::b", "Format": "CSV"}, "OutputSchemaVersion": "V_2"}
EXPORT_VERSION: Final = "#/AnalyticsConfigurations/0/StorageClassAnalysis/DataExport/OutputSchemaVersion"
PIPELINE_STAGE: Final = {
    "Name": "Source",
    "Actions": [{"Name": "A", "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "P", "Version": "1"}}],
}
ALARM: Final = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1}


def refusals(resource_type: str, properties: dict[str, Any]) -> tuple[list[str], list[str]]:
    """AWS's lines, and our own behind them without the last, which names the type's page."""
    with pytest.raises(PropertiesError) as raised:
        check(resource_type, "Thing", properties)
    first, *lines = str(raised.value).splitlines()
    assert first == "Properties validation failed for resource Thing with message:"
    assert lines[-1].startswith("(see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-")
    words = [line for line in lines if not line.startswith("(")]
    return words, lines[len(words) : -1]


@pytest.mark.parametrize(
    ("resource_type", "properties", "words"),
    [
        pytest.param(BUCKET, {"Foo": 1}, ["#: extraneous key [Foo] is not permitted"], id="unknown-property"),
        pytest.param(
            BUCKET,
            {"VersioningConfiguration": {"Status": "Enabled", "MFADelete": "Disabled"}},
            ["#/VersioningConfiguration: extraneous key [MFADelete] is not permitted"],
            id="unknown-property-inside",
        ),
        pytest.param(
            BUCKET,
            {"Tags": [{"Key": "a", "Value": "b"}, {"Key": "c", "Val": "d"}]},
            ["#/Tags/1: required key [Value] not found", "#/Tags/1: extraneous key [Val] is not permitted"],
            id="missing-comes-before-unknown",
        ),
        pytest.param(
            BUCKET, {"bucketName": "b"}, ["#: extraneous key [bucketName] is not permitted"], id="letter-case-counts"
        ),
        pytest.param("AWS::KMS::Key", {"Arn": "x"}, ["#: extraneous key [Arn] is not permitted"], id="read-only"),
        pytest.param(
            BUCKET,
            {
                "MetadataTableConfiguration": {
                    "S3TablesDestination": {"TableName": "t", "TableBucketArn": "b", "TableArn": "a"}
                }
            },
            ["#/MetadataTableConfiguration/S3TablesDestination: extraneous key [TableArn] is not permitted"],
            id="read-only-inside",
        ),
        pytest.param(
            "AWS::IAM::Role",
            {"RoleName": "r"},
            ["#: required key [AssumeRolePolicyDocument] not found"],
            id="missing-property",
        ),
        pytest.param(
            "AWS::IAM::Role",
            {"AssumeRolePolicyDocument": {}, "Policies": [{"PolicyName": "p"}]},
            ["#/Policies/0: required key [PolicyDocument] not found"],
            id="missing-property-inside",
        ),
        pytest.param(
            BUCKET,
            {"VersioningConfiguration": "Enabled"},
            ["#/VersioningConfiguration: expected type: JSONObject, found: String"],
            id="object-expected",
        ),
        pytest.param(
            BUCKET,
            {"Tags": {"Key": "a", "Value": "b"}},
            ["#/Tags: expected type: JSONArray, found: JSONObject"],
            id="list-expected",
        ),
        pytest.param(
            "AWS::IAM::Role",
            {"AssumeRolePolicyDocument": {}, "ManagedPolicyArns": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            ["#/ManagedPolicyArns: expected type: JSONArray, found: String"],
            id="one-string-is-no-list",
        ),
        pytest.param(
            BUCKET,
            {"BucketName": ["b"]},
            ["#/BucketName: expected type: String, found: JSONArray"],
            id="string-expected",
        ),
        pytest.param(
            BUCKET,
            {"BucketName": {"a": "b"}},
            ["#/BucketName: expected type: String, found: JSONObject"],
            id="not-a-map",
        ),
        pytest.param(BUCKET, {"BucketName": None}, ["#/BucketName: expected type: String, found: Null"], id="null"),
        pytest.param(
            QUEUE, {"FifoQueue": "yes"}, ["#/FifoQueue: expected type: Boolean, found: String"], id="boolean-expected"
        ),
        pytest.param(
            QUEUE, {"FifoQueue": 1}, ["#/FifoQueue: expected type: Boolean, found: Integer"], id="1-is-not-true"
        ),
        pytest.param(
            QUEUE,
            {"DelaySeconds": "ten"},
            ["#/DelaySeconds: expected type: Integer, found: String"],
            id="integer-expected",
        ),
        pytest.param(
            QUEUE,
            {"DelaySeconds": 1.5},
            ["#/DelaySeconds: expected type: Integer, found: Double"],
            id="half-an-integer",
        ),
        pytest.param(
            QUEUE,
            {"DelaySeconds": True},
            ["#/DelaySeconds: expected type: Integer, found: Boolean"],
            id="true-is-not-1",
        ),
        pytest.param(
            QUEUE,
            {"DelaySeconds": "9" * 5000},
            ["#/DelaySeconds: expected type: Integer, found: String"],
            id="more-digits-than-an-integer-has",
        ),
        pytest.param(
            "AWS::CloudWatch::Alarm",
            {**ALARM, "MetricName": "m", "Threshold": "1e999"},
            ["#/Threshold: expected type: Number, found: String"],
            id="greater-than-a-number-can-be",
        ),
        pytest.param(
            "AWS::CloudWatch::Alarm",
            {**ALARM, "MetricName": "m", "Threshold": "high"},
            ["#/Threshold: expected type: Number, found: String"],
            id="number-expected",
        ),
        pytest.param(
            "AWS::IAM::Policy",
            {"PolicyName": "p", "PolicyDocument": ["s"], "Roles": ["r"]},
            [
                "#/PolicyDocument: #: no subschema matched out of the total 2 subschemas",
                "#/PolicyDocument: expected type: JSONObject, found: JSONArray",
                "#/PolicyDocument: expected type: String, found: JSONArray",
            ],
            id="neither-of-two-types",
        ),
        pytest.param(
            BUCKET,
            {"AccessControl": "private"},
            [
                "#/AccessControl: #: only 1 subschema matches out of 2",
                "#/AccessControl: failed validation constraint for keyword [enum]",
            ],
            id="enum",
        ),
        pytest.param(
            "AWS::Logs::LogGroup",
            {"RetentionInDays": 8},
            [
                "#/RetentionInDays: #: only 1 subschema matches out of 2",
                "#/RetentionInDays: failed validation constraint for keyword [enum]",
            ],
            id="enum-of-integers",
        ),
        pytest.param(
            BUCKET,
            {"AnalyticsConfigurations": [{"Id": "a", "StorageClassAnalysis": {"DataExport": EXPORT}}]},
            [
                f"{EXPORT_VERSION}: #: only 1 subschema matches out of 2",
                f"{EXPORT_VERSION}: failed validation constraint for keyword [const]",
            ],
            id="const",
        ),
        pytest.param(
            "AWS::IAM::Policy",
            {"PolicyName": "a b", "PolicyDocument": {}, "Roles": ["r"]},
            ["#/PolicyName: failed validation constraint for keyword [pattern]"],
            id="pattern",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": ROLE_ARN, "StateMachineName": ""},
            ["#/StateMachineName: expected minLength: 1, actual: 0"],
            id="too-short",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": ROLE_ARN, "StateMachineName": "x" * 81},
            ["#/StateMachineName: expected maxLength: 80, actual: 81"],
            id="too-long",
        ),
        pytest.param(
            "AWS::KMS::Key",
            {"KeyPolicy": {}, "PendingWindowInDays": 6},
            ["#/PendingWindowInDays: failed validation constraint for keyword [minimum]"],
            id="too-small",
        ),
        pytest.param(
            "AWS::KMS::Key",
            {"KeyPolicy": {}, "PendingWindowInDays": "31"},
            ["#/PendingWindowInDays: failed validation constraint for keyword [maximum]"],
            id="too-large",
        ),
        pytest.param(
            "AWS::SageMaker::EndpointConfig",
            {"ProductionVariants": [{"VariantName": "v", "InitialInstanceCount": "0"}]},
            ["#/ProductionVariants/0/InitialInstanceCount: failed validation constraint for keyword [minimum]"],
            id="converted-then-compared",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": ROLE_ARN, "LoggingConfiguration": {"Destinations": []}},
            ["#/LoggingConfiguration/Destinations: expected minimum item count: 1, found: 0"],
            id="too-few",
        ),
        pytest.param(
            "AWS::CloudFormation::Stack",
            {"TemplateURL": "u", "NotificationARNs": ["1", "2", "3", "4", "5", "6"]},
            ["#/NotificationARNs: expected maximum item count: 5, found: 6"],
            id="too-many",
        ),
        pytest.param(
            "AWS::IAM::Role",
            {"AssumeRolePolicyDocument": {}, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"] * 2},
            ["#/ManagedPolicyArns: array items are not unique"],
            id="twice",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": ROLE_ARN, "Definition": {}},
            ["#/Definition: minimum size: [1], found: [0]"],
            id="too-few-keys",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": ROLE_ARN, "DefinitionSubstitutions": {"a/b~c": []}},
            [
                "#/DefinitionSubstitutions/a~1b~0c: #: no subschema matched out of the total 3 subschemas",
                "#/DefinitionSubstitutions/a~1b~0c: expected type: String, found: JSONArray",
                "#/DefinitionSubstitutions/a~1b~0c: expected type: Integer, found: JSONArray",
                "#/DefinitionSubstitutions/a~1b~0c: expected type: Boolean, found: JSONArray",
            ],
            id="any-of-by-pattern-of-key",
        ),
        pytest.param(
            "AWS::CloudFormation::Stack",
            {"TemplateURL": "u", "Parameters": {"--": "x"}},
            ["#/Parameters: extraneous key [--] is not permitted"],
            id="no-pattern-of-key",
        ),
        pytest.param(
            BUCKET,
            {"LoggingConfiguration": {"TargetObjectKeyFormat": {}}},
            [
                "#/LoggingConfiguration/TargetObjectKeyFormat: #: 0 subschemas matched instead of one",
                "#/LoggingConfiguration/TargetObjectKeyFormat: required key [SimplePrefix] not found",
                "#/LoggingConfiguration/TargetObjectKeyFormat: required key [PartitionedPrefix] not found",
            ],
            id="one-of-none",
        ),
        pytest.param(
            "AWS::IAM::Policy",
            {"PolicyName": "p", "PolicyDocument": {}},
            [
                "#: #: no subschema matched out of the total 3 subschemas",
                "#: required key [Users] not found",
                "#: required key [Groups] not found",
                "#: required key [Roles] not found",
            ],
            id="any-of-required",
        ),
        pytest.param(
            "AWS::Events::Rule",
            {"Name": "r"},
            [
                "#: #: no subschema matched out of the total 2 subschemas",
                "#: required key [EventPattern] not found",
                "#: required key [ScheduleExpression] not found",
            ],
            id="required-or",
        ),
        pytest.param(
            "AWS::CodePipeline::Pipeline",
            {"RoleArn": ROLE_ARN, "Stages": [PIPELINE_STAGE, {**PIPELINE_STAGE, "Name": "Deploy"}]},
            [
                "#: #: 0 subschemas matched instead of one",
                "#: required key [ArtifactStore] not found",
                "#: required key [ArtifactStores] not found",
            ],
            id="required-xor-none",
        ),
        pytest.param(
            "AWS::CodePipeline::Pipeline",
            {
                "RoleArn": ROLE_ARN,
                "Stages": [PIPELINE_STAGE, {**PIPELINE_STAGE, "Name": "Deploy"}],
                "ArtifactStore": {"Type": "S3", "Location": "bucket"},
                "ArtifactStores": [],
            },
            ["#: #: 2 subschemas matched instead of one"],
            id="required-xor-both",
        ),
        pytest.param(
            "AWS::CloudWatch::Alarm",
            {**ALARM, "MetricName": "m", "Threshold": 1, "ThresholdMetricId": "t"},
            [
                "#: extraneous key [Threshold] is not permitted",
                "#: extraneous key [ThresholdMetricId] is not permitted",
            ],
            id="excluding-each-other",
        ),
        pytest.param(
            QUEUE,
            {"Foo": 1, "DelaySeconds": "x", "Tags": [{"Key": "k"}]},
            [
                "#: extraneous key [Foo] is not permitted",
                "#/DelaySeconds: expected type: Integer, found: String",
                "#/Tags/0: required key [Value] not found",
            ],
            id="all-at-once",
        ),
    ],
)
def test_refused(resource_type: str, properties: dict[str, Any], words: list[str]) -> None:
    """AWS's own lines, all of them, in its order."""
    assert refusals(resource_type, properties)[0] == words


@pytest.mark.parametrize(
    ("resource_type", "properties", "hint"),
    [
        pytest.param(BUCKET, {"BucketNme": "b"}, "(#: 'BucketNme': did you mean 'BucketName'? (known: ", id="near"),
        pytest.param(
            "AWS::KMS::Alias",
            {"AliasName": "alias/a", "TargetKeyId": "k", "Foo": 1},
            "(#: 'Foo': write one of ",
            id="far",
        ),
        pytest.param(
            "AWS::KMS::Key",
            {"KeyPolicy": {}, "KeyId": "x"},
            "(#: 'KeyId' is set by AWS: read it with Fn::GetAtt)",
            id="read-only",
        ),
        pytest.param(
            BUCKET,
            {"VersioningConfiguration": {"Status": "On"}},
            "(#/VersioningConfiguration/Status: write one of 'Enabled', 'Suspended')",
            id="enum",
        ),
        pytest.param(
            "AWS::SageMaker::EndpointConfig",
            {"ProductionVariants": [{**VARIANT, "InstanceType": "ml.m5.xlarg"}]},
            "(#/ProductionVariants/0/InstanceType: did you mean 'ml.m5.xlarge'?)",
            id="long-enum",
        ),
        pytest.param(
            "AWS::KMS::Alias",
            {"AliasName": "mine", "TargetKeyId": "k"},
            "(#/AliasName: it must match ",
            id="pattern",
        ),
        pytest.param(
            "AWS::KMS::Key",
            {"KeyPolicy": {}, "PendingWindowInDays": 1},
            "(#/PendingWindowInDays: it must be at least 7)",
            id="minimum",
        ),
        pytest.param(
            "AWS::Events::Rule", {}, "(#: write at least one of 'EventPattern', 'ScheduleExpression')", id="required-or"
        ),
    ],
)
def test_says_what_to_do(resource_type: str, properties: dict[str, Any], hint: str) -> None:
    """Behind AWS's lines: what is known, or which rule was broken, where AWS does not say it."""
    assert any(line.startswith(hint) for line in refusals(resource_type, properties)[1])


def test_hides_values() -> None:
    """A value may be a secret (NoEcho): like AWS's, the message does not show it."""
    with pytest.raises(PropertiesError) as raised:
        check("AWS::SSM::Parameter", "Thing", {"Type": "s3cr3t", "Value": {"a": "s3cr3t"}, "DataType": "s3cr3t"})
    assert "s3cr3t" not in str(raised.value)
    assert "#/Value: expected type: String, found: JSONObject" in raised.value.message


@pytest.mark.parametrize(
    ("resource_type", "given", "converted"),
    [
        pytest.param(QUEUE, {"FifoQueue": "true"}, {"FifoQueue": True}, id="true"),
        pytest.param(QUEUE, {"FifoQueue": "False"}, {"FifoQueue": False}, id="false-in-capitals"),
        pytest.param(QUEUE, {"DelaySeconds": "5"}, {"DelaySeconds": 5}, id="integer"),
        pytest.param(QUEUE, {"QueueName": 5}, {"QueueName": "5"}, id="integer-to-string"),
        pytest.param(
            BUCKET, {"Tags": [{"Key": "k", "Value": True}]}, {"Tags": [{"Key": "k", "Value": "true"}]}, id="tag"
        ),
        pytest.param(
            "AWS::SSM::Parameter", {"Type": "String", "Value": 1.5}, {"Type": "String", "Value": "1.5"}, id="float"
        ),
        pytest.param(
            "AWS::SSM::Parameter",
            {"Type": "String", "Value": "v", "Tags": {"Owner/Team~ä": 7}},
            {"Type": "String", "Value": "v", "Tags": {"Owner/Team~ä": "7"}},
            id="map-whose-key-pattern-is-not-checked",
        ),
        pytest.param(
            "AWS::CloudWatch::Alarm",
            {**ALARM, "MetricName": "m", "EvaluationPeriods": "3", "Threshold": "1.5"},
            {**ALARM, "MetricName": "m", "EvaluationPeriods": 3, "Threshold": 1.5},
            id="number",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": ROLE_ARN, "DefinitionSubstitutions": {"n": 5, "b": True, "s": "5"}},
            {"RoleArn": ROLE_ARN, "DefinitionSubstitutions": {"n": 5, "b": True, "s": "5"}},
            id="any-of-keeps",
        ),
        pytest.param(
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{"Condition": {"Bool": {"a": False}}}],
                }
            },
            {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{"Condition": {"Bool": {"a": False}}}],
                }
            },
            id="document-is-left-as-it-is",
        ),
        pytest.param("AWS::CloudFormation::WaitConditionHandle", {}, {}, id="no-properties"),
        pytest.param(
            BUCKET,
            {
                "LoggingConfiguration": {
                    "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}
                }
            },
            {
                "LoggingConfiguration": {
                    "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}
                }
            },
            id="one-of",
        ),
    ],
)
def test_converted(resource_type: str, given: dict[str, Any], converted: dict[str, Any]) -> None:
    """Scalars take the type that the schema gives them; true and 1 are told apart."""
    found = check(resource_type, "Thing", given)
    assert repr(found) == repr(converted)


def test_input_is_not_changed() -> None:
    """The caller's properties stay as they are."""
    given = {"Tags": [{"Key": "k", "Value": 1}]}
    check(BUCKET, "Thing", given)
    assert given == {"Tags": [{"Key": "k", "Value": 1}]}


def test_unknown_type() -> None:
    """No schema, no check: said, not passed over."""
    with pytest.raises(UnknownTypeError, match="AWS::Foo::Bar"):
        check("AWS::Foo::Bar", "Thing", {})


def test_unresolved_value() -> None:
    """What JSON does not have is the caller's mistake."""
    with pytest.raises(TypeError, match="not object: resolve it first"):
        check(BUCKET, "Thing", {"BucketName": object()})
