"""What the roles of SageMaker models do that a template makes.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from pathlib import Path
from typing import Final

from cfnproof.least_privilege.workloads import models
from tests.unit.least_privilege.workloads import ROLE, Json, found_in, needs, project

CONTAINER: Final = {
    "Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/serve:1",
    "ModelDataUrl": {"Fn::Sub": "s3://${D}/model.tar.gz"},
}
OTHERS: Final = {"D": {"Type": "AWS::S3::Bucket"}}


def model(**properties: Json) -> Json:
    """A model with a role."""
    return {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": f"{ROLE}model", **properties}}


def test_a_model(tmp_path: Path) -> None:
    """Its role is trusted by SageMaker, reads its data and pulls its image."""
    (found,) = found_in(models, project(tmp_path, {"M": model(PrimaryContainer=CONTAINER), **OTHERS}))["model"]
    assert found.title == "model 'M'"
    assert [unit.name for unit in found.units] == ["trust", "model"]
    shown = needs([found])
    assert shown["sagemaker-model-data"] == ["arn:${AWS::Partition}:s3:::${app/D}/model.tar.gz"]
    assert shown["sagemaker-model-image"] == ["arn:${AWS::Partition}:ecr:us-east-1:111122223333:repository/serve"]


def test_a_model_of_several_containers(tmp_path: Path) -> None:
    """Each of them."""
    other = {**CONTAINER, "ModelDataUrl": "s3://other/model.tar.gz"}
    of = project(tmp_path, {"M": model(Containers=[CONTAINER, other]), **OTHERS})
    assert needs(found_in(models, of)["model"])["sagemaker-container-data"] == [
        "arn:${AWS::Partition}:s3:::${app/D}/model.tar.gz",
        "arn:${AWS::Partition}:s3:::other/model.tar.gz",
    ]


def test_an_image_of_another_registry(tmp_path: Path) -> None:
    """Which repository it is in is not known."""
    of = project(tmp_path, {"M": model(PrimaryContainer={"Image": "nginx"})})
    (unknown,) = (row for row in needs(found_in(models, of)["model"]) if row.startswith("?"))
    assert "ecr:BatchGetImage" in unknown


def test_a_model_without_role(tmp_path: Path) -> None:
    """Nobody works with one."""
    assert found_in(models, project(tmp_path, {"M": {"Type": "AWS::SageMaker::Model"}})) == {}
