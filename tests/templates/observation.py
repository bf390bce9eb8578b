"""What boto3 shows of a deployed resource, as flat paths: what an update may change, without versions and times.

Items of a list that have a name of their own stand under it, so `policies.run.ReadSource.Resource` is the resource of
the statement ReadSource of the inline policy `run`.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cfnproof.hosts.stacks import DeployedStack

ClientOf = Callable[[str], Any]
Observed = Mapping[str, Any]
"""From a path to a value that JSON can hold; shaped by AWS's answers, hence Any."""

OUTPUTS: Final = "Outputs"
"""Stands for a logical id: the stack's outputs are observed beside its resources."""

_NAMES: Final = ("Sid", "VariantName", "name", "Name", "Id", "id")


def observe(client: ClientOf, stack: DeployedStack) -> Mapping[str, Observed]:
    """From each logical id of a stack to what is seen of the resource. Raises KeyError for a type not in the table."""
    found = {
        one.logical_id: dict(_flat(_SEEN[one.type](client, one.physical_id))) for one in stack.resources().values()
    }
    return {**found, OUTPUTS: dict(stack.outputs)}


def _flat(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for index, item in enumerate(value):
            yield from _flat(item, f"{path}.{_name(item) or index}")
    else:
        yield path, value


def _name(item: Mapping[str, Any]) -> str | None:
    return next((str(item[key]) for key in _NAMES if key in item), None)


def _picked(answer: Mapping[str, Any], *members: str) -> dict[str, Any]:
    return {member: answer[member] for member in members if member in answer}


def _tags(tags: list[dict[str, str]]) -> dict[str, str]:
    """The owner's tags of an answer, whichever way the service writes the members."""
    pairs = [{key.lower(): value for key, value in tag.items()} for tag in tags]
    return {pair.get("key", pair.get("tagkey", "")): pair.get("value", pair.get("tagvalue", "")) for pair in pairs}


def _own(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def _repository(client: ClientOf, physical_id: str) -> Observed:
    codecommit = client("codecommit")
    listed = codecommit.list_repositories()["repositories"]
    name = next(one["repositoryName"] for one in listed if one["repositoryId"] == physical_id)
    metadata = codecommit.get_repository(repositoryName=name)["repositoryMetadata"]
    tags = codecommit.list_tags_for_resource(resourceArn=metadata["Arn"])["tags"]
    members = ("repositoryName", "repositoryDescription", "Arn", "cloneUrlHttp")
    return {**_picked(metadata, *members), "tags": _own(tags)}


def _key(client: ClientOf, physical_id: str) -> Observed:
    kms = client("kms")
    return {
        **_picked(kms.describe_key(KeyId=physical_id)["KeyMetadata"], "Description", "KeyState", "Arn"),
        "rotation": kms.get_key_rotation_status(KeyId=physical_id)["KeyRotationEnabled"],
        "policy": json.loads(kms.get_key_policy(KeyId=physical_id, PolicyName="default")["Policy"])["Statement"],
        "tags": _own(_tags(kms.list_resource_tags(KeyId=physical_id)["Tags"])),
    }


def _topic(client: ClientOf, physical_id: str) -> Observed:
    sns = client("sns")
    attributes = sns.get_topic_attributes(TopicArn=physical_id)["Attributes"]
    tags = sns.list_tags_for_resource(ResourceArn=physical_id)["Tags"]
    return {**_picked(attributes, "TopicArn", "KmsMasterKeyId"), "tags": _own(_tags(tags))}


def _topic_policy(client: ClientOf, physical_id: str) -> Observed:
    """The policy has no identity that SNS knows; the topic's shows it."""
    sns = client("sns")
    arns = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    policies = [json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]) for arn in arns]
    return {"policies": [policy["Statement"] for policy in policies], "id": physical_id}


