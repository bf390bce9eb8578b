"""Templates that stacks are changed from and to."""


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
