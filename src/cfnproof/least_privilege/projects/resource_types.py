"""What is known of a resource by its type: its ARN, what Ref gives, how it is named. Read from `resource_types.yaml`.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from cfnproof.template.tables import read_table

ARN: Final = "arn"
NAME: Final = "name"


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before the name in an ARN: the value of a property, with `suffix` behind it.

    `default` is what is there without the property, or where its value is `unless`; of a value that is an ARN, `of_arn`
    is what stands before it in the ARN's last field.
    """

    property: str
    default: str = ""
    suffix: str = ""
    unless: str = ""
    of_arn: str = ""


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type. `arn` has `${Name}` for the resource's name, and `${Prefix}` for what `prefix` says.

    `ref` is what Ref gives and `attributes` what Fn::GetAtt gives: `arn`, `name`, or a text with `${Name}`; what is not
    there is not known.
    `property` holds the name where the template gives one; else CloudFormation generates one, which `generated`
    matches: patterns in which `${StackName}` and `${LogicalId}` stand for themselves.
    """

    arn: str
    prefix: Prefix | None = None
    ref: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    property: str = ""
    generated: tuple[str, ...] = ()
    page: str = ""


@cache
def resource_types() -> Mapping[str, TypeRow]:
    """The rows by type."""
    return {name: _row(row) for name, row in read_table(__package__, "resource_types.yaml").items()}


def _row(row: Mapping[str, Any]) -> TypeRow:
    prefix = row.get("prefix")
    made = {"generated": tuple(row.get("generated", ())), "prefix": None if prefix is None else Prefix(**prefix)}
    return TypeRow(**{**row, **made})
