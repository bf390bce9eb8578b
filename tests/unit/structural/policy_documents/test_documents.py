"""The IAM policy documents of a template, wherever they stand and in whatever form."""

from pathlib import Path

from cfnproof.structural.policy_documents.documents import documents, statements_of
from cfnproof.structural.policy_documents.sites import Kind
from cfnproof.template.expressions import Reference
from cfnproof.template.model import Template, from_text

_TEXT = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: train
      ManagedPolicyArns: [!Ref Listed, "arn:aws:iam::aws:policy/ReadOnlyAccess"]
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: [a.amazonaws.com, b.amazonaws.com], AWS: !Ref Who}}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - Sid: One
                Effect: Allow
                Action: s3:GetObject
                Resource: [!GetAtt Bucket.Arn, "*"]
                Condition:
                  StringEquals: {a: [x, y], b: z}
                  Bool: {c: true}
              - {Effect: Deny, NotAction: [a, b], NotResource: c}
  ByRef:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [other, !Ref Role]
      PolicyDocument: '{"Statement": {"Effect": "Allow", "Action": "byRef", "Resource": "*"}}'
  ByName:
    Type: AWS::IAM::ManagedPolicy
    Properties: {Roles: [train], PolicyDocument: {Statement: [{Effect: Allow, Action: byName}]}}
  Listed:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: listed}]}}
  Single:
    Type: AWS::IAM::RolePolicy
    Properties: {RoleName: !Ref Role, PolicyName: s, PolicyDocument: {Statement: [{Effect: Allow, Action: single}]}}
  Elsewhere:
    Type: AWS::IAM::Policy
    Properties: {Roles: [!Ref Other], PolicyDocument: {Statement: [{Effect: Allow, Action: elsewhere}]}}
  Key:
    Type: AWS::KMS::Key
    Properties: {KeyPolicy: {Statement: [{Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}]}}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {ResourcePolicy: {PolicyDocument: {Statement: [text, {Effect: Allow}]}}}
  Bucket:
    Type: AWS::S3::Bucket
"""


def _template() -> Template:
    return from_text(_TEXT, Path("template.yaml"))


def test_statements_of_a_role() -> None:
    """Its own, those attached by Ref, by name, as a managed policy that it lists, and as a RolePolicy."""
    template = _template()
    found = statements_of(template.resources["Role"], template)
    assert [statement.resource for statement in found] == ["Role", "Role", "ByRef", "ByName", "Listed", "Single"]
    assert [statement.policy for statement in found[:3]] == ["own", "own", "ByRef"]
    assert found[2].actions == (("byRef",),)


def test_elements() -> None:
    """Single values and lists are read alike; conditions come one key at a time."""
    template = _template()
    first, second = statements_of(template.resources["Role"], template)[:2]
    assert (first.sid, first.title, first.index, first.allows) == ("One", "statement 'One'", 0, True)
    assert (first.actions, first.resources) == ((("s3:GetObject",),), ((Reference("Bucket", "Arn"),), ("*",)))
    assert [(one.operator, one.key, one.values) for one in first.conditions] == [
        ("StringEquals", "a", (("x",), ("y",))),
        ("StringEquals", "b", (("z",),)),
        ("Bool", "c", (("true",),)),
    ]
    assert (second.title, second.allows) == ("statement 2", False)
    assert (second.not_actions, second.not_resources) == ((("a",), ("b",)), (("c",),))


def test_trust_and_principals() -> None:
    """Each principal with its kind; `*` alone has the kind `*`."""
    template = _template()
    (trust,) = documents(template, Kind.TRUST)
    assert [(one.kind, one.value) for one in trust.statements[0].principals] == [
        ("Service", ("a.amazonaws.com",)),
        ("Service", ("b.amazonaws.com",)),
        ("AWS", (Reference("Who"),)),
    ]
    key = next(documents(template, Kind.RESOURCE))
    assert (key.owner.logical_id, key.statements[0].principals[0].kind) == ("Key", "*")


def test_what_cannot_be_read_is_said() -> None:
    """A statement that is no mapping is reported beside those that are read."""
    template = _template()
    table = [document for document in documents(template) if document.owner.logical_id == "Table"]
    assert [len(document.statements) for document in table] == [1]
    assert [problem.message for document in table for problem in document.unreadable] == [
        "has a statement 1 that is no mapping: write it out"
    ]
