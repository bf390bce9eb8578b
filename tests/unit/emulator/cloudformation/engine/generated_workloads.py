"""Properties that hypothesis makes up for what acts: roles, rules, alarms, machines, repositories, models."""

from typing import Final

from hypothesis import strategies as st

from cfnproof.template.images import image_uri
from tests.unit.emulator.cloudformation.engine.generated_values import (
    TAGS,
    Neighbours,
    Strategy,
    arn,
    documents,
    names_for,
    ref,
    some_of,
    trust,
)

_SERVING: Final = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
"""What lets an endpoint pull its image and write its log, whichever role its model has.

https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol.html
"""


def role_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Role."""
    policy = st.fixed_dictionaries(
        {"PolicyName": st.sampled_from(["read", "write"]), "PolicyDocument": documents("*", "s3:Get*", "s3:Put*")}
    )
    found = near.found.get("managed", ())
    managed = st.lists(st.sampled_from(found), unique=True, max_size=2) if found else st.just([])
    return some_of(
        {
            "AssumeRolePolicyDocument": st.sampled_from(
                [trust("states", "sagemaker"), trust("sagemaker", "states", "events")]
            ),
            "ManagedPolicyArns": managed.map(lambda names: [_SERVING, *(ref(name) for name in names)]),
        },
        {
            "Description": st.sampled_from(["first", "second", ref("Word")]),
            "MaxSessionDuration": st.sampled_from([3600, 7200]),
            "Path": st.sampled_from(["/", "/team/"]),
            "Policies": st.lists(policy, unique_by=lambda one: one["PolicyName"], max_size=2),
            "Tags": TAGS,
        },
    )


def inline_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Inline."""
    policies = documents("*", "sqs:*", "sns:*")
    return some_of({"PolicyName": names_for(logical_id), "PolicyDocument": policies, "Roles": near.refs("role")}, {})


def managed_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Managed."""
    roles = {"Roles": near.refs("role")} if near.found.get("role") else {}
    optional = {"Path": st.sampled_from(["/", "/team/"]), "Description": st.sampled_from(["first", "second"]), **roles}
    return some_of({"PolicyDocument": documents("*", "logs:Get*", "logs:Put*")}, optional)


def rule_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Rule."""
    targets = near.some("queue", "topic").map(
        lambda arns: [{"Id": found["Fn::GetAtt"][0], "Arn": found} for found in arns]
    )
    return some_of(
        {"EventPattern": st.sampled_from([{"source": ["aws.s3"]}, {"source": ["aws.ecr"]}])},
        {
            "Name": names_for(logical_id),
            "State": st.sampled_from(["ENABLED", "DISABLED"]),
            "Description": near.text(),
            "Targets": targets,
            "Tags": TAGS,
        },
    )


def alarm_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Alarm."""
    fixed = {"Namespace": "AWS/SQS", "MetricName": "Age", "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1}
    return some_of(
        {
            **{name: st.just(value) for name, value in fixed.items()},
            "ComparisonOperator": st.just("GreaterThanThreshold"),
            "Threshold": st.integers(1, 3),
        },
        {
            "AlarmName": names_for(logical_id),
            "AlarmActions": near.some("topic"),
            "AlarmDescription": near.text(),
            "Tags": TAGS,
        },
    )


def machine_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Machine."""
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "%s", "End": true}}}'
    return some_of(
        {
            "RoleArn": st.just(arn("role", near.to[0])),
            "DefinitionString": st.sampled_from([definition % "one", definition % "two"]),
        },
        {"StateMachineName": names_for(logical_id), "Tags": TAGS},
    )


def repository_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Repository."""
    trigger = near.some("topic", most=1).map(
        lambda arns: [{"Name": "told", "DestinationArn": one, "Events": ["all"]} for one in arns]
    )
    return some_of(
        {"RepositoryName": names_for(logical_id)},
        {"RepositoryDescription": near.text(), "Triggers": trigger, "Tags": TAGS},
    )


def model_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Model."""
    images = [image_uri(name, "us-east-1") for name in ("pytorch-inference", "pytorch-training")]
    containers = st.sampled_from([{"Image": image} for image in images])
    return some_of(
        {"ExecutionRoleArn": st.just(arn("role", near.to[0])), "PrimaryContainer": containers}, {"Tags": TAGS}
    )


def endpoint_config_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Endpoint config."""
    model = {"Fn::GetAtt": [near.to[0], "ModelName"]}
    variants = st.integers(1, 2).map(
        lambda count: [
            {"VariantName": "all", "ModelName": model, "InstanceType": "ml.m5.large", "InitialInstanceCount": count}
        ]
    )
    fixed = variants.map(lambda found: [{**one, "InitialVariantWeight": 1} for one in found])
    return some_of({"ProductionVariants": fixed}, {"Tags": TAGS})


def endpoint_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Endpoint."""
    return some_of({"EndpointConfigName": st.just({"Fn::GetAtt": [near.to[0], "EndpointConfigName"]})}, {"Tags": TAGS})


def package_group_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Package group."""
    # Everything but the policy and the tags replaces the group, so that its name changes with the description.
    said = st.sampled_from(["one", "two"]).map(
        lambda word: {
            "ModelPackageGroupName": f"{logical_id.lower()}-{word}",
            "ModelPackageGroupDescription": word,
        }
    )
    return st.tuples(said, some_of({}, {"Tags": TAGS})).map(lambda both: {**both[0], **both[1]})


def handle_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Handle."""
    return st.just({})
