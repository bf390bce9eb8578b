"""The article's defects, each as an edit that puts it back into a copy of our templates.

docs/article.md lists them under the same ids, with the rule that reports each; a test keeps the two together.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Edit = Callable[[str], str]


def replace(old: str, new: str) -> Edit:
    """Replace the one place where `old` stands."""

    def edit(text: str) -> str:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times")
        return text.replace(old, new)

    return edit


def everywhere(old: str, new: str) -> Edit:
    """Replace each match of a pattern."""

    def edit(text: str) -> str:
        changed, count = re.subn(old, new, text)
        if not count:
            raise ValueError(f"{old!r} matches nothing")
        return changed

    return edit


def without(*resources: str) -> Edit:
    """Remove whole entries of a section, each with its indented lines."""

    def edit(text: str) -> str:
        for name in resources:
            text, count = re.subn(rf"(?m)^  {name}:\n(?:(?:    .*)?\n)+", "", text)
            if count != 1:
                raise ValueError(f"{name} stands {count} times")
        return text

    return edit


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect: `rule` is what reports it, on `file` unless another file `reported_in` shows it."""

    id: str
    file: str
    edits: tuple[Edit, ...]
    rule: str
    reported_in: str = ""

    def apply(self, folder: Path) -> Path:
        """Put the defect into the copy in `folder`; return the file that the rule must report."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        for edit in self.edits:
            text = edit(text)
        path.write_text(text, encoding="utf-8")
        return folder / (self.reported_in or self.file)


PARSE = "does not parse"

DEFECTS = (
    Defect("no-indentation", "mlpipeline.yaml", (everywhere(r"(?m)^ +", ""),), PARSE),
    Defect(
        "artifact-store-twice",
        "mlpipeline.yaml",
        (
            replace(
                "      Tags:\n        - Key: Project\n          Value: !Ref ProjectName\n\n  CodePipelineServiceRole:",
                "      ArtifactStore:\n        Type: S3\n        Location: !Ref CodePipelineArtifactStoreBucket\n\n"
                "  CodePipelineServiceRole:",
            ),
        ),
        PARSE,
    ),
    Defect("pasted-before-outputs", "mlpipeline.yaml", (lambda text: text.replace("Outputs:", text, 1),), PARSE),
    Defect(
        "resources-elided",
        "mldeployment-pipeline.yaml",
        (everywhere(r"(?s)\n  Pipeline:\n.*", "\n  Pipeline:\n. . . . .\n"),),
        PARSE,
    ),
    Defect(
        "machine-of-another-account",
        "mlpipeline.yaml",
        (
            everywhere(
                r"(MlOpsStepFunctionArn:\n.*\n    Type: String\n)",
                r"\1    Default: arn:aws:states:ca-central-1:300165273893:stateMachine:TrainingStateMachine2\n",
            ),
        ),
        "no_literal_environment",
    ),
    Defect(
        "topic-of-another-account",
        "mldeployment-pipeline.yaml",
        (
            everywhere(
                r"(CodePipelineSNSTopic:\n.*\n    Type: String\n)",
                r"\1    Default: arn:aws:sns:ca-central-1:300165273893:CodePipelineSNSTopicApproval\n",
            ),
        ),
        "no_literal_environment",
    ),
    Defect(
        "one-partition",
        "mlpipeline.yaml",
        (everywhere(r"arn:\$\{AWS::Partition\}:codepipeline", "arn:aws:codepipeline"),),
        "no_literal_environment",
    ),
    Defect(
        "parameter-unused", "mlpipeline.yaml", (everywhere(r"!Ref ProjectName|\$\{ProjectName\}", "Demo"),), "W2001"
    ),
    Defect(
        "parameter-unconstrained",
        "mlpipeline.yaml",
        (
            replace("    AllowedPattern: ^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$\n", ""),
            replace("    ConstraintDescription: must be the name of a branch, without refs/heads/\n", ""),
        ),
        "parameter_constrained",
    ),
    Defect(
        "bucket-without-customer-key",
        "mlpipeline.yaml",
        (everywhere(r"SSEAlgorithm: aws:kms\n +KMSMasterKeyID: !Ref KeyArn", "SSEAlgorithm: AES256"),),
        "artifact_store_protected",
    ),
    Defect(
        "bucket-unversioned",
        "mldeployment-pipeline.yaml",
        (everywhere(r"      VersioningConfiguration:\n        Status: Enabled\n", ""),),
        "CKV_AWS_21",
    ),
    Defect(
        "bucket-may-be-public",
        "mlpipeline.yaml",
        (everywhere(r"      PublicAccessBlockConfiguration:\n(        .*\n){4}", ""),),
        "CKV_AWS_53",
    ),
    Defect(
        "bucket-over-plain-http",
        "mlpipeline.yaml",
        (without("CodePipelineArtifactStoreBucketPolicy"),),
        "artifact_store_protected",
    ),
    Defect(
        "artifacts-without-customer-key",
        "mlpipeline.yaml",
        (replace("        EncryptionKey:\n          Type: KMS\n          Id: !Ref KeyArn\n", ""),),
        "artifact_store_protected",
    ),
    Defect(
        "replacement-not-thought-of",
        "mlpipeline.yaml",
        (replace("    UpdateReplacePolicy: Delete\n", ""),),
        "retention_stated",
    ),
    Defect(
        "trust-without-guard",
        "mlpipeline.yaml",
        (
            everywhere(
                r"(Service: events.amazonaws.com\n            Action: sts:AssumeRole\n)(?:            +\S.*\n)+",
                r"\1",
            ),
        ),
        "service_trust",
    ),
    Defect(
        "fixed-pipeline-name",
        "mlpipeline.yaml",
        (replace("      PipelineType: V1\n", "      PipelineType: V1\n      Name: codecommit-events-pipeline\n"),),
        "no_fixed_name",
    ),
    Defect(
        "any-role-may-be-passed",
        "mlpipeline.yaml",
        (
            replace(
                "                Action: codepipeline:StartPipelineExecution\n",
                "                Action: [codepipeline:StartPipelineExecution, 'iam:PassRole']\n",
            ),
        ),
        "pass_role_scoped",
    ),
    Defect(
        "branch-written-out",
        "mlpipeline.yaml",
        (replace("            - !Ref BranchName\n", "            - master\n"),),
        "event_rule_matches_source",
    ),
    Defect(
        "nothing-starts-it",
        "mlpipeline.yaml",
        (without("AmazonCloudWatchEventRole", "AmazonCloudWatchEventRule"),),
        "source_trigger",
    ),
    Defect(
        "variants-not-a-list",
        "mldeployment.yaml",
        (
            everywhere(
                r"        - VariantName: AllTraffic\n          (ModelName.*)\n          (InstanceType.*)\n"
                r"          (InitialInstanceCount.*)\n          (InitialVariantWeight.*)\n",
                r"          VariantName: AllTraffic\n          \1\n          \2\n          \3\n          \4\n",
            ),
        ),
        "E3012",
    ),
    Defect(
        "placeholder-model-name",
        "mldeployment.yaml",
        (
            everywhere(
                r"    AllowedPattern: \^\[a-zA-Z0-9\]\(-.*\n    ConstraintDescription: .*\n",
                "    Default: <mode name>\n",
            ),
        ),
        "parameter_constrained",
    ),
    Defect(
        "endpoint-without-customer-key",
        "mldeployment.yaml",
        (replace("      KmsKeyId: !Ref KeyArn\n", ""),),
        "storage_encrypted",
    ),
    Defect(
        "configuration-under-another-name",
        "mldeployment-pipeline.yaml",
        (replace("Default: mldeploymentconfig.json", "Default: mldeployment.json"),),
        "template_artifact",
    ),
    Defect(
        "configuration-is-no-json",
        "mldeploymentconfig.json",
        (replace('"${model.name}"', "<name of the financial sentiment model you have trained>"),),
        "template_artifact",
        reported_in="mldeployment-pipeline.yaml",
    ),
    Defect(
        "output-that-is-not-there",
        "repository/sf_start_params.json",
        (replace("${foundation.SageMakerExecutionRoleArn}", "${foundation.SageMakerRoleArn}"),),
        "template_artifact",
        reported_in="mlpipeline.yaml",
    ),
    Defect(
        "topic-not-encrypted",
        "foundation.yaml",
        (replace("      KmsMasterKeyId: !GetAtt Key.Arn\n", ""),),
        "storage_encrypted",
    ),
    Defect(
        "source-of-every-repository",
        "mlpipeline.yaml",
        (
            replace(
                "                Resource: !Sub arn:${AWS::Partition}:codecommit:${AWS::Region}:${AWS::AccountId}:"
                "${RepositoryName}\n",
                "                Resource: '*'\n",
            ),
        ),
        "resource-too-broad",
    ),
    Defect(
        "bucket-action-on-objects",
        "mlpipeline.yaml",
        (
            replace("                  - s3:GetBucketVersioning\n", ""),
            replace(
                "                  - s3:GetObjectVersion\n",
                "                  - s3:GetObjectVersion\n                  - s3:GetBucketVersioning\n",
            ),
        ),
        "resource-never-matches",
    ),
    Defect(
        "builds-nobody-asked-for",
        "mlpipeline.yaml",
        (
            replace(
                "              - Sid: FollowExecutions\n",
                "              - Sid: Build\n                Effect: Allow\n                Action:\n"
                "                  - codebuild:BatchGetBuilds\n                  - codebuild:StartBuild\n"
                "                Resource: '*'\n              - Sid: FollowExecutions\n",
            ),
        ),
        "unneeded-action",
    ),
    Defect(
        "every-state-machine",
        "mlpipeline.yaml",
        (
            replace(
                "                  - states:StartExecution\n                Resource: !Ref MlOpsStepFunctionArn\n",
                "                  - states:StartExecution\n                Resource: '*'\n",
            ),
        ),
        "resource-too-broad",
    ),
    Defect(
        "key-not-granted",
        "mlpipeline.yaml",
        (everywhere(r"              - Sid: UseKeyForArtifacts\n(                .*\n)+", ""),),
        "missing-permission",
    ),
)
