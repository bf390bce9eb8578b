"""Actions and artifact stores in other regions than the pipeline's.

https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-cross-region.html
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.requirement import Workload
from cfnproof.least_privilege.workloads import pipelines
from tests.unit.least_privilege.workloads import (
    ROLE,
    Json,
    action,
    conditions,
    found_in,
    needs,
    pipeline,
    project,
)

OTHER: Final = "eu-west-1"
KEY_ID: Final = "11111111-2222-3333-4444-555555555555"
OWN: Final = "${AWS::Region}"
OWN_KEY: Final = f"arn:${{AWS::Partition}}:kms:{OWN}:${{AWS::AccountId}}:key/{KEY_ID}"
STACK: Final = {"ActionMode": "CHANGE_SET_REPLACE", "StackName": "app", "ChangeSetName": "next"}


def store(region: Json, bucket: str, key: str) -> Json:
    """A store of a pipeline with several."""
    where = {"Type": "S3", "Location": bucket, "EncryptionKey": {"Type": "KMS", "Id": key}}
    return {"Region": region, "ArtifactStore": where}


def found(folder: Path, acting: Json, **properties: Json) -> dict[str, list[Workload]]:
    """What the roles of a pipeline with an action do."""
    return found_in(pipelines, project(folder, {"Line": pipeline(acting, **properties)}))


@pytest.mark.parametrize(
    ("more", "region"),
    [({}, OWN), ({"Region": {"Ref": "AWS::Region"}}, OWN), ({"Region": OTHER}, OTHER)],
)
def test_where_an_action_acts(more: Json, region: str, tmp_path: Path) -> None:
    """In its own region, else in the pipeline's."""
    own = needs(found(tmp_path, action("Deploy", "CloudFormation", STACK, **more))["pipeline"])
    stack = f"arn:${{AWS::Partition}}:cloudformation:{region}:${{AWS::AccountId}}:stack/app/*"
    assert own["codepipeline-cloudformation-create-change-set"] == [stack]
    assert own["codepipeline-cloudformation-create-change-set-stack"] == [stack]


def test_where_the_stores_are(tmp_path: Path) -> None:
    """A store's key is asked for by S3 in the store's region, where a key is that is given by its id."""
    stores = [store({"Ref": "AWS::Region"}, "near", OWN_KEY.replace(OWN, "us-east-1")), store(OTHER, "far", KEY_ID)]
    own = found(tmp_path, action("Deploy", "CloudFormation", STACK, Region=OTHER), ArtifactStores=stores)["pipeline"]
    assert needs(own)["codepipeline-store-bucket"] == [
        "arn:${AWS::Partition}:s3:::near",
        "arn:${AWS::Partition}:s3:::far",
    ]
    assert needs(own)["codepipeline-store-key"] == [OWN_KEY.replace(OWN, "us-east-1"), OWN_KEY.replace(OWN, OTHER)]
    assert conditions(own, "codepipeline-store-key") == [
        f"kms:ViaService s3.{OWN}.amazonaws.com",
        f"kms:ViaService s3.{OTHER}.amazonaws.com",
    ]


def test_where_the_only_store_is(tmp_path: Path) -> None:
    """In the pipeline's region."""
    single = store(None, "near", KEY_ID)["ArtifactStore"]
    own = found(tmp_path, action("Deploy", "CloudFormation", STACK), ArtifactStore=single)["pipeline"]
    assert needs(own)["codepipeline-store-key"] == [OWN_KEY]
    assert conditions(own, "codepipeline-store-key") == [f"kms:ViaService s3.{OWN}.amazonaws.com"]


def test_an_action_works_with_the_store_of_its_region(tmp_path: Path) -> None:
    """Rows of a project may name its bucket."""
    stores = [store({"Ref": "AWS::Region"}, "near", KEY_ID), store(OTHER, "far", KEY_ID)]
    (own,) = found(tmp_path, action("Deploy", "CloudFormation", STACK, Region=OTHER), ArtifactStores=stores)["pipeline"]
    (source, acting) = (unit.scope for unit in own.units if unit.name == "action")
    buckets = [getattr(scope.find("Bucket"), "values", None) for scope in (source, acting)]
    assert buckets == [(("near",),), (("far",),)]


def test_a_stack_in_another_region(tmp_path: Path) -> None:
    """Its role is trusted for stacks there; what is in it would be taken to be in the pipeline's region."""
    configuration = {**STACK, "RoleArn": f"{ROLE}stack", "TemplatePath": "Pushed::t.yaml"}
    (other,) = found(tmp_path, action("Deploy", "CloudFormation", configuration, Region=OTHER))["stack"]
    assert needs([other]) == {"?": [f"what resources in region '{OTHER}' need"], "cloudformation-trust": ["*"]}
    assert conditions([other], "cloudformation-trust") == [
        "aws:SourceAccount ${AWS::AccountId}",
        f"aws:SourceArn arn:${{AWS::Partition}}:cloudformation:{OTHER}:${{AWS::AccountId}}:stack/app/*",
    ]
