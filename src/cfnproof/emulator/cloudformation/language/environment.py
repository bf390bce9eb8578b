"""What functions ask for while a value is resolved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from cfnproof.emulator.cloudformation.language.mappings import look_up
from cfnproof.emulator.cloudformation.language.parameters import ParameterValue
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template


class Environment(Protocol):
    """Where names get their values. All methods raise ServiceError for what they do not have."""

    def ref(self, name: str) -> object:
        """What `Ref` returns, `AWS::NoValue` excepted: text, a list of text, or Unknown."""
        ...

    def get_att(self, logical_id: str, attribute: str) -> object:
        """What `Fn::GetAtt` returns; nested attribute names come with their dots."""
        ...

    def condition(self, name: str) -> bool:
        """How a condition came out."""
        ...

    def mapping(self, name: str, top: str, second: str) -> object:
        """What `Fn::FindInMap` returns."""
        ...

    def import_value(self, name: str) -> object:
        """The value of an export of the account and region."""
        ...

    def availability_zones(self, region: str) -> Sequence[str]:
        """The names of a region's Availability Zones."""
        ...

    def dynamic(self, service: str, reference: str) -> str:
        """What a dynamic reference stands for: the text behind `{{resolve:service:`."""
        ...


@dataclass(frozen=True, slots=True)
class ParameterEnvironment:
    """What is known before any resource is: parameters, pseudo parameters, mappings, and conditions once they are.

    Conditions, rules and names of exports are resolved in it; an engine's own environment asks it first.
    """

    template: Template
    parameters: Mapping[str, ParameterValue]
    pseudo: Mapping[str, str | tuple[str, ...]]
    conditions: Mapping[str, bool] = field(default_factory=dict)

    def ref(self, name: str) -> object:
        """The value of a parameter or pseudo parameter."""
        value = self.parameters[name].value if name in self.parameters else self.pseudo.get(name)
        if value is None:
            raise refusal(
                f"Template format error: Unresolved dependencies [{name}]. Only parameters can be referenced here"
            )
        return list(value) if isinstance(value, tuple) else value

    def get_att(self, logical_id: str, attribute: str) -> NoReturn:
        """No resource has a value here."""
        raise refusal(
            f"Template error: {logical_id}.{attribute} is an attribute of a resource; only parameters can be used"
        )

    def condition(self, name: str) -> bool:
        """How a condition came out."""
        if name not in self.conditions:
            raise refusal(f"Template error: unresolved condition dependency {name} in Fn::If")
        return self.conditions[name]

    def mapping(self, name: str, top: str, second: str) -> object:
        """The value of a mapping of the template."""
        return look_up(self.template, name, top, second)

    def import_value(self, name: str) -> NoReturn:
        """No import has a value here."""
        raise refusal(f"Template error: export {name} is imported where only parameters can be used")

    def availability_zones(self, region: str) -> NoReturn:
        """No Availability Zones are known here."""
        raise refusal(f"Template error: Fn::GetAZs of '{region}' is used where only parameters can be used")

    def dynamic(self, service: str, reference: str) -> NoReturn:
        """Dynamic references are resolved in resources' properties only."""
        raise refusal(
            f"Template error: {{{{resolve:{service}:{reference}}}}} is used where only parameters can be used"
        )
