"""Repositories and their tags."""

import pytest

from cfnproof.emulator.codecommit.service import CodeCommit
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.codecommit.conftest import ARN, metadata


def test_a_repository_is_described_as_it_was_made(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_RepositoryMetadata.html."""
    found = metadata(codecommit)
    assert found.pop("repositoryId")
    now = codecommit.clock.now()
    assert found == {
        "accountId": ACCOUNT,
        "repositoryName": "models",
        "repositoryDescription": "code",
        "creationDate": now,
        "lastModifiedDate": now,
        "cloneUrlHttp": f"https://git-codecommit.{REGION}.amazonaws.com/v1/repos/models",
        "cloneUrlSsh": f"ssh://git-codecommit.{REGION}.amazonaws.com/v1/repos/models",
        "Arn": ARN,
        "kmsKeyId": "alias/aws/codecommit",
    }


def test_addresses_in_china_have_their_own_suffix() -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html."""
    emulated = Emulated(CodeCommit(), partition="aws-cn", region="cn-north-1")
    made = emulated.call("CreateRepository", repositoryName="models")["repositoryMetadata"]
    assert made["cloneUrlHttp"] == "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/models"
    assert made["Arn"] == f"arn:aws-cn:codecommit:cn-north-1:{ACCOUNT}:models"


def test_deleting_answers_the_id_and_nothing_the_second_time(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_DeleteRepository.html."""
    known = metadata(codecommit)["repositoryId"]
    assert codecommit.call("DeleteRepository", repositoryName="models") == {"repositoryId": known}
    assert codecommit.call("DeleteRepository", repositoryName="models") == {}
    with pytest.raises(ServiceError, match="models does not exist"):
        metadata(codecommit)


def test_a_new_name_changes_arn_and_addresses_and_keeps_id_and_tags(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryName.html."""
    before = metadata(codecommit)
    codecommit.clock.advance(60)
    codecommit.call("UpdateRepositoryName", oldName="models", newName="training")
    after = metadata(codecommit, "training")
    assert after["repositoryId"] == before["repositoryId"]
    assert after["Arn"].endswith(":training")
    assert after["cloneUrlHttp"].endswith("/training")
    assert after["lastModifiedDate"] > before["lastModifiedDate"]
    assert codecommit.call("ListTagsForResource", resourceArn=after["Arn"]) == {"tags": {"Team": "ml"}}
    with pytest.raises(ServiceError, match="models does not exist"):
        metadata(codecommit)


def test_a_taken_name_keeps_both_repositories(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryName.html."""
    other = codecommit.call("CreateRepository", repositoryName="other")["repositoryMetadata"]
    with pytest.raises(ServiceError, match="Repository named other already exists"):
        codecommit.call("UpdateRepositoryName", oldName="models", newName="other")
    assert metadata(codecommit, "other") == other
    assert metadata(codecommit)["repositoryName"] == "models"


def test_a_description_is_changed_and_removed(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryDescription.html."""
    codecommit.call("UpdateRepositoryDescription", repositoryName="models", repositoryDescription="new")
    assert metadata(codecommit)["repositoryDescription"] == "new"
    codecommit.call("UpdateRepositoryDescription", repositoryName="models", repositoryDescription="")
    assert "repositoryDescription" not in metadata(codecommit)


def test_several_are_described_and_the_missing_named(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_BatchGetRepositories.html."""
    answer = codecommit.call("BatchGetRepositories", repositoryNames=["models", "gone"])
    assert [one["repositoryName"] for one in answer["repositories"]] == ["models"]
    assert answer["repositoriesNotFound"] == ["gone"]


def test_lists_are_sorted_and_paged(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListRepositories.html."""
    for number in range(1000):
        codecommit.clock.advance(1)
        codecommit.call("CreateRepository", repositoryName=f"r{number:04}")
    first = codecommit.call("ListRepositories", sortBy="lastModifiedDate", order="descending")
    assert [one["repositoryName"] for one in first["repositories"]][:2] == ["r0999", "r0998"]
    rest = codecommit.call(
        "ListRepositories", sortBy="lastModifiedDate", order="descending", nextToken=first["nextToken"]
    )
    assert [one["repositoryName"] for one in rest["repositories"]] == ["models"]
    assert "nextToken" not in rest


def test_tags_are_added_changed_and_removed(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UntagResource.html."""
    codecommit.call("TagResource", resourceArn=ARN, tags={"Team": "ops", "aws:cloudformation:stack-name": "s"})
    codecommit.call("UntagResource", resourceArn=ARN, tagKeys=["Stage", "aws:cloudformation:stack-name"])
    assert codecommit.call("ListTagsForResource", resourceArn=ARN) == {"tags": {"Team": "ops"}}


def test_an_operation_that_is_not_emulated_is_refused_by_name(codecommit: Emulated) -> None:
    """The message says what is emulated."""
    with pytest.raises(ServiceError, match="MergeBranchesBySquash of codecommit is not emulated; what is: BatchGet"):
        codecommit.call("MergeBranchesBySquash")


def test_names_tell_case_apart(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html."""
    codecommit.call("CreateRepository", repositoryName="Models")
    listed = codecommit.call("ListRepositories")["repositories"]
    assert [one["repositoryName"] for one in listed] == ["Models", "models"]
