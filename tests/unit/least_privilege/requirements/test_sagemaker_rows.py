"""What the table of SageMaker says of training jobs and of models, by how they are set up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.least_privilege.requirements.requirement import Requirement, Unit
from cfnproof.least_privilege.requirements.rows import Row
from cfnproof.least_privilege.workloads import machines, models
from tests.unit.least_privilege.requirements import fits, flaws, project, required, rows, shown

_ROLE: Final = "arn:aws:iam::111122223333:role/execution"


@dataclass(frozen=True, slots=True)
class Case:
    """Parameters of a training job or a model, and what they need by row, beside what every one needs."""

    parameters: Mapping[str, Any]
    needs: Mapping[str, str]


EVERY_JOB: Final = {
    "sagemaker-training-output": "s3:PutObject on arn:aws:s3:::data/models/*",
    "sagemaker-training-log-group": (
        "logs:CreateLogGroup logs:DescribeLogStreams on "
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/TrainingJobs:*"
    ),
    "sagemaker-training-log-stream": (
        "logs:CreateLogStream logs:PutLogEvents on "
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/TrainingJobs:log-stream:*"
    ),
    "sagemaker-training-metrics": (
        "cloudwatch:PutMetricData on * if cloudwatch:namespace is /aws/sagemaker/TrainingJobs"
    ),
}
EVERY_MODEL: Final = {
    "sagemaker-endpoint-log-group": (
        "logs:CreateLogGroup logs:DescribeLogStreams on "
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/Endpoints/*:*"
    ),
    "sagemaker-endpoint-log-stream": (
        "logs:CreateLogStream logs:PutLogEvents on "
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/Endpoints/*:log-stream:*"
    ),
    "sagemaker-endpoint-metrics": "cloudwatch:PutMetricData on * if cloudwatch:namespace is /aws/sagemaker/Endpoints",
}
JOBS: Final = {
    "prefix": Case(
        {
            "InputDataConfig": [
                {
                    "ChannelName": "c",
                    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/train/"}},
                }
            ]
        },
        {
            "sagemaker-training-channel-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is train/*",
            "sagemaker-training-channel": "s3:GetObject on arn:aws:s3:::data/train/*",
        },
    ),
    "manifest": Case(
        {
            "InputDataConfig": [
                {
                    "ChannelName": "c",
                    "DataSource": {
                        "S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://data/train/list.manifest"}
                    },
                }
            ]
        },
        {
            "sagemaker-training-manifest": "s3:GetObject on arn:aws:s3:::data/train/list.manifest",
            "sagemaker-training-manifest-objects": "s3:GetObject on arn:aws:s3:::data/*",
            "sagemaker-training-manifest-list": "s3:ListBucket on arn:aws:s3:::data",
        },
    ),
    "augmented manifest": Case(
        {
            "InputDataConfig": [
                {
                    "ChannelName": "c",
                    "DataSource": {
                        "S3DataSource": {"S3DataType": "AugmentedManifestFile", "S3Uri": "s3://data/train/list.jsonl"}
                    },
                }
            ]
        },
        {
            "sagemaker-training-manifest": "s3:GetObject on arn:aws:s3:::data/train/list.jsonl",
            "sagemaker-training-manifest-objects": "s3:GetObject on arn:aws:s3:::data/*",
            "sagemaker-training-manifest-list": "s3:ListBucket on arn:aws:s3:::data",
        },
    ),
    "EFS": Case(
        {
            "InputDataConfig": [
                {
                    "ChannelName": "c",
                    "DataSource": {
                        "FileSystemDataSource": {
                            "FileSystemId": "fs-1",
                            "FileSystemType": "EFS",
                            "DirectoryPath": "/",
                            "FileSystemAccessMode": "ro",
                        }
                    },
                }
            ]
        },
        {
            "sagemaker-training-efs": (
                "elasticfilesystem:DescribeFileSystems elasticfilesystem:DescribeMountTargets on "
                "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-1"
            ),
        },
    ),
    "FSx": Case(
        {
            "InputDataConfig": [
                {
                    "ChannelName": "c",
                    "DataSource": {
                        "FileSystemDataSource": {
                            "FileSystemId": "fs-1",
                            "FileSystemType": "FSxLustre",
                            "DirectoryPath": "/",
                            "FileSystemAccessMode": "ro",
                        }
                    },
                }
            ]
        },
        {
            "sagemaker-training-fsx": "fsx:DescribeFileSystems on *",
        },
    ),
    "image and code": Case(
        {
            "AlgorithmSpecification": {"TrainingImage": "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:1"},
            "HyperParameters": {"sagemaker_submit_directory": "s3://data/source/code.tar.gz"},
        },
        {
            "sagemaker-training-code": "s3:GetObject on arn:aws:s3:::data/source/*",
            "sagemaker-training-sign-in": "ecr:GetAuthorizationToken on *",
            "sagemaker-training-image": (
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "
                "arn:aws:ecr:us-east-1:111122223333:repository/train"
            ),
        },
    ),
    "encrypted output": Case(
        {
            "OutputDataConfig": {
                "S3OutputPath": "s3://data/models/",
                "KmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/k1",
            }
        },
        {
            "sagemaker-training-objects-key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:us-east-1:111122223333:key/k1 if kms:ViaService is "
                "s3.us-east-1.amazonaws.com"
            ),
            "sagemaker-training-output-key": "kms:Encrypt on arn:aws:kms:us-east-1:111122223333:key/k1",
        },
    ),
    "algorithm": Case(
        {"AlgorithmSpecification": {"AlgorithmName": "arn:aws:sagemaker:us-east-1:444455556666:algorithm/a"}},
        {
            "sagemaker-training-algorithm": "sagemaker:DescribeAlgorithm on arn:aws:sagemaker:us-east-1:*:algorithm/a",
        },
    ),
    "private registry": Case(
        {
            "AlgorithmSpecification": {
                "TrainingImageConfig": {
                    "TrainingRepositoryAccessMode": "Vpc",
                    "TrainingRepositoryAuthConfig": {
                        "TrainingRepositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:111122223333:function:key"
                    },
                }
            }
        },
        {
            "sagemaker-training-registry-credentials": (
                "lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:key"
            ),
        },
    ),
    "checkpoints": Case(
        {"CheckpointConfig": {"S3Uri": "s3://data/checkpoints"}},
        {
            "sagemaker-training-checkpoint-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is checkpoints*",
            "sagemaker-training-checkpoints": (
                "s3:DeleteObject s3:GetObject s3:PutObject on arn:aws:s3:::data/checkpoints/*"
            ),
        },
    ),
    "TensorBoard": Case(
        {"TensorBoardOutputConfig": {"S3OutputPath": "s3://data/board"}},
        {
            "sagemaker-training-tensorboard": "s3:PutObject on arn:aws:s3:::data/board/*",
        },
    ),
    "Debugger": Case(
        {
            "DebugHookConfig": {"S3OutputPath": "s3://data/tensors"},
            "DebugRuleConfigurations": [
                {
                    "RuleConfigurationName": "r",
                    "RuleEvaluatorImage": "111122223333.dkr.ecr.us-east-1.amazonaws.com/rules:1",
                    "S3OutputPath": "s3://data/found/",
                }
            ],
        },
        {
            "sagemaker-training-tensors": "s3:PutObject on arn:aws:s3:::data/tensors/*",
            "sagemaker-training-debug-rule-image": (
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "
                "arn:aws:ecr:us-east-1:111122223333:repository/rules"
            ),
            "sagemaker-training-debug-rule-output": "s3:PutObject on arn:aws:s3:::data/found/*",
            "sagemaker-training-debug-rule-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is tensors*",
            "sagemaker-training-debug-rule-input": "s3:GetObject on arn:aws:s3:::data/tensors/*",
            "sagemaker-training-debug-rule-log-group": (
                "logs:CreateLogGroup logs:DescribeLogStreams on "
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/ProcessingJobs:*"
            ),
            "sagemaker-training-debug-rule-log-stream": (
                "logs:CreateLogStream logs:PutLogEvents on "
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/ProcessingJobs:log-stream:*"
            ),
        },
    ),
    "profiler": Case(
        {
            "ProfilerConfig": {"S3OutputPath": "s3://data/profile"},
            "ProfilerRuleConfigurations": [
                {
                    "RuleConfigurationName": "r",
                    "RuleEvaluatorImage": "111122223333.dkr.ecr.us-east-1.amazonaws.com/rules:1",
                    "S3OutputPath": "s3://data/found/",
                }
            ],
        },
        {
            "sagemaker-training-profile": "s3:PutObject on arn:aws:s3:::data/profile/*",
            "sagemaker-training-profiler-rule-image": (
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "
                "arn:aws:ecr:us-east-1:111122223333:repository/rules"
            ),
            "sagemaker-training-profiler-rule-output": "s3:PutObject on arn:aws:s3:::data/found/*",
            "sagemaker-training-profiler-rule-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is profile*",
            "sagemaker-training-profiler-rule-input": "s3:GetObject on arn:aws:s3:::data/profile/*",
            "sagemaker-training-profiler-rule-log-group": (
                "logs:CreateLogGroup logs:DescribeLogStreams on "
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/ProcessingJobs:*"
            ),
            "sagemaker-training-profiler-rule-log-stream": (
                "logs:CreateLogStream logs:PutLogEvents on "
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/ProcessingJobs:log-stream:*"
            ),
        },
    ),
    "remote debugging": Case(
        {"RemoteDebugConfig": {"EnableRemoteDebug": True}},
        {
            "sagemaker-training-remote-debugging": (
                "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel "
                "ssmmessages:OpenDataChannel on *"
            ),
        },
    ),
    "no remote debugging": Case(
        {"RemoteDebugConfig": {"EnableRemoteDebug": False}},
        {},
    ),
    "VPC": Case(
        {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]}},
        {
            "sagemaker-training-network": (
                "ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets "
                "ec2:DescribeVpcs on *"
            ),
            "sagemaker-training-create-interface": (
                "ec2:CreateNetworkInterface on arn:aws:ec2:us-east-1:111122223333:network-interface/* "
                "arn:aws:ec2:us-east-1:111122223333:security-group/sg-1 "
                "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1 arn:aws:ec2:us-east-1:111122223333:subnet/subnet-2"
            ),
            "sagemaker-training-interface": (
                "ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface ec2:DeleteNetworkInterfacePermission "
                "on arn:aws:ec2:us-east-1:111122223333:network-interface/*"
            ),
        },
    ),
}
MODELS: Final = {
    "image and data": Case(
        {
            "PrimaryContainer": {
                "Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/serve:1",
                "ModelDataUrl": "s3://data/models/m.tar.gz",
                "Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://data/source/code.tar.gz"},
            }
        },
        {
            "sagemaker-model-data": "s3:GetObject on arn:aws:s3:::data/models/m.tar.gz",
            "sagemaker-model-code": "s3:GetObject on arn:aws:s3:::data/source/*",
            "sagemaker-model-sign-in": "ecr:GetAuthorizationToken on *",
            "sagemaker-model-image": (
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "
                "arn:aws:ecr:us-east-1:111122223333:repository/serve"
            ),
        },
    ),
    "files of a model": Case(
        {
            "PrimaryContainer": {
                "ModelDataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": "s3://data/models/m/",
                        "CompressionType": "None",
                    }
                }
            }
        },
        {
            "sagemaker-model-source-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is models/m/*",
            "sagemaker-model-source-files": "s3:GetObject on arn:aws:s3:::data/models/m/*",
        },
    ),
    "archive as a source": Case(
        {
            "PrimaryContainer": {
                "ModelDataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Object",
                        "S3Uri": "s3://data/models/m.tar.gz",
                        "CompressionType": "None",
                    }
                }
            }
        },
        {
            "sagemaker-model-source-object": "s3:GetObject on arn:aws:s3:::data/models/m.tar.gz",
        },
    ),
    "several models": Case(
        {"PrimaryContainer": {"Mode": "MultiModel", "ModelDataUrl": "s3://data/models/"}},
        {
            "sagemaker-model-data": "s3:GetObject on arn:aws:s3:::data/models/",
            "sagemaker-model-models-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is models/*",
            "sagemaker-model-models": "s3:GetObject on arn:aws:s3:::data/models/*",
        },
    ),
    "private registry": Case(
        {
            "PrimaryContainer": {
                "ImageConfig": {
                    "RepositoryAccessMode": "Vpc",
                    "RepositoryAuthConfig": {
                        "RepositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:111122223333:function:key"
                    },
                }
            }
        },
        {
            "sagemaker-model-registry-credentials": (
                "lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:key"
            ),
        },
    ),
    "containers": Case(
        {
            "Containers": [
                {
                    "Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/first:1",
                    "ModelDataUrl": "s3://data/models/a.tar.gz",
                    "Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://data/source/a.tar.gz"},
                },
                {
                    "Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/second:1",
                    "ModelDataUrl": "s3://data/models/b/",
                    "Mode": "MultiModel",
                },
                {
                    "ModelDataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": "s3://data/models/c/",
                            "CompressionType": "None",
                        }
                    },
                    "ImageConfig": {
                        "RepositoryAuthConfig": {
                            "RepositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:111122223333:function:key"
                        }
                    },
                },
                {
                    "ModelDataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Object",
                            "S3Uri": "s3://data/models/d.tar.gz",
                            "CompressionType": "None",
                        }
                    }
                },
            ]
        },
        {
            "sagemaker-container-data": (
                "s3:GetObject on arn:aws:s3:::data/models/a.tar.gz; s3:GetObject on arn:aws:s3:::data/models/b/"
            ),
            "sagemaker-container-code": "s3:GetObject on arn:aws:s3:::data/source/*",
            "sagemaker-container-sign-in": "ecr:GetAuthorizationToken on *; ecr:GetAuthorizationToken on *",
            "sagemaker-container-image": (
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "
                "arn:aws:ecr:us-east-1:111122223333:repository/first; ecr:BatchCheckLayerAvailability ecr:BatchGetImage"
                " ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:111122223333:repository/second"
            ),
            "sagemaker-container-source-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is models/c/*",
            "sagemaker-container-source-files": "s3:GetObject on arn:aws:s3:::data/models/c/*",
            "sagemaker-container-source-object": "s3:GetObject on arn:aws:s3:::data/models/d.tar.gz",
            "sagemaker-container-models-list": "s3:ListBucket on arn:aws:s3:::data if s3:prefix is models/b/*",
            "sagemaker-container-models": "s3:GetObject on arn:aws:s3:::data/models/b/*",
            "sagemaker-container-registry-credentials": (
                "lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:key"
            ),
        },
    ),
    "VPC": Case(
        {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]}},
        {
            "sagemaker-model-network": (
                "ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets "
                "ec2:DescribeVpcs on *"
            ),
            "sagemaker-model-create-interface": (
                "ec2:CreateNetworkInterface on arn:aws:ec2:us-east-1:111122223333:network-interface/* "
                "arn:aws:ec2:us-east-1:111122223333:security-group/sg-1 "
                "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1 arn:aws:ec2:us-east-1:111122223333:subnet/subnet-2"
            ),
            "sagemaker-model-interface": (
                "ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface ec2:DeleteNetworkInterfacePermission "
                "on arn:aws:ec2:us-east-1:111122223333:network-interface/*"
            ),
        },
    ),
}


def training(case: Case, folder: Path) -> tuple[Requirement, ...]:
    """What the role of a case's job needs, which a state machine creates."""
    output = {"S3OutputPath": "s3://data/models/"}
    job = {"TrainingJobName": "job", "RoleArn": _ROLE, "OutputDataConfig": output, **case.parameters}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob", "Parameters": job, "End": True}
    properties = {
        "RoleArn": "arn:aws:iam::111122223333:role/machine",
        "Definition": {"StartAt": "Train", "States": {"Train": task}},
    }
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    stack, site = project(folder, {"Machine": resource})
    return needed("training", (unit for one in machines.workloads(stack, site) for unit in one.units))


