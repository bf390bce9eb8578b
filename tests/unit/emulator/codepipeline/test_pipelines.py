"""Pipelines, their versions and tags as CodePipeline answers them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import ACCOUNT, Emulated
from tests.unit.emulator.codepipeline.conftest import ARN, declaration


def test_a_new_pipeline_is_described_with_defaults(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html."""
    made = codepipeline.call("CreatePipeline", pipeline=declaration(), tags=[{"key": "Team", "value": "ml"}])
    found = codepipeline.call("GetPipeline", name="release")
    assert made == {"pipeline": found["pipeline"], "tags": [{"key": "Team", "value": "ml"}]}
    now = codepipeline.clock.now()
    assert found["metadata"] == {"pipelineArn": ARN, "created": now, "updated": now}
    pipeline = found["pipeline"]
    assert (pipeline["version"], pipeline["pipelineType"], pipeline["executionMode"]) == (1, "V1", "SUPERSEDED")
    approve = pipeline["stages"][1]["actions"][0]
    defaults = {"runOrder": 1, "configuration": {}, "inputArtifacts": [], "outputArtifacts": []}
    assert {member: approve[member] for member in defaults} == defaults


def test_a_taken_name(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_CreatePipeline.html."""
    codepipeline.call("CreatePipeline", pipeline=declaration())
    with pytest.raises(ServiceError) as error:
        codepipeline.call("CreatePipeline", pipeline=declaration())
    assert error.value.code == "PipelineNameInUseException"
    assert error.value.message == f"A pipeline with the name 'release' already exists in account '{ACCOUNT}'"


def test_an_update_makes_the_next_version_and_keeps_the_old(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html."""
    codepipeline.call("CreatePipeline", pipeline=declaration())
    codepipeline.clock.advance(60)
    changed = declaration()
    changed["stages"][1]["name"] = "Release"
    assert codepipeline.call("UpdatePipeline", pipeline={**changed, "version": 7})["pipeline"]["version"] == 2
    newest, first = (
        codepipeline.call("GetPipeline", name="release"),
        codepipeline.call("GetPipeline", name="release", version=1),
    )
    assert newest["pipeline"]["stages"][1]["name"] == "Release"
    assert first["pipeline"]["stages"][1]["name"] == "Deploy"
    assert newest["metadata"]["updated"] > newest["metadata"]["created"]
    with pytest.raises(ServiceError) as error:
        codepipeline.call("GetPipeline", name="release", version=3)
    assert error.value.code == "PipelineVersionNotFoundException"


MISSING = [
    ("GetPipeline", {"name": "gone"}, "PipelineNotFoundException"),
    ("UpdatePipeline", {"pipeline": {**declaration(), "name": "gone"}}, "PipelineNotFoundException"),
    ("ListTagsForResource", {"resourceArn": f"{ARN}-gone"}, "ResourceNotFoundException"),
    ("TagResource", {"resourceArn": ARN.replace("eu-west-1", "us-east-1"), "tags": []}, "InvalidArnException"),
    ("UntagResource", {"resourceArn": f"{ARN}-gone", "tagKeys": []}, "ResourceNotFoundException"),
    ("ListPipelines", {"nextToken": "x"}, "InvalidNextTokenException"),
]


@pytest.mark.parametrize(("operation", "request_", "code"), MISSING, ids=[case[0] for case in MISSING])
def test_what_is_not_there(codepipeline: Emulated, operation: str, request_: dict[str, object], code: str) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html."""
    with pytest.raises(ServiceError) as error:
        codepipeline.call(operation, **request_)
    assert error.value.code == code


def test_deleting_twice_is_no_error(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DeletePipeline.html."""
    codepipeline.call("CreatePipeline", pipeline=declaration())
    assert codepipeline.call("DeletePipeline", name="release") == {}
    assert codepipeline.call("DeletePipeline", name="release") == {}
    with pytest.raises(ServiceError, match=f"Account '{ACCOUNT}' does not have a pipeline with name 'release'"):
        codepipeline.call("GetPipeline", name="release")


def test_pipelines_are_listed_by_name_in_pages(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html."""
    for name in ("b", "a", "c"):
        codepipeline.call("CreatePipeline", pipeline={**declaration(), "name": name})
    first = codepipeline.call("ListPipelines", maxResults=2)
    rest = codepipeline.call("ListPipelines", maxResults=2, nextToken=first["nextToken"])
    assert [one["name"] for one in (*first["pipelines"], *rest["pipelines"])] == ["a", "b", "c"]
    assert "nextToken" not in rest


def test_tags_are_added_changed_and_removed(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_TagResource.html."""
    codepipeline.call("CreatePipeline", pipeline=declaration(), tags=[{"key": "Team", "value": "ml"}])
    new = [{"key": "Team", "value": "ops"}, {"key": "Stage", "value": "test"}]
    codepipeline.call("TagResource", resourceArn=ARN, tags=new)
    codepipeline.call("UntagResource", resourceArn=ARN, tagKeys=["Stage", "none"])
    assert codepipeline.call("ListTagsForResource", resourceArn=ARN)["tags"] == [{"key": "Team", "value": "ops"}]


def test_tags_that_are_refused(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_TagResource.html."""
    codepipeline.call("CreatePipeline", pipeline=declaration())
    for tags, code in (
        ([{"key": "aws:x", "value": ""}], "InvalidTagsException"),
        ([{"key": f"k{number}", "value": ""} for number in range(51)], "TooManyTagsException"),
    ):
        with pytest.raises(ServiceError) as error:
            codepipeline.call("TagResource", resourceArn=ARN, tags=tags)
        assert error.value.code == code
    assert codepipeline.call("ListTagsForResource", resourceArn=ARN)["tags"] == []


def test_changes_at_one_time_get_versions_of_their_own(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html."""
    codepipeline.call("CreatePipeline", pipeline=declaration())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: codepipeline.call("UpdatePipeline", pipeline=declaration()), range(40)))
    assert sorted(answer["pipeline"]["version"] for answer in answers) == list(range(2, 42))
