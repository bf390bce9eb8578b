"""Requests to SageMaker that succeed."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from cfnproof.emulator.plans import TrainingPlan
from tests.unit.emulator.operations.requests import Request, Requests
from tests.unit.emulator.operations.workspace import BUCKET, IMAGE, Workspace

_CONTAINER: Final = {"Image": IMAGE, "ModelDataUrl": f"s3://{BUCKET}/model.tar.gz"}


def model(workspace: Workspace) -> str:
    """A model."""
    name = workspace.name("model")
    workspace.client("sagemaker").create_model(**_model(workspace, name))
    return name


def _model(workspace: Workspace, name: str) -> Request:
    return {"ModelName": name, "ExecutionRoleArn": workspace.role, "PrimaryContainer": _CONTAINER}


def _config_request(workspace: Workspace) -> Request:
    variant = {
        "VariantName": "all",
        "ModelName": model(workspace),
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    return {"EndpointConfigName": workspace.name("config"), "ProductionVariants": [variant]}


def config(workspace: Workspace) -> str:
    """An endpoint configuration."""
    request = _config_request(workspace)
    workspace.client("sagemaker").create_endpoint_config(**request)
    name: str = request["EndpointConfigName"]
    return name


def endpoint(workspace: Workspace) -> str:
    """An endpoint in service."""
    name = workspace.name("endpoint")
    workspace.client("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=config(workspace))
    return name


def _group(workspace: Workspace) -> Request:
    name, sagemaker = workspace.name("group"), workspace.client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName=name)
    sagemaker.put_model_package_group_policy(ModelPackageGroupName=name, ResourcePolicy=_policy(workspace, name))
    return {"ModelPackageGroupName": name}


def _policy(workspace: Workspace, name: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": workspace.role},
        "Action": "sagemaker:DescribeModelPackageGroup",
        "Resource": workspace.arn("sagemaker", f"model-package-group/{name}"),
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _with_policy(workspace: Workspace) -> Request:
    named = _group(workspace)
    return {**named, "ResourcePolicy": _policy(workspace, named["ModelPackageGroupName"])}


def _job(workspace: Workspace) -> Request:
    channel = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/training/"}
    return {
        "TrainingJobName": workspace.name("job"),
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        "RoleArn": workspace.role,
        "InputDataConfig": [{"ChannelName": "training", "DataSource": {"S3DataSource": channel}}],
        "OutputDataConfig": {"S3OutputPath": f"s3://{BUCKET}/models"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }


def _training(workspace: Workspace) -> Request:
    """A job that does not end by itself."""
    request, plans = _job(workspace), workspace.host.control.plans
    plans.training = TrainingPlan(timedelta(minutes=30))
    workspace.client("sagemaker").create_training_job(**request)
    plans.training = TrainingPlan()
    return {"TrainingJobName": request["TrainingJobName"]}


def _tagged(workspace: Workspace, **members: Any) -> Request:  # noqa: ANN401  # as the API
    return {"ResourceArn": workspace.arn("sagemaker", f"model/{model(workspace)}"), **members}


REQUESTS: Final[Mapping[str, Requests]] = {
    "AddTags": lambda workspace: _tagged(workspace, Tags=[{"Key": "Team", "Value": "ml"}]),
    "CreateEndpoint": lambda workspace: {"EndpointName": workspace.name("up"), "EndpointConfigName": config(workspace)},
    "CreateEndpointConfig": _config_request,
    "CreateModel": lambda workspace: _model(workspace, workspace.name("made")),
    "CreateModelPackageGroup": lambda workspace: {"ModelPackageGroupName": workspace.name("made")},
    "CreateTrainingJob": _job,
    "DeleteEndpoint": lambda workspace: {"EndpointName": endpoint(workspace)},
    "DeleteEndpointConfig": lambda workspace: {"EndpointConfigName": config(workspace)},
    "DeleteModel": lambda workspace: {"ModelName": model(workspace)},
    "DeleteModelPackageGroup": _group,
    "DeleteModelPackageGroupPolicy": _group,
    "DeleteTags": lambda workspace: _tagged(workspace, TagKeys=["Team"]),
    "DescribeEndpoint": lambda workspace: {"EndpointName": endpoint(workspace)},
    "DescribeEndpointConfig": lambda workspace: {"EndpointConfigName": config(workspace)},
    "DescribeModel": lambda workspace: {"ModelName": model(workspace)},
    "DescribeModelPackageGroup": _group,
    "DescribeTrainingJob": _training,
    "GetModelPackageGroupPolicy": _group,
    "InvokeEndpoint": lambda workspace: {"EndpointName": endpoint(workspace), "Body": b"{}"},
    "ListEndpointConfigs": lambda workspace: {"NameContains": config(workspace)},
    "ListEndpoints": lambda workspace: {"NameContains": endpoint(workspace)},
    "ListModelPackageGroups": lambda workspace: {"NameContains": _group(workspace)["ModelPackageGroupName"]},
    "ListModels": lambda workspace: {"NameContains": model(workspace)},
    "ListTags": _tagged,
    "ListTrainingJobs": lambda workspace: {"NameContains": _training(workspace)["TrainingJobName"]},
    "PutModelPackageGroupPolicy": _with_policy,
    "StopTrainingJob": _training,
    "UpdateEndpoint": lambda workspace: {"EndpointName": endpoint(workspace), "EndpointConfigName": config(workspace)},
}
