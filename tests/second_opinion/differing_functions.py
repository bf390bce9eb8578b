"""Functions that LocalStack does not evaluate as AWS does; generated templates leave them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.second_opinion.difference import ENGINE, REFERENCE
from tests.second_opinion.lives import CREATED, DELETED, PLANNED, REFUSED, STATUS, UPDATED
from tests.second_opinion.subjects import Subject

_CREATED: Final = f"{CREATED}.outputs.Shown"
_UPDATED: Final = f"{UPDATED}.outputs.Shown"
_REFUSED: Final = f"{CREATED}.{REFUSED}"
_PREPROC: Final = f"{ENGINE}change_set_model_preproc.py"
_FUNCTION: Final = f"{REFERENCE}intrinsic-function-reference-"
_PSEUDO: Final = f"{REFERENCE}pseudo-parameter-reference.html"


@dataclass(frozen=True, slots=True)
class FunctionDifference:
    """What a value comes to at AWS, and what LocalStack shows instead: facts, None where it has none.

    The value is an output's, or that of the property `kept` of a parameter of Systems Manager, which the output reads.
    """

    id: str
    behaviour: str
    source: str
    page: str
    value: Any
    aws: str
    localstack: Mapping[str, str | None]
    kept: str = ""

    @property
    def subject(self) -> Subject:
        """A stack with the value; its update changes something else."""
        resources: dict[str, Any] = {
            "Rule": {"Type": "AWS::Events::Rule", "Properties": {"Name": "rule", "ScheduleExpression": "rate(1 day)"}},
            "Told": _kept(Value={"Ref": "Word"}),
        }
        shown = self.value
        if self.kept:
            resources["Kept"] = _kept(**{"Value": "kept", self.kept: self.value})
            shown = {"Ref": "Kept"} if self.kept == "Name" else {"Fn::GetAtt": ["Kept", self.kept]}
        template = {
            "Parameters": {
                "Word": {"Type": "String", "Default": "word"},
                "Count": {"Type": "Number", "Default": 7},
                "Items": {"Type": "CommaDelimitedList", "Default": "first,second"},
            },
            "Resources": resources,
            "Outputs": {"Shown": {"Value": shown}},
        }
        return Subject(template, {"Count": "7"}, changed={"Word": "other"})


def _kept(**properties: object) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", **properties}}


FUNCTIONS: Final = (
    FunctionDifference(
        "cidr",
        "Fn::Cidr is not known.",
        f"{ENGINE}change_set_model.py: INTRINSIC_FUNCTIONS",
        f"{_FUNCTION}cidr.html",
        {"Fn::Select": [1, {"Fn::Cidr": ["10.0.0.0/16", 4, 8]}]},
        "10.0.1.0/24",
        {_CREATED: None, f"{UPDATED}.{STATUS}": "ROLLBACK_COMPLETE"},
    ),
    FunctionDifference(
        "cidr-kept",
        "Fn::Cidr is not known.",
        f"{ENGINE}change_set_model.py: INTRINSIC_FUNCTIONS",
        f"{_FUNCTION}cidr.html",
        {"Fn::Select": [1, {"Fn::Cidr": ["10.0.0.0/16", 4, 8]}]},
        "10.0.1.0/24",
        {_REFUSED: "ValidationError"},
        kept="Value",
    ),
    FunctionDifference(
        "literal",
        "${!Name} in Fn::Sub is taken for a reference.",
        f"{_PREPROC}: visit_node_intrinsic_function_fn_sub",
        f"{_FUNCTION}sub.html",
        {"Fn::Sub": "${!Literal} of ${Word}"},
        "${Literal} of word",
        {_REFUSED: "ValidationError"},
        kept="Value",
    ),
    FunctionDifference(
        "sub-in-place",
        "A property that means replacement and that Fn::Sub changes is updated in place.",
        f"{ENGINE}change_set_model.py: _resolve_intrinsic_function_fn_sub",
        f"{_FUNCTION}sub.html",
        {"Fn::Sub": "kept-${Word}"},
        "kept-word",
        {f"{PLANNED}.changes.Kept": "Modify False"},
        kept="Name",
    ),
    FunctionDifference(
        "number",
        "A text that Fn::Sub makes and that reads as a number becomes one.",
        f"{_PREPROC}: visit_node_intrinsic_function_fn_sub",
        f"{_FUNCTION}sub.html",
        {"Fn::Sub": "1.50"},
        "1.50",
        {_CREATED: "1.5", _UPDATED: "1.5"},
    ),
    FunctionDifference(
        "base64-of-number",
        "Fn::Base64 takes no parameter of the type Number.",
        f"{_PREPROC}: visit_node_intrinsic_function_fn_base64",
        f"{_FUNCTION}base64.html",
        {"Fn::Base64": {"Ref": "Count"}},
        "Nw==",
        {_REFUSED: "InternalError"},
        kept="Value",
    ),
    FunctionDifference(
        "base64-of-reference",
        "Fn::Base64 takes no reference of a resource.",
        f"{ENGINE}change_set_model_validator.py: ChangeSetModelValidator",
        f"{_FUNCTION}base64.html",
        {"Fn::Base64": {"Ref": "Rule"}},
        "cnVsZQ==",
        {_REFUSED: "InternalError"},
        kept="Value",
    ),
    FunctionDifference(
        "select-of-number",
        "Fn::Select takes no list with a parameter of the type Number.",
        f"{_PREPROC}: visit_node_intrinsic_function_fn_select",
        f"{_FUNCTION}select.html",
        {"Fn::Select": [0, [{"Ref": "Count"}, "b"]]},
        "7",
        {_CREATED: None, f"{UPDATED}.{STATUS}": "ROLLBACK_COMPLETE"},
    ),
    FunctionDifference(
        "split-of-number",
        "Fn::Split takes no parameter of the type Number.",
        f"{_PREPROC}: visit_node_intrinsic_function_fn_split",
        f"{_FUNCTION}split.html",
        {"Fn::Select": [0, {"Fn::Split": ["/", {"Ref": "Count"}]}]},
        "7",
        {_CREATED: None, f"{UPDATED}.{STATUS}": "ROLLBACK_COMPLETE"},
    ),
    FunctionDifference(
        "list-before",
        "A parameter that is a list is none on the side before an update, nor when the stack is deleted.",
        f"{_PREPROC}: visit_node_parameter",
        f"{REFERENCE}parameters-section-structure.html",
        {"Fn::Join": ["-", {"Ref": "Items"}]},
        "first-second",
        {f"{PLANNED}.{REFUSED}": "InternalError", f"{DELETED}.{REFUSED}": "InternalError"},
        kept="Value",
    ),
    FunctionDifference(
        "number-before",
        "A parameter of the type Number is a text before an update: what refers to it is updated for nothing.",
        f"{_PREPROC}: visit_node_parameter",
        f"{REFERENCE}parameters-section-structure.html",
        {"Ref": "Count"},
        "7",
        {f"{UPDATED}.statuses.Kept": "UPDATE_COMPLETE"},
        kept="Value",
    ),
    FunctionDifference(
        "url-suffix",
        "AWS::URLSuffix is LocalStack's.",
        f"{_PREPROC}: _AWS_URL_SUFFIX",
        _PSEUDO,
        {"Ref": "AWS::URLSuffix"},
        "amazonaws.com",
        {_CREATED: "localhost.localstack.cloud", _UPDATED: "localhost.localstack.cloud"},
    ),
    FunctionDifference(
        "notification-arns",
        "AWS::NotificationARNs is not there.",
        f"{_PREPROC}: _resolve_pseudo_parameter",
        _PSEUDO,
        {"Fn::Join": [",", {"Ref": "AWS::NotificationARNs"}]},
        "",
        {_CREATED: None, f"{PLANNED}.{REFUSED}": "InternalError"},
    ),
)
