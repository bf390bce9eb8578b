"""The frame: every service is what botocore's model has, and refuses what it does not answer."""

from typing import Any

import pytest
from botocore import xform_name

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.registry import SERVICES
from cfnproof.emulator.service import Service
from cfnproof.emulator.shapes import AnswerError, service_model
from tests.unit.emulator.account import Emulated

EACH_SERVICE = pytest.mark.parametrize("kind", SERVICES, ids=lambda kind: kind.name)


@EACH_SERVICE
def test_every_operation_is_in_the_model_and_has_a_method(kind: type[Service[Any]]) -> None:
    """The list is what clients are told, so it must be true."""
    known = service_model(kind.name).operation_names
    assert [name for name in kind.operations if name not in known] == []
    assert [name for name in kind.operations if not callable(getattr(kind, xform_name(name), None))] == []
    assert len(set(kind.operations)) == len(kind.operations)


@EACH_SERVICE
def test_every_method_that_is_an_operation_is_listed(kind: type[Service[Any]]) -> None:
    """A method that is not listed would never be called."""
    methods = {xform_name(name): name for name in service_model(kind.name).operation_names}
    written = {methods[name] for name in dir(kind) if name in methods}
    assert written == set(kind.operations)


class Answering(Service[None]):
    """A service whose answer a test chooses."""

    name = "codecommit"
    operations = ("GetBranch",)

    def __init__(self, answer: dict[str, Any] | None) -> None:
        self.answer = answer

    def new_state(self) -> None:
        """It has none."""

    def get_branch(self, _context: object, _request: object) -> dict[str, Any] | None:
        """What the test chose."""
        return self.answer


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        pytest.param({"Branch": {}}, "GetBranch.Branch is not in the model", id="other-case"),
        pytest.param({"branch": {"branchName": 1}}, r"branch\.branchName is a int", id="type"),
        pytest.param({"branch": {"branchName": None}}, "is None: leave it out", id="none"),
        pytest.param({"branch": {"commitId": True}}, "is a bool", id="boolean-for-text"),
    ],
)
def test_an_answer_that_aws_cannot_send_is_a_fault(answer: dict[str, Any], fault: str) -> None:
    """It is found where it is made, not in a client."""
    with pytest.raises(AnswerError, match=fault):
        Emulated(Answering(answer)).call("GetBranch")


def test_no_answer_is_an_empty_one() -> None:
    """Operations that answer nothing return nothing."""
    assert Emulated(Answering(None)).call("GetBranch") == {}


def test_an_operation_that_is_not_answered_says_which_are() -> None:
    """It never succeeds by accident."""
    with pytest.raises(ServiceError, match="GetFile of codecommit is not emulated; what is: GetBranch") as caught:
        Emulated(Answering(None)).call("GetFile")
    assert (caught.value.code, caught.value.status) == ("NotImplementedException", 501)
