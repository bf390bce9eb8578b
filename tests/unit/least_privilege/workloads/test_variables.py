"""CodePipeline's variables in the configuration of actions.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

import pytest

from cfnproof.least_privilege.requirements.scope import Listing, Scope, Unknown, leaf, text
from cfnproof.least_privilege.workloads.variables import variable_in, without_variables
from cfnproof.template.expressions import Parts, Reference

UNKNOWN = Unknown("the variable '#{A.b}'", "name the value")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (("#{A.b}",), UNKNOWN),
        (("a-", Reference("X"), "/#{A.b}-#{C.d}"), UNKNOWN),
        (("#A.b",), None),
        ((Reference("app/X#piece"), "{}"), None),
        ((), None),
    ],
)
def test_a_variable_in_a_value(value: Parts, expected: Unknown | None) -> None:
    """The first of them is named."""
    assert variable_in(value) == expected


def test_a_scope() -> None:
    """Each value with a variable is unknown, in lists and mappings too; others are kept."""
    kept = Unknown("it", "say it")
    found = without_variables(
        Scope(
            {
                "Plain": text("p"),
                "Variable": text("#{A.b}"),
                "Several": leaf(("p",), ("x#{A.b}",)),
                "Items": Listing((Scope({"Name": text("#{A.b}"), "Other": text("o")}),)),
                "Unknown": kept,
            },
            {"Inner": Scope({"Deep": text("#{A.b}")})},
            derived=frozenset({"Plain"}),
        )
    )
    assert found == Scope(
        {
            "Plain": text("p"),
            "Variable": UNKNOWN,
            "Several": UNKNOWN,
            "Items": Listing((Scope({"Name": UNKNOWN, "Other": text("o")}),)),
            "Unknown": kept,
        },
        {"Inner": Scope({"Deep": UNKNOWN})},
        derived=frozenset({"Plain"}),
    )
