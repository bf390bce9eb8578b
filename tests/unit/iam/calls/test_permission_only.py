"""Actions that no operation asks for, and the keys that follow from how a call comes."""

import pytest

from cfnproof.iam.calls.asked import account_of
from cfnproof.iam.calls.errors import UnknownActionError
from cfnproof.iam.calls.permission_only import permission_only
from tests.unit.iam.calls.account import KEY, Account, call

_REPOSITORY = "arn:aws:codecommit:us-east-1:111122223333:r"


@pytest.mark.parametrize("action", ["codecommit:UploadArchive", "codecommit:getuploadarchivestatus"])
def test_an_action_is_asked_for_on_a_resource(action: str) -> None:
    """In the reference's own case.

    https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html
    """
    asked = permission_only(action, _REPOSITORY, call("codepipeline", "StartPipelineExecution", {}), Account())
    assert asked.action in {"codecommit:UploadArchive", "codecommit:GetUploadArchiveStatus"}
    assert (asked.resource, asked.account) == (_REPOSITORY, "111122223333")
    assert asked.context == {"aws:viaawsservice": "false"}


def test_the_context_has_tags_and_what_is_given() -> None:
    """A resource's tags come by themselves."""
    through = call("sagemaker", "CreateTrainingJob", {}, ("sagemaker.amazonaws.com",))
    asked = permission_only("kms:GenerateDataKey", KEY, through, Account(), {"kms:encryptioncontext:a": "b"})
    assert asked.context["aws:resourcetag/team"] == "blue"
    assert asked.context["kms:encryptioncontext:a"] == "b"
    assert asked.context["kms:viaservice"] == "sagemaker.us-east-1.amazonaws.com"
    assert asked.via == ("sagemaker.amazonaws.com",)


@pytest.mark.parametrize("action", ["codecommit:Nothing", "nothing:Nothing", "Nothing"])
def test_an_action_that_does_not_exist_is_refused(action: str) -> None:
    """With its name."""
    with pytest.raises(UnknownActionError, match="Nothing"):
        permission_only(action, _REPOSITORY, call("codecommit", "GetBranch", {}), Account())


@pytest.mark.parametrize(
    ("resource", "account"),
    [
        (_REPOSITORY, "111122223333"),
        ("*", "111122223333"),
        ("arn:aws:s3:::b/k", ""),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", ""),
        ("nothing", ""),
    ],
)
def test_an_arn_says_who_owns_a_resource(resource: str, account: str) -> None:
    """Nobody, where it has no account."""
    assert account_of(resource, call("s3", "GetObject", {})) == account
