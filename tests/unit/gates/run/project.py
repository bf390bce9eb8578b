"""A small project whose pipelines copy what is pushed to a bucket, and what can be wrong with them."""

from pathlib import Path

from cfnproof.config import Config, find, read

BASE = """\
Resources:
  Repository:
    Type: AWS::CodeCommit::Repository
    Properties: {RepositoryName: !Sub 'app-${AWS::StackName}'}
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {VersioningConfiguration: {Status: Enabled}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: [codepipeline.amazonaws.com, events.amazonaws.com]}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: pipeline
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Sid: Read
                Effect: Allow
                Action:
                  - codecommit:GetBranch
                  - codecommit:GetCommit
                  - codecommit:GetUploadArchiveStatus
                  - codecommit:UploadArchive
                Resource: !Sub arn:aws:codecommit:${AWS::Region}:${AWS::AccountId}:*
              - Sid: Look
                Effect: Allow
                Action: [s3:GetBucketAcl, s3:GetBucketLocation, s3:GetBucketVersioning]
                Resource: arn:aws:s3:::*
              - Sid: Copy
                Effect: Allow
                Action: [s3:GetObject, s3:GetObjectVersion, s3:PutObject, s3:PutObjectAcl]
                Resource: arn:aws:s3:::*/*
              - Sid: Start
                Effect: Allow
                Action: codepipeline:StartPipelineExecution
                Resource: !Sub arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:*
Outputs:
  RepositoryName: {Value: !GetAtt Repository.Name}
  BucketName: {Value: !Ref Bucket}
  RoleArn: {Value: !GetAtt Role.Arn}
"""

PIPELINE = """\
Parameters:
  RepositoryName: {Type: String}
  BucketName: {Type: String}
  RoleArn: {Type: String}
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !Ref RoleArn
      ArtifactStore: {Type: S3, Location: !Ref BucketName}
      Stages:
        - Name: Source
          Actions:
            - Name: Take
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: '1'}
              Configuration:
                RepositoryName: !Ref RepositoryName
                BranchName: main
                PollForSourceChanges: false
              OutputArtifacts: [{Name: Pushed}]
        - Name: Release
          Actions:
            - Name: Copy
              ActionTypeId: {Category: Deploy, Owner: AWS, Provider: S3, Version: '1'}
              InputArtifacts: [{Name: Pushed}]
              Configuration: {BucketName: !Ref BucketName, Extract: 'true', ObjectKey: out}
            - Name: Look
              RunOrder: 2
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: '1'}
"""

RULE = """\
  OnPush:
    Type: AWS::Events::Rule
    Properties:
      State: ENABLED
      EventPattern:
        source: [aws.codecommit]
        detail: {referenceName: [main]}
      Targets:
        - Id: pipeline
          Arn: !Sub arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}
          RoleArn: !Ref RoleArn
"""

TRIGGERED = PIPELINE + RULE

SETTINGS = """\
[tool.cfnproof]
templates = ["base.yaml", "app.yaml"]

[tool.cfnproof.artifacts]
"settings.json" = "settings.json"
"notes.txt" = "notes.txt"

[tool.cfnproof.objects]
"s3://${base.BucketName}/data/table.csv" = "table.csv"

[[tool.cfnproof.stacks]]
template = "base.yaml"
"""

STACK = """
[[tool.cfnproof.stacks]]
template = "{name}.yaml"
parameters.RepositoryName = "${{base.RepositoryName}}"
parameters.BucketName = "${{base.BucketName}}"
parameters.RoleArn = "${{base.RoleArn}}"
"""

FILES = {"settings.json": '{"bucket": "${base.BucketName}"}', "notes.txt": "${base.BucketName}\n", "table.csv": "a,b\n"}


def lay_out(folder: Path, settings: str = SETTINGS, **templates: str) -> Config:
    """A project of the base and of pipelines, a stack each, in the order given."""
    stacks = "".join(STACK.format(name=name) for name in templates)
    names = ", ".join(f'"{name}.yaml"' for name in ("base", *templates))
    text = settings.replace('["base.yaml", "app.yaml"]', f"[{names}]") + stacks
    contents = FILES | {f"{name}.yaml": body for name, body in {"base": BASE, **templates}.items()}
    for name, content in {"pyproject.toml": text, **contents}.items():
        (folder / name).write_text(content, encoding="utf-8")
    read.cache_clear()
    return find(folder)


def line_of(template: str, words: str) -> int:
    """The line, from 1, that holds some words."""
    return next(number for number, line in enumerate(template.splitlines(), 1) if words in line)
