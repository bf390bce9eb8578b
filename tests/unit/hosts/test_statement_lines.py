"""The lines of the statements that decided, in the templates that were deployed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cfnproof.hosts.access.ledger import Entry, Line, Source
from cfnproof.hosts.statement_lines import Deployed, StatementLines
from cfnproof.iam.decision import Decision, Outcome, PolicyType, Statement
from cfnproof.iam.request import Principal, PrincipalKind, Request
from cfnproof.template.model import load

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service/app-Role-1"
OTHER = f"arn:aws:iam::{ACCOUNT}:role/other"
MANAGED = f"arn:aws:iam::{ACCOUNT}:policy/app-Shared-1"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:told"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:told"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd"

TEMPLATE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: 'sts:AssumeRole'}  # trust
      ManagedPolicyArns: [!Ref Shared]
      Policies:
        - PolicyName: inline
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: 's3:GetObject', Resource: '*'}  # first
              - {Effect: Allow, Action: 's3:PutObject', Resource: '*'}  # second
              - {Sid: Named, Effect: Allow, Action: 's3:PutObjectAcl', Resource: '*'}  # named
  Attached:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: attached
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: {Effect: Allow, Action: 'sns:Publish', Resource: '*'}  # attached
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}  # managed
  Bucket: {Type: AWS::S3::Bucket}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement: {Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}  # bucket
  Topic: {Type: AWS::SNS::Topic}
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: '*', Action: 'sns:Publish', Resource: '*'}  # topic
  Queue: {Type: AWS::SQS::Queue}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: '*', Action: 'sqs:SendMessage', Resource: '*'}  # queue
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement: {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: 'kms:*', Resource: '*'}  # key
  LeftOut:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
IDS = {
    "Role": "app-Role-1",
    "Attached": "app-Attached-1",
    "Shared": MANAGED,
    "Bucket": "app-bucket-1",
    "BucketPolicy": "app-bucket-1",
    "Topic": TOPIC,
    "TopicPolicy": "app-TopicPolicy-1",
    "Queue": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/told",
    "QueuePolicy": "app-QueuePolicy-1",
    "Key": "1234abcd",
}


@pytest.fixture
def line_of(tmp_path: Path) -> StatementLines:
    """Finds the lines of one stack, in which a topic and a queue have the same name."""
    file = tmp_path / "app.yaml"
    file.write_text(TEMPLATE, encoding="utf-8")
    return StatementLines([Deployed("app", load(file), IDS)])


def found(line_of: StatementLines, kind: PolicyType, policy: str, index: int = 0, sid: str = "") -> Line | None:
    """The line of a statement that decided on a request of the role."""
    return line_of(asked(ROLE), Statement(kind, policy, index, sid, "Allow"))


def asked(role: str) -> Entry:
    """A request of a session of a role."""
    principal = Principal(PrincipalKind.SESSION, f"arn:aws:sts::{ACCOUNT}:assumed-role/any/one", ACCOUNT, role)
    request = Request(principal, "s3:GetObject", "*", ACCOUNT)
    return Entry(datetime.now(UTC), request, Decision(Outcome.ALLOWED), Source("s3", "GetObject", "r"))


def at(logical_id: str, comment: str) -> Line:
    """The line of the template that has a comment."""
    lines = TEMPLATE.splitlines()
    return Line("app", logical_id, next(n for n, line in enumerate(lines, 1) if line.endswith(f"# {comment}")))


@pytest.mark.parametrize(
    ("policy", "index", "sid", "place"),
    [
        ("inline", 0, "", at("Role", "first")),
        ("inline", 1, "", at("Role", "second")),
        ("inline", 2, "Named", at("Role", "named")),
        ("attached", 0, "", at("Attached", "attached")),
        (MANAGED, 0, "", at("Shared", "managed")),
        ("inline", 3, "", None),
        ("inline", 0, "Unknown", None),
        ("elsewhere", 0, "", None),
        ("arn:aws:iam::aws:policy/AdministratorAccess", 0, "", None),
    ],
)
def test_identity_policies(line_of: StatementLines, policy: str, index: int, sid: str, place: Line | None) -> None:
    """Inline, of a policy resource, managed; by the Sid where there is one. Others come from no template."""
    assert found(line_of, PolicyType.IDENTITY, policy, index, sid) == place


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        (ROLE, at("Role", "trust")),
        ("arn:aws:s3:::app-bucket-1", at("BucketPolicy", "bucket")),
        (TOPIC, at("TopicPolicy", "topic")),
        (QUEUE, at("QueuePolicy", "queue")),
        (KEY, at("Key", "key")),
        (f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:told", None),
        ("events", None),
    ],
)
def test_policies_of_resources(line_of: StatementLines, policy: str, place: Line | None) -> None:
    """By the resource's ARN: names are one for each service alone."""
    assert found(line_of, PolicyType.RESOURCE, policy) == place


def test_a_policy_of_the_same_name_of_another_role(line_of: StatementLines) -> None:
    """Is not taken for this template's."""
    statement = Statement(PolicyType.IDENTITY, "inline", 0, "", "Allow")
    assert line_of(asked(OTHER), statement) is None


def test_the_boundary_of_a_role(line_of: StatementLines) -> None:
    """A managed policy, whatever it is used as."""
    assert found(line_of, PolicyType.BOUNDARY, MANAGED) == at("Shared", "managed")
