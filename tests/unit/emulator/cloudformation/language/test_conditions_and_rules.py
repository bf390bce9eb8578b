"""Conditions and rules come out as parameters have it."""

import pytest

from cfnproof.emulator.cloudformation.language import rules
from cfnproof.emulator.cloudformation.language.conditions import conditions
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, parameter_environment

CONDITIONS = f"""
Parameters: {{Env: {{Type: String}}, Size: {{Type: Number, Default: 1}}}}
Mappings: {{Regions: {{us-east-1: {{Main: 'true'}}}}}}
Conditions:
  Big: !Equals [!Ref Size, 2]
  ProdOrBig: !Or [!Condition Prod, !Condition Big]
  ProdAndBig: !And [!Condition Prod, !Condition Big]
  NotProd: !Not [!Condition Prod]
  Prod: !Equals [!Ref Env, prod]
  Main: !Equals [!FindInMap [Regions, !Ref 'AWS::Region', Main], true]
  Named: !Equals [!Sub '${{Env}}-1', dev-1]
  Same: !Equals [!Select [0, !Split ['-', !Ref Env]], dev]
  Mixed: !And [!Equals [a, a], !Not [!Or [!Condition Prod, !Equals [a, b]]]]
{BUCKET}
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"Env": "dev"}, {"NotProd", "Main", "Named", "Same", "Mixed"}, id="dev"),
        pytest.param({"Env": "prod"}, {"Prod", "ProdOrBig", "Main"}, id="prod"),
        pytest.param(
            {"Env": "prod", "Size": "2"}, {"Prod", "Big", "ProdOrBig", "ProdAndBig", "Main"}, id="prod and big"
        ),
        pytest.param({"Env": "dev-2", "Size": "2"}, {"Big", "ProdOrBig", "NotProd", "Main", "Same", "Mixed"}, id="big"),
    ],
)
def test_conditions(given: dict[str, str], expected: set[str]) -> None:
    """In whatever order they stand; numbers are compared as text."""
    template = read(CONDITIONS)
    found = conditions(template, parameter_environment(template, **given))
    assert list(found) == [entry.key for entry in template.section("Conditions")]
    assert {name for name, holds in found.items() if holds} == expected, f"{GUIDE}conditions-section-structure.html"


def test_condition_on_a_list_is_refused() -> None:
    """Equals compares strings."""
    template = read(
        f"Parameters: {{L: {{Type: CommaDelimitedList}}}}\nConditions: {{C: !Equals [!Ref L, a]}}\n{BUCKET}"
    )
    with pytest.raises(ServiceError, match="every Fn::Equals object requires a list of 2 string parameters"):
        conditions(template, parameter_environment(template, L="a"))


def rule(body: str) -> str:
    """A template with one rule R."""
    parameters = "Parameters: {Env: {Type: String}, Types: {Type: CommaDelimitedList}}"
    return f"{parameters}\nRules: {{R: {{{body}}}}}\n{BUCKET}"


def asserting(expression: str) -> str:
    """A template whose rule asserts this."""
    return rule(f"Assertions: [{{Assert: {expression}, AssertDescription: pick another}}]")


CONTAINS = asserting("{'Fn::Contains': [[dev, prod], !Ref Env]}")
EQUALS = asserting("{'Fn::EachMemberEquals': [!Ref Types, a]}")
IN = asserting("{'Fn::EachMemberIn': [!Ref Types, [a, b]]}")
NESTED = asserting("!And [!Not [{'Fn::Contains': [[x], !Ref Env]}], !Or [!Equals [!Ref Env, dev], !Equals [a, b]]]")


@pytest.mark.parametrize(
    ("body", "given", "holds"),
    [
        pytest.param(CONTAINS, {"Env": "dev", "Types": "a"}, True, id="Contains"),
        pytest.param(CONTAINS, {"Env": "test", "Types": "a"}, False, id="Contains that fails"),
        pytest.param(EQUALS, {"Env": "dev", "Types": "a,a"}, True, id="EachMemberEquals"),
        pytest.param(EQUALS, {"Env": "dev", "Types": "a,b"}, False, id="EachMemberEquals that fails"),
        pytest.param(IN, {"Env": "dev", "Types": "b,a"}, True, id="EachMemberIn"),
        pytest.param(IN, {"Env": "dev", "Types": "a,c"}, False, id="EachMemberIn that fails"),
        pytest.param(NESTED, {"Env": "dev", "Types": "a"}, True, id="nested functions"),
        pytest.param(NESTED, {"Env": "x", "Types": "a"}, False, id="nested functions that fail"),
        pytest.param(
            rule("RuleCondition: !Equals [!Ref Env, prod], Assertions: [{Assert: !Equals [a, b]}]"),
            {"Env": "dev", "Types": "a"},
            True,
            id="a rule whose condition does not hold",
        ),
    ],
)
def test_rules(body: str, given: dict[str, str], *, holds: bool) -> None:
    """A failed assertion refuses the stack with its description."""
    template = read(body)
    environment = parameter_environment(template, **given)
    if holds:
        rules.check(template, environment)
        return
    with pytest.raises(ServiceError) as caught:
        rules.check(template, environment)
    assert caught.value.message == "Rule R failed: pick another", f"{GUIDE}rules-section-structure.html"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(
            rule("RuleCondition: !Equals [a, a]"), "Rule R must contain a list of Assertions", id="nothing asserted"
        ),
        pytest.param(
            rule("Assertions: [{AssertDescription: a}]"), "an assertion without an Assert member", id="no assert"
        ),
        pytest.param(
            rule("Assertion: []"), "must be an object with the members Assertions, RuleCondition", id="a typo"
        ),
        pytest.param(asserting("!Equals [!If [C, a, b], a]"), "Fn::If cannot be used in the Rules section", id="If"),
        pytest.param(
            asserting("{'Fn::Contains': [{'Fn::RefAll': AWS::EC2::VPC::Id}, a]}"),
            "Fn::RefAll of rule R looks up EC2 or Route 53 resources",
            id="a look into EC2",
        ),
        pytest.param(asserting("!Equals [!Ref Bucket, a]"), "Unresolved dependencies [Bucket]", id="a resource"),
    ],
)
def test_rule_shape(body: str, message: str) -> None:
    """What no rule may say."""
    with pytest.raises(ServiceError) as caught:
        read(body)
    assert message in caught.value.message, f"{GUIDE}intrinsic-function-reference-rules.html"


def test_rule_function_of_other_arguments() -> None:
    """A list where one value belongs, and one argument too few, are refused when they are come to."""
    for expression, message in (
        ("{'Fn::Contains': [[a], []]}", "every Fn::Contains object requires a list and a string."),
        ("{'Fn::EachMemberIn': [[a]]}", "every Fn::EachMemberIn object requires a list of 2 parameters."),
        ("!Equals [a]", "every Fn::Equals object requires a list of 2 string parameters."),
        ("!Ref Env", "rule R must come to true or false"),
    ):
        template = read(asserting(expression))
        with pytest.raises(ServiceError, match=message):
            rules.check(template, parameter_environment(template, Env="dev", Types="a"))
