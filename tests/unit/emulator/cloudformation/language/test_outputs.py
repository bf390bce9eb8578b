"""Outputs and exports."""

import pytest

from cfnproof.emulator.cloudformation.language.outputs import Output, check_references, outputs
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.cloudformation.language.values import unknown
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, World

PAGE = f"{GUIDE}outputs-section-structure.html"
REFS = {"Bucket": "bucket-1", "AWS::StackName": "shop", "P": "", "L": ["a", "b"]}
PARAMETERS = "Parameters: {P: {Type: String}, L: {Type: CommaDelimitedList}}\nConditions: {C: !Equals [!Ref P, a]}"


def found(section: str, *, holds: bool = True, refs: dict[str, object] | None = None) -> tuple[Output, ...]:
    """The outputs of a template with this section."""
    template = read(f"{PARAMETERS}\n{BUCKET}\nOutputs: {section}")
    return outputs(template, {"C": holds}, World(template, REFS | (refs or {})))


def test_outputs() -> None:
    """Value, description and export; scalars become text."""
    export = "{Name: !Sub '${AWS::StackName}:Bucket'}"
    section = f"{{A: {{Value: !Ref Bucket, Description: the bucket, Export: {export}}}, B: {{Value: 5}}}}"
    assert found(section) == (
        Output("A", "bucket-1", "the bucket", "shop:Bucket"),
        Output("B", "5", None, None),
    ), PAGE


def test_condition() -> None:
    """An output whose condition does not hold is not there."""
    assert found("{A: {Value: a, Condition: C}}", holds=False) == ()
    assert found("{A: {Value: a, Condition: C}}", holds=True) == (Output("A", "a", None, None),)


def test_unknown_value() -> None:
    """What is not known yet stays so."""
    assert found("{A: {Value: !Ref Bucket}}", refs={"Bucket": unknown("Bucket")})[0].value == unknown("Bucket")


def test_dynamic_reference_is_not_resolved() -> None:
    """It comes back as it is written."""
    written = "{{resolve:secretsmanager:s}}"
    assert found(f"{{A: {{Value: '{written}'}}}}")[0].value == written


@pytest.mark.parametrize(
    ("section", "message"),
    [
        pytest.param("{A: {Description: a}}", "Every Outputs member must contain a Value object", id="no value"),
        pytest.param("{A: text}", "Any Outputs member must be an object.", id="text"),
        pytest.param("{a-b: {Value: a}}", "Outputs name 'a-b' is non alphanumeric.", id="a name with a hyphen"),
        pytest.param("{A: {Value: a, Foo: b}}", "Invalid output property or properties [Foo]", id="an unknown member"),
        pytest.param(
            "{A: {Value: a, Export: {}}}", "The Name field of every Export member must be", id="no export name"
        ),
        pytest.param(
            "{A: {Value: a, Export: {Name: !Ref Bucket}}}",
            "Output A is malformed. The Name field of Export must not depend on any resources",
            id="an export named by a resource",
        ),
        pytest.param(
            "{A: {Value: a, Export: {Name: a_b}}}",
            "consist only of alphanumeric characters, colons, or hyphens",
            id="a_b",
        ),
        pytest.param("{A: {Value: !Ref L}}", "Output A is malformed. The Value field of every Outputs", id="a list"),
        pytest.param("{A: {Value: {a: b}}}", "Output A is malformed. The Value field of every Outputs", id="a mapping"),
        pytest.param(
            "{A: {Value: !Ref P, Export: {Name: x}}}",
            "Cannot export output A. Exported values must not be empty or whitespace-only.",
            id="an empty export",
        ),
        pytest.param(
            "{A: {Value: a, Export: {Name: x}}, B: {Value: b, Export: {Name: x}}}",
            "Duplicate export names [x]",
            id="twice",
        ),
    ],
)
def test_refusal(section: str, message: str) -> None:
    """What no output may say, and what it may not come to."""
    with pytest.raises(ServiceError) as caught:
        found(section)
    assert message in caught.value.message, PAGE


def test_reference_to_what_the_stack_does_not_have() -> None:
    """CloudFormation says it without its usual beginning."""
    template = read(
        "Conditions: {C: !Equals [a, b]}\n"
        "Resources: {A: {Type: T, Condition: C}, B: {Type: T}}\nOutputs: {O: {Value: !Ref A}}"
    )
    with pytest.raises(ServiceError) as caught:
        check_references(template, {"C": False})
    assert caught.value.message == "Unresolved resource dependencies [A] in the Outputs block of the template"
