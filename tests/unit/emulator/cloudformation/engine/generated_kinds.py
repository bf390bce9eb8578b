"""The resource types that generated stacks are made of.

AWS::SQS::QueuePolicy is not among them: moto forgets a queue's policy when another attribute is set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.unit.emulator.cloudformation.engine import generated_stores as stores
from tests.unit.emulator.cloudformation.engine import generated_workloads as workloads
from tests.unit.emulator.cloudformation.engine.generated_values import Neighbours, Strategy

Maker = Callable[[str, Neighbours], Strategy]


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type: `type` is its name without `AWS::`.

    `needs` are the kinds that it cannot do without; `once` says that there can be only one for the same ones. `keeps`
    says that it can be retained when everything else goes. `arn` is the attribute that is the ARN.
    """

    name: str
    type: str
    properties: Maker
    needs: tuple[str, ...] = ()
    once: bool = False
    keeps: bool = False


KINDS: Final = (
    Kind("topic", "SNS::Topic", stores.topic_properties, keeps=True),
    Kind("queue", "SQS::Queue", stores.queue_properties, keeps=True),
    Kind("bucket", "S3::Bucket", stores.bucket_properties, keeps=True),
    Kind("role", "IAM::Role", workloads.role_properties),
    Kind("key", "KMS::Key", stores.key_properties, keeps=True),
    Kind("logs", "Logs::LogGroup", stores.log_group_properties, keeps=True),
    Kind("parameter", "SSM::Parameter", stores.parameter_properties, keeps=True),
    Kind("rule", "Events::Rule", workloads.rule_properties),
    Kind("alarm", "CloudWatch::Alarm", workloads.alarm_properties, keeps=True),
    Kind("repository", "CodeCommit::Repository", workloads.repository_properties, keeps=True),
    Kind("managed", "IAM::ManagedPolicy", workloads.managed_properties),
    Kind("group", "SageMaker::ModelPackageGroup", workloads.package_group_properties),
    Kind("handle", "CloudFormation::WaitConditionHandle", workloads.handle_properties),
    Kind("inline", "IAM::Policy", workloads.inline_properties, needs=("role",)),
    Kind("machine", "StepFunctions::StateMachine", workloads.machine_properties, needs=("role",)),
    Kind("model", "SageMaker::Model", workloads.model_properties, needs=("role",)),
    Kind("config", "SageMaker::EndpointConfig", workloads.endpoint_config_properties, needs=("model",)),
    Kind("endpoint", "SageMaker::Endpoint", workloads.endpoint_properties, needs=("config",)),
    Kind("bucketPolicy", "S3::BucketPolicy", stores.bucket_policy_properties, needs=("bucket",), once=True),
    Kind("topicPolicy", "SNS::TopicPolicy", stores.topic_policy_properties, needs=("topic",), once=True),
    Kind("subscription", "SNS::Subscription", stores.subscription_properties, needs=("topic", "queue"), once=True),
    Kind("alias", "KMS::Alias", stores.alias_properties, needs=("key",), once=True),
)
