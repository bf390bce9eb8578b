"""CodePipeline's variables in the configuration of actions: only an execution of the pipeline knows their values.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

import re
from dataclasses import replace
from typing import Final

from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown, Value
from cfnproof.template.expressions import Parts

_VARIABLE: Final = re.compile(r"#\{[^}]*\}")


def variable_in(value: Parts) -> Unknown | None:
    """The first variable in a value, None where it has none."""
    found = _VARIABLE.search("".join(map(str, value)))
    return Unknown(f"the variable {found[0]!r}", "name the value") if found else None


def without_variables(scope: Scope) -> Scope:
    """A scope in which each value that has a variable in it is not known."""
    values = {name: _without_variables(value) for name, value in scope.values.items()}
    return replace(scope, values=values, inner={name: without_variables(one) for name, one in scope.inner.items()})


def _without_variables(value: Value) -> Value:
    match value:
        case Leaf(values=values):
            return next((found for one in values if (found := variable_in(one)) is not None), value)
        case Listing(items=items):
            return Listing(tuple(map(without_variables, items)))
        case Unknown():
            return value
