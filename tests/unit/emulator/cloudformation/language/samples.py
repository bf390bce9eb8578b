"""Small templates, and an environment that answers from dictionaries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cfnproof.emulator.cloudformation.language.environment import ParameterEnvironment
from cfnproof.emulator.cloudformation.language.mappings import look_up
from cfnproof.emulator.cloudformation.language.parameters import GivenParameter, SsmValue, resolve
from cfnproof.emulator.cloudformation.language.pseudo import Stack, pseudo_parameters
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.template.model import Template

GUIDE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
BUCKET: Final = "Resources: {Bucket: {Type: AWS::S3::Bucket}}"
UNRESOLVED: Final = "Template format error: Unresolved resource dependencies"

STACK: Final = Stack(
    "123456789012",
    "aws",
    "us-east-1",
    "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1",
    "shop",
    ("arn:aws:sns:us-east-1:123456789012:a", "arn:aws:sns:us-east-1:123456789012:b"),
)


@dataclass(frozen=True, slots=True)
class World:
    """An environment of fixed answers."""

    template: Template
    refs: Mapping[str, object] = field(default_factory=dict)
    attributes: Mapping[tuple[str, str], object] = field(default_factory=dict)
    conditions: Mapping[str, bool] = field(default_factory=dict)
    exports: Mapping[str, object] = field(default_factory=dict)
    dynamics: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def ref(self, name: str) -> object:
        """A fixed value."""
        return self.refs[name]

    def get_att(self, logical_id: str, attribute: str) -> object:
        """A fixed value."""
        return self.attributes[logical_id, attribute]

    def condition(self, name: str) -> bool:
        """A fixed outcome."""
        return self.conditions[name]

    def mapping(self, name: str, top: str, second: str) -> object:
        """What the template's mappings have."""
        return look_up(self.template, name, top, second)

    def import_value(self, name: str) -> object:
        """A fixed value."""
        return self.exports[name]

    def availability_zones(self, region: str) -> Sequence[str]:
        """Three zones of any region."""
        return tuple(f"{region}{letter}" for letter in "abc")

    def dynamic(self, service: str, reference: str) -> str:
        """A fixed value."""
        return self.dynamics[service, reference]


def parameter_environment(template: Template, **given: str) -> ParameterEnvironment:
    """What is known of a stack before its resources are, with these parameters."""
    values = {name: GivenParameter(value) for name, value in given.items()}
    return ParameterEnvironment(template, resolve(template, values, {}, no_ssm), pseudo_parameters(STACK))


def no_ssm(_: str) -> SsmValue | None:
    """An empty Parameter Store."""
    return None


def with_property(expression: str, rest: str = "") -> Template:
    """A template whose bucket has this expression as its property P."""
    return read(
        f"{rest}\n"
        "Resources:\n"
        "  Other: {Type: AWS::S3::Bucket}\n"
        f"  Bucket: {{Type: AWS::S3::Bucket, Properties: {{P: {expression}}}}}\n"
    )


def prop(expression: str) -> str:
    """The text of a template whose bucket has this property."""
    return f"Resources: {{B: {{Type: AWS::S3::Bucket, Properties: {{P: {expression}}}}}}}"


def condition(expression: str) -> str:
    """The text of a template with this condition."""
    return f"Conditions: {{C: {expression}}}\n{BUCKET}"


def many(section: str, body: str, count: int) -> str:
    """A section of `count` entries."""
    return f"{section}:\n" + "".join(f"  N{number}: {body}\n" for number in range(count))


def declared(body: str) -> Template:
    """A template with one parameter P."""
    return read(f"Parameters: {{P: {{{body}}}}}\n{BUCKET}")
