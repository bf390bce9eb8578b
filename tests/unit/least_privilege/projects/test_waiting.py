"""Which resources wait for another one.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
"""

from pathlib import Path

import pytest

from cfnproof.least_privilege.projects.waiting import waiting_for
from tests.unit.least_privilege.projects.sample import sample


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ("Other: {Type: Custom::A}", set()),
        ("By: {Type: Custom::A, Properties: {X: !Ref Role}}", {"By"}),
        ("By: {Type: Custom::A, Properties: {X: !GetAtt Role.Arn}}", {"By"}),
        ("By: {Type: Custom::A, Properties: {X: !GetAtt [Role, Arn]}}", {"By"}),
        ('By: {Type: Custom::A, Properties: {X: !Sub "${Role.Arn}/x"}}', {"By"}),
        ('By: {Type: Custom::A, Properties: {X: !Sub ["${A}", {A: !Ref Role}]}}', {"By"}),
        ('By: {Type: Custom::A, Properties: {X: !Sub ["${Role}", {Role: text}]}}', set()),
        ('By: {Type: Custom::A, Properties: {X: !Sub "${!Role}"}}', set()),
        ('By: {Type: Custom::A, Properties: {X: !Join ["", [!Ref Role]]}}', {"By"}),
        ('By: {Type: Custom::A, Properties: {X: !Select [0, !Split ["/", !Ref Role]]}}', {"By"}),
        ("By: {Type: Custom::A, Properties: {X: [{Y: [!Ref Role]}]}}", {"By"}),
        ("By: {Type: Custom::A, DependsOn: Role}", {"By"}),
        ("By: {Type: Custom::A, DependsOn: [Role]}", {"By"}),
        ("By: {Type: Custom::A, DependsOn: [Other]}\n  Other: {Type: Custom::A}", set()),
        ("By: {Type: Custom::A, Properties: {X: !Ref Role}}\n  Last: {Type: Custom::A, DependsOn: By}", {"By", "Last"}),
        (
            (
                "A: {Type: Custom::A, Properties: {X: !Ref B, Y: !Ref Role}}\n"
                "  B: {Type: Custom::A, Properties: {X: !Ref A}}"
            ),
            {"A", "B"},
        ),
        ("A: {Type: Custom::A, DependsOn: B}\n  B: {Type: Custom::A, DependsOn: A}", set()),
        ("By: {Type: Custom::A, Properties: {X: !Ref AWS::Region, Y: Role}}", set()),
    ],
)
def test_those_that_name_it_and_those_that_name_these(others: str, expected: set[str], tmp_path: Path) -> None:
    """Itself among them; a circle ends."""
    template = f"Resources:\n  Role: {{Type: AWS::IAM::Role}}\n  {others}"
    assert waiting_for("Role", sample(tmp_path, template).stack().template) == expected | {"Role"}


def test_what_the_resource_itself_names_does_not_wait(tmp_path: Path) -> None:
    """It is there before."""
    template = """
Resources:
  Data: {Type: AWS::S3::Bucket}
  Role: {Type: AWS::IAM::Role, Properties: {Description: !Ref Data}}
"""
    assert waiting_for("Role", sample(tmp_path, template).stack().template) == {"Role"}
