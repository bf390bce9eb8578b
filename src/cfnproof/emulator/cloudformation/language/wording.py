"""What CloudFormation says of functions with wrong arguments; said of what is written and of what it comes to."""

from typing import Final

BASE64: Final = "Template error: every Fn::Base64 object must have a String-typed value."
CIDR: Final = (
    "Template error: every Fn::Cidr object requires two or three parameters, (1) a CIDR block, (2) a count from 1 to "
    "256 and (3) the number of subnet bits"
)
CONDITION: Final = "Template error: every Condition object must have a single String value."
EQUALS: Final = "Template error: every Fn::Equals object requires a list of 2 string parameters."
FIND_IN_MAP: Final = (
    "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for "
    "return value"
)
GET_ATT: Final = (
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource "
    "attribute"
)
GET_AZS: Final = "Template error: every Fn::GetAZs object must have a String-typed value."
IF_CONDITION: Final = "Template error: Fn::If requires a list argument with the first element being a condition"
IF: Final = "Template error: Fn::If requires a list argument with three elements"
IMPORT_VALUE: Final = "Template error: every Fn::ImportValue object must have a String-typed value."
IMPORT_DEPENDS: Final = (
    "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs"
)
JOIN: Final = (
    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings "
    "to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined."
)
NOT: Final = "Template error: every Fn::Not object requires one boolean parameter."
REF: Final = "Template error: every Ref object must have a single String value."
SELECT: Final = "Template error: Fn::Select requires a list argument with two elements: an integer index and a list"
SPLIT: Final = (
    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be "
    "split or a function that returns a string to be split."
)
SUB: Final = (
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as "
    "first argument, and an optional second argument to specify a mapping of values to replace in the string"
)
SUB_NAME: Final = (
    "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, "
    "and colons"
)
SUB_KEY: Final = (
    "Template error: every key of the context object of every Fn::Sub object must contain only alphanumeric characters "
    "and underscores"
)
SUB_VALUE: Final = (
    "Template error: every value of the context object of every Fn::Sub object must be a string or a function that "
    "returns a string"
)
SUPPORTED: Final = (
    "Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, "
    "Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, "
    "Fn::Sub, Fn::Cidr"
)

_NOT_EMULATED: Final = frozenset({"Fn::GetStackOutput"})
"""Functions that AWS has and this emulation does not."""


def several_booleans(function: str) -> str:
    """Of Fn::And and Fn::Or."""
    return f"Template error: every {function} object requires a list of at least 2 and at most 10 boolean parameters."


def unsupported(function: str) -> str:
    """Of a function that there is not, that only a transform brings, or that is not emulated."""
    if function in _NOT_EMULATED:
        return f"{function} is not emulated, so it is refused: docs/fidelity.md lists what is"
    return f"Template Error: Encountered unsupported function: {function} Supported functions are: [{SUPPORTED}]"
