"""Grants on resources that are not known: they are neither missing nor too much, and that is said."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import PAGE, found, line_of, listing, need, rules, working

OBJECTS: Final = "arn:${AWS::Partition}:s3:::data/*"
NEED: Final = need("s3:GetObject", OBJECTS)
HEAD: Final = "Parameters: {Data: {Type: String}}\n"
CUSTOM: Final = "  Made: {Type: 'Custom::Bucket', Properties: {ServiceToken: x}}\n"
OPEN: Final = {
    "a parameter": "!Ref Data",
    "a parameter in an ARN": "!Sub 'arn:aws:s3:::${Data}/*'",
    "a parameter in a Join": "!Join ['', ['arn:aws:s3:::', !Ref Data, '/*']]",
    "an import": "!ImportValue objects",
    "an attribute of an unknown type": "!GetAtt Made.Arn",
    "a dynamic reference": "'{{resolve:ssm:/data/objects}}'",
}


@pytest.mark.parametrize("resource", OPEN.values(), ids=list(OPEN))
def test_a_resource_that_may_be_the_needed_one(resource: str, tmp_path: Path) -> None:
    """One finding: what is not known, of what, who needs it, and how to give it."""
    text = working(
        f"- {{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: {resource}}}", head=HEAD, resources=CUSTOM
    )
    (one,) = found(tmp_path, text, NEED)
    assert (one.rule, one.severity, one.element) == ("needs-unknown", Severity.LOW, "Worker")
    assert (one.place.line, one.help) == (line_of(text, "  Worker:"), PAGE)
    assert f"on which it is granted s3:GetObject, is '{OBJECTS}', on which role 'Worker' needs it" in one.message
    assert "[[tool.cfnproof.stacks]]" in one.message


def test_values_are_shown_in_the_templates_words(tmp_path: Path) -> None:
    """Not in those in which stacks are compared."""
    for name, words in (("an attribute of an unknown type", "${Made.Arn}"), ("an import", "ImportValue")):
        statement = f"- {{Effect: Allow, Action: s3:GetObject, Resource: {OPEN[name]}}}"
        (one,) = found(tmp_path, working(statement, resources=CUSTOM), NEED)
        assert words in one.message
        assert "app/" not in one.message


def test_what_is_known_beside_it(tmp_path: Path) -> None:
    """An action that nothing needs, and a statement that does, are told as ever."""
    text = working("- {Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Ref Data}", head=HEAD)
    unknown, unneeded = found(tmp_path, text, NEED)
    assert rules([unknown, unneeded]) == ["needs-unknown", "unneeded-action"]
    assert "s3:PutObject, which nothing" in unneeded.message
    good = "- {Sid: Known, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
    other = "- {Sid: Open, Effect: Allow, Action: s3:GetObject, Resource: !Ref Data}"
    (one,) = found(tmp_path, working(f"{good}\n{other}", head=HEAD), NEED)
    assert (one.rule, "statement 'Open'" in one.message) == ("unneeded-action", True)


@pytest.mark.parametrize("resource", ["!Sub 'arn:aws:s3:::logs/${Data}'", "!Sub 'arn:aws:sqs:*:*:${Data}'"])
def test_a_resource_that_cannot_be_the_needed_one(resource: str, tmp_path: Path) -> None:
    """What lacks is missing all the same."""
    text = working(f"- {{Effect: Allow, Action: s3:GetObject, Resource: {resource}}}", head=HEAD)
    assert "missing-permission" in rules(found(tmp_path, text, NEED))


VALUES: Final = {
    "a default": ("Parameters: {Data: {Type: String, Default: 'arn:aws:s3:::data/*'}}\n", ""),
    "a value of the project": (HEAD, 'parameters.Data = "arn:aws:s3:::data/*"\n'),
    "a list": ("Parameters: {Data: {Type: CommaDelimitedList, Default: 'arn:aws:s3:::data/*'}}\n", ""),
}


@pytest.mark.parametrize(("head", "settings"), VALUES.values(), ids=list(VALUES))
def test_parameters_with_values(head: str, settings: str, tmp_path: Path) -> None:
    """Are what they are."""
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: !Ref Data}", head=head)
    assert found(tmp_path, text, NEED, files={"pyproject.toml": listing("app") + settings}) == []


def test_parameters_with_several_values(tmp_path: Path) -> None:
    """Each of them is an ARN."""
    head = "Parameters: {Data: {Type: CommaDelimitedList, Default: 'arn:aws:s3:::data/*,arn:aws:s3:::more/*'}}\n"
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: !Ref Data}", head=head)
    both = need("s3:GetObject", [OBJECTS, "arn:${AWS::Partition}:s3:::more/*"])
    assert found(tmp_path, text, both) == []
    (one,) = found(tmp_path / "one", text, NEED)
    assert (one.rule, "actions on '{!Select [1, !Ref Data]}' of which" in one.message) == ("resource-too-broad", True)


def test_a_name_that_is_a_parameters_value(tmp_path: Path) -> None:
    """It is the parameter that counts: with another value the text would be another name."""
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: !Sub 'arn:aws:s3:::${Data}/*'}", head=HEAD)
    settings = {"pyproject.toml": listing("app") + 'parameters.Data = "data"\n'}
    by_name = need("s3:GetObject", "arn:${AWS::Partition}:s3:::${Data}/*")
    assert found(tmp_path, text, by_name, files=settings) == []
    assert rules(found(tmp_path / "text", text, NEED, files=settings)) == ["unneeded-action", "missing-permission"]


def test_an_action_that_is_a_parameter(tmp_path: Path) -> None:
    """It may be the needed one, and one with a default is what it is."""
    text = working("- {Effect: Allow, Action: !Ref Data, Resource: 'arn:aws:s3:::data/*'}", head=HEAD)
    assert rules(found(tmp_path / "open", text, NEED)) == ["needs-unknown"]
    known = text.replace("{Type: String}", "{Type: String, Default: 's3:GetObject'}")
    assert found(tmp_path / "known", known, NEED) == []


def test_a_condition_on_a_parameter(tmp_path: Path) -> None:
    """It may have the needed value."""
    owned = {**NEED, "conditions": {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}}}
    bound = "Condition: {StringEquals: {aws:ResourceAccount: !Ref Data}}"
    text = working(f"- {{Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*', {bound}}}", head=HEAD)
    assert rules(found(tmp_path, text, owned)) == ["needs-unknown"]


def test_a_role_of_whose_work_nothing_is_known(tmp_path: Path) -> None:
    """Where to declare it; what it is granted is not called too much."""
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}")
    (one,) = found(tmp_path, text)
    assert (one.rule, one.severity, one.place.line) == ("needs-unknown", Severity.LOW, line_of(text, "  Worker:"))
    assert "declare it in the unit 'app.Worker' of policies/requirements/roles.yaml" in one.message


def test_a_role_of_a_function(tmp_path: Path) -> None:
    """Its code decides what it needs: that is said, and what is declared is all."""
    function = (
        "  Code:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Worker.Arn, Code: {ZipFile: x}}\n"
    )
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}", resources=function)
    (one,) = found(tmp_path, text)
    assert "what AWS::Lambda::Function 'Code' does with the role" in one.message
    assert found(tmp_path / "declared", text, NEED) == []
