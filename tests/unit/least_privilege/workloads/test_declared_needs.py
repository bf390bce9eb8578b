"""What a project's own table declares of its roles.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
"""

import json
from pathlib import Path
from typing import Final

import pytest

from cfnproof.errors import ConfigError
from cfnproof.least_privilege.needs import own_folder
from cfnproof.least_privilege.projects.stacks import loaded, stacks_of
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import Json, machine, task
from tests.unit.least_privilege.workloads.roles import ARN, FUNCTION, ROLE, of_role, rows

USER: Final = {"Type": "AWS::Lambda::Function", "Properties": {"Role": ARN}}
DECLARED: Final = """
app.Role:
  - id: roles-table
    actions: [dynamodb:GetItem]
    resources: arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Name}
    why: it reads
    page: https://docs.aws.amazon.com/x.html
  - id: roles-trust
    principal: lambda.amazonaws.com
    actions: sts:AssumeRole
    why: it runs
    page: https://docs.aws.amazon.com/x.html
"""


@pytest.mark.parametrize("resources", [{}, {"User": USER}])
def test_what_is_declared(resources: Json, tmp_path: Path) -> None:
    """It says what nothing else does: names of the role are in reach."""
    found = of_role(tmp_path, resources, declared=DECLARED)
    assert found.complete
    assert found.unresolved == ()
    (one,) = found.requirements
    assert joined(one.resources[0]).endswith(":table/it")
    assert one.unit.title == "role 'Role'"
    assert [trust.row.principal for trust in found.trusts] == ["lambda.amazonaws.com"]


def test_what_is_declared_beside_a_workload(tmp_path: Path) -> None:
    """Both."""
    found = of_role(tmp_path, {"M": machine({"A": task(FUNCTION)}, RoleArn=ARN)}, declared=DECLARED)
    assert {"roles-table", "stepfunctions-lambda-resource"} <= rows(found)


def test_a_role_that_is_declared_to_need_nothing(tmp_path: Path) -> None:
    """It is known that it needs nothing."""
    found = of_role(tmp_path, {"User": USER}, declared="app.Role: []")
    assert (found.requirements, found.trusts, found.unresolved) == ((), (), ())


def test_what_is_declared_of_another_role(tmp_path: Path) -> None:
    """It says nothing of this one."""
    assert not of_role(tmp_path, {}, declared=DECLARED.replace("app.Role", "app.Other")).complete


def test_a_declaration_that_is_wrong(tmp_path: Path) -> None:
    """It is refused."""
    with pytest.raises(ConfigError, match=r"roles\.yaml: row 'roles-x' has no 'actions'"):
        of_role(tmp_path, {}, declared="app.Role: [{id: roles-x}]")


def test_a_role_that_is_handed_over_and_declared(tmp_path: Path) -> None:
    """The declaration says what it needs: nothing is left to ask."""
    states = {"A": task("arn:aws:states:::sagemaker:createProcessingJob", {"RoleArn": ARN, "ProcessingJobName": "j"})}
    found = of_role(tmp_path, {"M": machine(states)}, declared=DECLARED)
    assert found.complete
    assert found.unresolved == ()


def test_the_folder_of_own_tables(tmp_path: Path) -> None:
    """Beside the settings."""
    stack = stacks_of(loaded(_written(tmp_path)))
    assert own_folder(stack.config) == tmp_path / "policies/requirements"


def _written(folder: Path) -> Path:
    (folder / "pyproject.toml").write_text("[tool.cfnproof]\n", encoding="utf-8")
    file = folder / "app.yaml"
    file.write_text(json.dumps({"Resources": {"Role": ROLE}}), encoding="utf-8")
    return file
