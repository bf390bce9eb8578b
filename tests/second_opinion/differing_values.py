"""What resources are called on LocalStack, and which attributes they have there."""

from typing import Final

from tests.second_opinion.difference import REFERENCE, Difference
from tests.second_opinion.expectations import (
    with_attributes,
    with_names,
    with_physical_ids,
    with_text,
    without_attributes,
)

_NAMES: Final = f"{REFERENCE}aws-properties-name.html"
_BUCKET: Final = f"{REFERENCE}aws-resource-s3-bucket.html"

VALUES: Final = (
    Difference(
        "queue-url",
        "The URL of a queue leads to LocalStack.",
        "services/sqs/models.py: SqsQueue.url",
        f"{REFERENCE}aws-resource-sqs-queue.html",
        with_text(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com/", r"http://sqs.\1.localhost.localstack.cloud:{port}/"),
    ),
    Difference(
        "handle-url",
        "The URL of a wait condition's handle leads to LocalStack, and is the same for all handles of a stack.",
        "services/cloudformation/resource_providers/aws_cloudformation_waitconditionhandle.py: create",
        f"{REFERENCE}aws-resource-cloudformation-waitconditionhandle.html",
        with_text(
            r"https://cloudformation-waitcondition-([a-z0-9-]+)\.s3\.amazonaws\.com/(\S+?)/\w+\?",
            r"http://localhost:{port}/cloudformation-waitcondition-\1/\2?",
        ),
    ),
    Difference(
        "bucket-domain",
        "The domain names and the website of a bucket are LocalStack's.",
        "services/s3/resource_providers/aws_s3_bucket.py: _setup_post_creation_attributes",
        _BUCKET,
        with_attributes(
            "AWS::S3::Bucket",
            DomainName="{}.s3.localhost.localstack.cloud",
            RegionalDomainName="{}.s3.localhost.localstack.cloud",
            WebsiteURL="http://{}.s3-website.localhost.localstack.cloud:{{port}}",
        ),
    ),
    Difference(
        "bucket-dual-stack",
        "A bucket has no DualStackDomainName.",
        "services/s3/resource_providers/aws_s3_bucket.py: _setup_post_creation_attributes",
        _BUCKET,
        without_attributes("AWS::S3::Bucket", "DualStackDomainName"),
    ),
    Difference(
        "bucket-policy-id",
        "The physical id of a bucket policy is the document's MD5, not the bucket's name.",
        "services/s3/resource_providers/aws_s3_bucketpolicy.py: create",
        f"{REFERENCE}aws-resource-s3-bucketpolicy.html",
        with_physical_ids("AWS::S3::BucketPolicy", lambda _: "{md5}"),
    ),
    Difference(
        "topic-name",
        "A topic without a name is called topic-…, without the names of stack and resource.",
        "services/sns/resource_providers/aws_sns_topic.py: create",
        _NAMES,
        with_names("AWS::SNS::Topic", "topic-{{random}}", without="TopicName"),
    ),
    Difference(
        "subscription-arn",
        "A subscription has no attribute Arn.",
        "services/sns/resource_providers/aws_sns_subscription.py: create",
        f"{REFERENCE}aws-resource-sns-subscription.html",
        without_attributes("AWS::SNS::Subscription", "Arn"),
    ),
    Difference(
        "parameter-name",
        "A parameter of Systems Manager without a name is called after its stack, not CFN-….",
        "services/ssm/resource_providers/aws_ssm_parameter.py: create",
        _NAMES,
        with_names("AWS::SSM::Parameter", "{}", without="Name", ours="CFN-{1}-{{random}}"),
    ),
    Difference(
        "parameter-arn",
        "A parameter of Systems Manager has no attribute Arn.",
        "services/ssm/resource_providers/aws_ssm_parameter.py: create",
        f"{REFERENCE}aws-resource-ssm-parameter.html",
        without_attributes("AWS::SSM::Parameter", "Arn"),
    ),
    Difference(
        "rule-name",
        "A rule has no attribute RuleName.",
        "services/events/resource_providers/aws_events_rule.py: create",
        f"{REFERENCE}aws-resource-events-rule.html",
        without_attributes("AWS::Events::Rule", "RuleName"),
    ),
    Difference(
        "machine-revision",
        "A state machine has no attribute StateMachineRevisionId.",
        "services/stepfunctions/resource_providers/aws_stepfunctions_statemachine.py: create",
        f"{REFERENCE}aws-resource-stepfunctions-statemachine.html",
        without_attributes("AWS::StepFunctions::StateMachine", "StateMachineRevisionId"),
    ),
    Difference(
        "inline-policy-id",
        "The physical id of an inline policy begins with the word stack and four characters of the policy's name.",
        "services/iam/resource_providers/aws_iam_policy.py: create",
        f"{REFERENCE}aws-resource-iam-policy.html",
        with_physical_ids(
            "AWS::IAM::Policy", lambda body: f"stack-{body['Properties']['PolicyName'][:4]}-{{random}}", "Id"
        ),
    ),
    Difference(
        "managed-policy-attributes",
        "A managed policy has none of its attributes.",
        "services/iam/resource_providers/aws_iam_managedpolicy.py: create",
        f"{REFERENCE}aws-resource-iam-managedpolicy.html",
        without_attributes(
            "AWS::IAM::ManagedPolicy",
            "AttachmentCount",
            "CreateDate",
            "DefaultVersionId",
            "IsAttachable",
            "PermissionsBoundaryUsageCount",
            "PolicyArn",
            "PolicyId",
            "UpdateDate",
        ),
    ),
    Difference(
        "managed-policy-path",
        "A managed policy is made without its Path.",
        "services/iam/resource_providers/aws_iam_managedpolicy.py: create",
        f"{REFERENCE}aws-resource-iam-managedpolicy.html",
        with_names("AWS::IAM::ManagedPolicy", ":policy/{}", ours=":policy/team/{}"),
    ),
)
