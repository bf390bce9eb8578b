"""The names of CloudFormation's intrinsic functions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from typing import Final

FUNCTIONS: Final = frozenset(
    {
        "Fn::And",
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::Equals",
        "Fn::FindInMap",
        "Fn::GetAZs",
        "Fn::GetAtt",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Length",
        "Fn::Not",
        "Fn::Or",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Fn::Transform",
    }
)

LONG_FORMS: Final = FUNCTIONS | {"Ref", "Condition"}
"""Keys that make a mapping of one entry a call."""

SHORT_FORMS: Final = {f"!{name.removeprefix('Fn::')}": name for name in sorted(LONG_FORMS)}
"""YAML tag to function name: `!Sub` to `Fn::Sub`."""