def model(case: Case, folder: Path) -> tuple[Requirement, ...]:
    """What the role of a case's model needs."""
    properties = {"ExecutionRoleArn": _ROLE, **case.parameters}
    stack, site = project(folder, {"Model": {"Type": "AWS::SageMaker::Model", "Properties": properties}})
    return needed("model", (unit for one in models.workloads(stack, site) for unit in one.units))


def needed(name: str, units: Iterable[Unit]) -> tuple[Requirement, ...]:
    """What SageMaker's units of a name need."""
    return tuple(required(unit for unit in units if (unit.kind, unit.name) == ("sagemaker", name)))


@pytest.mark.parametrize("case", JOBS.values(), ids=JOBS)
def test_what_a_job_needs(case: Case, tmp_path: Path) -> None:
    """Every row that applies is there, with its actions, resources and keys, and no other."""
    assert shown(training(case, tmp_path)) == {**EVERY_JOB, **case.needs}


@pytest.mark.parametrize("case", MODELS.values(), ids=MODELS)
def test_what_a_model_needs(case: Case, tmp_path: Path) -> None:
    """Every row that applies is there, with its actions, resources and keys, and no other."""
    assert shown(model(case, tmp_path)) == {**EVERY_MODEL, **case.needs}


def test_every_row_has_a_case_and_fits(tmp_path: Path) -> None:
    """Each row of jobs and models applies in a case, on resources of the types that its actions take."""
    jobs = [one for case in JOBS.values() for one in training(case, tmp_path)]
    hosted = [one for case in MODELS.values() for one in model(case, tmp_path)]
    found = {one.row.id for one in (*jobs, *hosted) if fits(one)}
    assert found == {row.id for row in rows("sagemaker", "training", "model")}


@pytest.mark.parametrize("row", tuple(rows("sagemaker")), ids=lambda row: row.id)
def test_rows_name_what_there_is(row: Row) -> None:
    """Actions and condition keys are those of AWS's reference, pages are AWS's."""
    assert list(flaws(row)) == []
