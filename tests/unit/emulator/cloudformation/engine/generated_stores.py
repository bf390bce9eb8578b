"""Properties that hypothesis makes up for what keeps things: buckets, keys, topics, queues, log groups, parameters."""

from hypothesis import strategies as st

from tests.unit.emulator.cloudformation.engine.generated_values import (
    LABELS,
    TAGS,
    Neighbours,
    Strategy,
    arn,
    documents,
    names_for,
    ref,
    some_of,
)


def bucket_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Bucket."""
    algorithm = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    rules = st.integers(1, 3).map(lambda days: {"Rules": [{"Id": "r", "Status": "Enabled", "ExpirationInDays": days}]})
    name = names_for(logical_id).map(lambda name: {"Fn::Sub": f"{name}-${{AWS::AccountId}}"})
    return some_of(
        {},
        {
            "BucketName": name,
            "VersioningConfiguration": st.sampled_from([{"Status": "Enabled"}, {"Status": "Suspended"}]),
            "PublicAccessBlockConfiguration": st.booleans().map(lambda on: {"BlockPublicAcls": on}),
            "BucketEncryption": st.just({"ServerSideEncryptionConfiguration": [algorithm]}),
            "OwnershipControls": st.just({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}),
            "LifecycleConfiguration": rules,
            "Tags": TAGS,
        },
    )


def bucket_policy_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Bucket policy."""
    bucket = near.to[0]
    resource = {"Fn::Sub": f"${{{bucket}.Arn}}/*"}
    policies = documents(resource, "s3:GetObject", "s3:PutObject", Principal={"AWS": ref("AWS::AccountId")})
    return some_of({"Bucket": st.just(ref(bucket)), "PolicyDocument": policies}, {})


def key_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Key."""
    del logical_id
    states = st.sampled_from([{}, {"EnableKeyRotation": True}, {"Enabled": False}, {"Enabled": True}])
    rest = some_of({}, {"Description": near.text(), "PendingWindowInDays": st.integers(7, 9), "Tags": TAGS})
    return st.tuples(states, rest).map(lambda both: {**both[0], **both[1]})


def alias_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Alias."""
    return some_of(
        {"AliasName": names_for(logical_id).map(lambda name: f"alias/{name}"), "TargetKeyId": st.just(ref(near.to[0]))},
        {},
    )


def topic_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Topic."""
    function = {"Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:f"}
    return some_of(
        {},
        {
            "TopicName": names_for(logical_id),
            "DisplayName": st.sampled_from(["first", "second", ref("Word"), {"Fn::If": ["IsOn", "on", "off"]}]),
            "Subscription": st.just([{"Protocol": "lambda", "Endpoint": function}]),
            "Tags": TAGS,
        },
    )


def topic_policy_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Topic policy."""
    topic = near.to[0]
    policies = documents(ref(topic), "sns:Publish", "sns:Subscribe", Principal={"Service": "events.amazonaws.com"})
    return some_of({"Topics": st.just([ref(topic)]), "PolicyDocument": policies}, {})


def subscription_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Subscription."""
    topic, queue = near.to
    fixed = {"TopicArn": ref(topic), "Protocol": "sqs", "Endpoint": arn("queue", queue)}
    return some_of(
        {name: st.just(value) for name, value in fixed.items()},
        {
            "RawMessageDelivery": st.booleans(),
            "FilterPolicy": st.sampled_from([{"kind": ["a"]}, {"kind": ["b"]}]),
        },
    )


def queue_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Queue."""
    others = near.found.get("queue", [])
    redrive = {
        "RedrivePolicy": st.sampled_from(others).map(
            lambda name: {"deadLetterTargetArn": arn("queue", name), "maxReceiveCount": 3}
        )
    }
    return some_of(
        {},
        {
            "QueueName": names_for(logical_id),
            "VisibilityTimeout": st.integers(30, 32),
            "DelaySeconds": st.integers(0, 2),
            **(redrive if others else {}),
            "Tags": TAGS,
        },
    )


def log_group_properties(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    """Log group."""
    return some_of(
        {}, {"LogGroupName": names_for(logical_id), "RetentionInDays": st.sampled_from([1, 7, 30]), "Tags": TAGS}
    )


def parameter_properties(logical_id: str, near: Neighbours) -> Strategy:
    """Parameter."""
    tags = LABELS.map(lambda value: {"class": value})
    return some_of(
        {"Type": st.just("String"), "Value": near.text()},
        {"Name": names_for(logical_id), "Description": near.text(), "Tags": tags},
    )
