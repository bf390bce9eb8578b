"""What a declared need can name."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.errors import ConfigError
from tests.unit.least_privilege.comparison.projects import declared, found, listing, need, rules, working

HEAD: Final = "Parameters: {Data: {Type: String, Default: data}}\n"
TABLE: Final = "  Orders: {Type: 'AWS::DynamoDB::Table', Properties: {BillingMode: PAY_PER_REQUEST}}\n"
OTHER: Final = "Resources: {Store: {Type: 'AWS::S3::Bucket'}}\nOutputs: {Objects: {Value: !Sub '${Store.Arn}/*'}}\n"
NAMED: Final = {
    "an attribute": ("!GetAtt Orders.Arn", "${Orders.Arn}"),
    "a name": ("!Sub 'arn:aws:dynamodb:*:*:table/${Orders}'", "arn:${AWS::Partition}:dynamodb:*:*:table/${Orders}"),
    "a parameter": ("!Sub 'arn:aws:dynamodb:*:*:table/${Data}'", "arn:${AWS::Partition}:dynamodb:*:*:table/${Data}"),
}


@pytest.mark.parametrize(("resource", "declared"), NAMED.values(), ids=list(NAMED))
def test_what_sub_can_name(resource: str, declared: str, tmp_path: Path) -> None:
    """In the role's template."""
    statement = f"- {{Effect: Allow, Action: dynamodb:GetItem, Resource: {resource}}}"
    text = working(statement, head=HEAD, resources=TABLE)
    assert found(tmp_path, text, need("dynamodb:GetItem", declared)) == []
    other = need("dynamodb:GetItem", "arn:${AWS::Partition}:dynamodb:*:*:table/other")
    assert "missing-permission" in rules(found(tmp_path / "other", text, other))


def test_an_output_of_another_stack(tmp_path: Path) -> None:
    """By the stack's name, as the pushed files name it."""
    head = "Parameters: {Objects: {Type: String}}\n"
    text = working("- {Effect: Allow, Action: s3:GetObject, Resource: !Ref Objects}", head=head)
    settings = listing("other app") + 'parameters.Objects = "${other.Objects}"\n'
    files = {"pyproject.toml": settings, "other.yaml": OTHER}
    assert found(tmp_path, text, need("s3:GetObject", "${other.Objects}"), files=files) == []


def test_a_name_that_is_not_there(tmp_path: Path) -> None:
    """It is said, and what is granted is not called too much."""
    text = working("- {Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Orders.Arn}", resources=TABLE)
    (one,) = found(tmp_path, text, need("dynamodb:GetItem", "${Ordres.Arn}"))
    assert (one.rule, "a value for 'Ordres.Arn'" in one.message) == ("needs-unknown", True)


def test_a_unit_that_is_nearly_a_roles(tmp_path: Path) -> None:
    """The slip is named where the role's needs are not known."""
    text = working("- {Effect: Allow, Action: dynamodb:GetItem, Resource: '*'}")
    table = {"policies/requirements/roles.yaml": declared(need("dynamodb:GetItem"), unit="app.Wroker")}
    messages = [one.message for one in found(tmp_path, text, files=table) if one.rule == "needs-unknown"]
    assert ["which has a unit 'app.Wroker' for no role" in one for one in messages] == [True]


def test_an_action_that_does_not_exist(tmp_path: Path) -> None:
    """It is an error of the table, and nothing is compared."""
    text = working("- {Effect: Allow, Action: dynamodb:GetItem, Resource: '*'}")
    with pytest.raises(ConfigError, match="row 'worker-0' needs 'dynamodb:GetItm', and there is no such action"):
        found(tmp_path, text, need("dynamodb:GetItm"))


def test_an_output_of_a_stack_that_is_not_there(tmp_path: Path) -> None:
    """It may be what a parameter is: neither missing nor unneeded."""
    text = working(
        "- {Effect: Allow, Action: s3:GetObject, Resource: !Ref A}", head="Parameters: {A: {Type: String}}\n"
    )
    assert rules(found(tmp_path, text, need("s3:GetObject", "${other.Objects}"))) == ["needs-unknown"]