def _bucket(client: ClientOf, physical_id: str) -> Observed:
    s3 = client("s3")
    encryption = s3.get_bucket_encryption(Bucket=physical_id)["ServerSideEncryptionConfiguration"]
    return {
        "encryption": encryption["Rules"],
        "ownership": s3.get_bucket_ownership_controls(Bucket=physical_id)["OwnershipControls"]["Rules"],
        "access": s3.get_public_access_block(Bucket=physical_id)["PublicAccessBlockConfiguration"],
        "versioning": s3.get_bucket_versioning(Bucket=physical_id)["Status"],
        "tags": _own(_tags(s3.get_bucket_tagging(Bucket=physical_id)["TagSet"])),
    }


def _bucket_policy(client: ClientOf, physical_id: str) -> Observed:
    return {"policy": json.loads(client("s3").get_bucket_policy(Bucket=physical_id)["Policy"])["Statement"]}


def _role(client: ClientOf, physical_id: str) -> Observed:
    iam = client("iam")
    role = iam.get_role(RoleName=physical_id)["Role"]
    names = iam.list_role_policies(RoleName=physical_id)["PolicyNames"]
    documents = {name: iam.get_role_policy(RoleName=physical_id, PolicyName=name)["PolicyDocument"] for name in names}
    return {
        **_picked(role, "Arn", "Description"),
        "trust": role["AssumeRolePolicyDocument"]["Statement"],
        "policies": {name: document["Statement"] for name, document in documents.items()},
        "attached": iam.list_attached_role_policies(RoleName=physical_id)["AttachedPolicies"],
        "tags": _own(_tags(role["Tags"])),
    }


def _log_group(client: ClientOf, physical_id: str) -> Observed:
    logs = client("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix=physical_id)["logGroups"]
    tags = logs.list_tags_log_group(logGroupName=physical_id)["tags"]
    return {**_picked(group, "logGroupName", "kmsKeyId", "retentionInDays"), "tags": _own(tags)}


def _state_machine(client: ClientOf, physical_id: str) -> Observed:
    states = client("stepfunctions")
    machine = states.describe_state_machine(stateMachineArn=physical_id)
    return {
        **_picked(machine, "name", "type", "roleArn", "loggingConfiguration"),
        "definition": json.loads(machine["definition"]),
        "tags": _own(_tags(states.list_tags_for_resource(resourceArn=physical_id)["tags"])),
    }


def _pipeline(client: ClientOf, physical_id: str) -> Observed:
    codepipeline = client("codepipeline")
    answer = codepipeline.get_pipeline(name=physical_id)
    tags = codepipeline.list_tags_for_resource(resourceArn=answer["metadata"]["pipelineArn"])["tags"]
    structure = {member: value for member, value in answer["pipeline"].items() if member != "version"}
    return {**structure, "tags": _own(_tags(tags))}


def _rule(client: ClientOf, physical_id: str) -> Observed:
    events = client("events")
    rule = events.describe_rule(Name=physical_id)
    return {
        **_picked(rule, "Name", "Description", "State"),
        "pattern": json.loads(rule["EventPattern"]),
        "targets": events.list_targets_by_rule(Rule=physical_id)["Targets"],
    }


def _endpoint_config(client: ClientOf, physical_id: str) -> Observed:
    name = physical_id.rpartition("/")[2]
    answer = client("sagemaker").describe_endpoint_config(EndpointConfigName=name)
    return _picked(answer, "EndpointConfigName", "KmsKeyId", "ProductionVariants")


def _endpoint(client: ClientOf, physical_id: str) -> Observed:
    answer = client("sagemaker").describe_endpoint(EndpointName=physical_id.rpartition("/")[2])
    return _picked(answer, "EndpointArn", "EndpointConfigName", "EndpointStatus")


_SEEN: Final[Mapping[str, Callable[[ClientOf, str], Observed]]] = {
    "AWS::CodeCommit::Repository": _repository,
    "AWS::CodePipeline::Pipeline": _pipeline,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::Topic": _topic,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SageMaker::Endpoint": _endpoint,
    "AWS::SageMaker::EndpointConfig": _endpoint_config,
    "AWS::StepFunctions::StateMachine": _state_machine,
}
