"""Templates that hypothesis makes up of intrinsic functions, conditions, parameters, mappings and exports.

What LocalStack cannot do at all is left out: `differing_functions.py` shows it, function by function.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from tests.second_opinion.subjects import Subject, Template, told

Draw = Callable[[st.SearchStrategy[Any]], Any]
"""What hypothesis calls a composite strategy with."""
Strategy = st.SearchStrategy[Any]

EXPORTS: Final[Mapping[str, str]] = {"base-word": "imported", "base-list": "one,two,three"}
"""What another stack exports."""
_PARAMETERS: Final = {
    "Word": {"Type": "String", "Default": "word"},
    "Count": {"Type": "Number", "Default": 7, "MinValue": 1},
    "Size": {"Type": "String", "Default": "small", "AllowedValues": ["small", "large"]},
}
_MAPPINGS: Final = {
    "Sizes": {"small": {"Name": "S", "Zones": ["a", "b"]}, "large": {"Name": "L", "Zones": ["c", "d"]}},
    "Regions": {"us-east-1": {"Name": "virginia"}, "eu-west-1": {"Name": "ireland"}},
}
_CONDITIONS: Final = ("First", "Second", "Third")
_RESOURCES: Final = {
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Sub": "${AWS::StackName}-topic"}}},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "queue"}},
    "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "bucket-${AWS::AccountId}"}}},
    "Told": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Fn::Sub": "${Word} ${Count}"}}},
}
"""The last is modified whenever a parameter changes: outputs alone are no change."""
_PSEUDO: Final = ("AWS::Region", "AWS::AccountId", "AWS::StackName", "AWS::Partition", "AWS::StackId")
_MOST: Final = 5


def exporting() -> Template:
    """The template of the stack that exports."""
    outputs = {
        name.title().replace("-", ""): {"Value": value, "Export": {"Name": name}} for name, value in EXPORTS.items()
    }
    return {"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}, "Outputs": outputs}


@st.composite
def subjects(draw: Draw) -> Subject:
    """A stack with outputs and parameters made of functions, and an update of what its parameters are."""
    more = {"Count": st.sampled_from(["1", "30"]), "Size": st.sampled_from(["small", "large"])}
    before = st.fixed_dictionaries({}, optional={"Word": st.sampled_from(["a/b/c", "small"]), **more})
    after = st.fixed_dictionaries({"Word": st.just("other")}, optional=more)
    template = {
        "Parameters": _PARAMETERS,
        "Mappings": _MAPPINGS,
        "Conditions": draw(_conditions()),
        "Resources": {**_RESOURCES, **draw(_kept())},
        "Outputs": draw(_outputs()),
    }
    return Subject(told(template), draw(before), changed=draw(after))


def _conditions() -> Strategy:
    """Three conditions, each of functions of parameters and of those before it."""
    made = {name: _condition(_CONDITIONS[:place]) for place, name in enumerate(_CONDITIONS)}
    return st.fixed_dictionaries(made)


def _condition(named: tuple[str, ...]) -> Strategy:
    equals = st.tuples(
        st.sampled_from(
            [_ref("Word"), _ref("Size"), _ref("AWS::Region"), {"Fn::Select": [0, {"Fn::Split": ["/", _ref("Word")]}]}]
        ),
        st.sampled_from(["word", "small", "us-east-1", "a", _ref("Size")]),
    ).map(lambda both: {"Fn::Equals": list(both)})
    leaves = equals | st.sampled_from(named).map(lambda name: {"Condition": name}) if named else equals
    pairs = st.lists(leaves, min_size=2, max_size=3)
    return (
        leaves
        | leaves.map(lambda one: {"Fn::Not": [one]})
        | pairs.map(lambda found: {"Fn::And": found})
        | pairs.map(lambda found: {"Fn::Or": found})
    )


def _kept() -> Strategy:
    """Parameters of Systems Manager, whose values the outputs show; some wait for others."""
    parameter = st.tuples(texts(), _maybe(texts()), st.sampled_from([None, *_CONDITIONS]), st.booleans()).map(
        lambda made: {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Value": made[0], "Description": made[1]},
            **({"Condition": made[2]} if made[2] else {}),
            **({"DependsOn": ["Queue", "Topic"]} if made[3] else {}),
        }
    )
    return st.lists(parameter, min_size=1, max_size=2).map(
        lambda made: {f"Kept{place}": body for place, body in enumerate(made)}
    )


def _outputs() -> Strategy:
    output = st.tuples(texts(), st.sampled_from([None, *_CONDITIONS]), st.booleans())

    def declared(place: int, made: tuple[object, str | None, bool]) -> dict[str, object]:
        value, condition, exported = made
        export = {"Export": {"Name": {"Fn::Sub": f"${{AWS::StackName}}:{place}"}}} if exported else {}
        return {"Value": value, **export, **({"Condition": condition} if condition else {})}

    return st.lists(output, min_size=1, max_size=_MOST).map(
        lambda made: {f"Out{place}": declared(place, one) for place, one in enumerate(made)}
    )


def texts() -> Strategy:
    """Functions that make a text."""
    leaves = _LEAVES | st.sampled_from(
        [
            *map(_ref, _PSEUDO),
            _ref("Topic"),
            _ref("Bucket"),
            {"Fn::GetAtt": ["Queue", "Arn"]},
            {"Fn::GetAtt": ["Topic", "TopicName"]},
            {"Fn::GetAtt": ["Bucket", "Arn"]},
            {"Fn::Sub": "${AWS::Region}/${Word}/${Count} ${Queue.QueueName}"},
        ]
    )
    return st.just(_ref("Queue")) | st.recursive(leaves, _nested, max_leaves=4)


_LEAVES: Final = st.sampled_from(
    [
        "text",
        {"Ref": "Word"},
        {"Ref": "AWS::Region"},
        {"Fn::ImportValue": "base-word"},
        {"Fn::FindInMap": ["Sizes", {"Ref": "Size"}, "Name"]},
        {"Fn::FindInMap": ["Regions", {"Ref": "AWS::Region"}, "Name"]},
    ]
)
"""Texts that are the same in every account, on both engines."""


def _nested(inner: Strategy) -> Strategy:
    lists = st.lists(inner, min_size=2, max_size=3) | st.sampled_from(
        [
            {"Fn::Split": [",", {"Fn::ImportValue": "base-list"}]},
            {"Fn::FindInMap": ["Sizes", _ref("Size"), "Zones"]},
        ]
    )
    return (
        st.tuples(st.sampled_from(["-", "", ", "]), lists).map(lambda made: {"Fn::Join": list(made)})
        | st.tuples(st.integers(0, 1), lists).map(lambda made: {"Fn::Select": list(made)})
        | inner.map(lambda one: {"Fn::Select": [0, {"Fn::Split": ["/", one]}]})
        | inner.map(lambda one: {"Fn::Sub": ["of ${It} in ${AWS::Region}", {"It": one}]})
        | _LEAVES.map(lambda one: {"Fn::Base64": one})
        | st.tuples(st.sampled_from(_CONDITIONS), inner, inner).map(lambda made: {"Fn::If": list(made)})
    )


def _maybe(inner: Strategy) -> Strategy:
    return st.tuples(st.sampled_from(_CONDITIONS), inner).map(
        lambda made: {"Fn::If": [made[0], made[1], _ref("AWS::NoValue")]}
    )


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}
