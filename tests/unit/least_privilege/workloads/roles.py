"""A role of a template, and what it needs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cfnproof.least_privilege.needs import Needs, Project
from tests.unit.least_privilege.projects.sample import joined, sample
from tests.unit.least_privilege.workloads import Json

FUNCTION: Final = "arn:aws:lambda:us-east-1:111122223333:function:f"
ROLE: Final = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "it", "AssumeRolePolicyDocument": {}}}
ARN: Final = {"Fn::GetAtt": ["Role", "Arn"]}
SHOWN: Final = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/it"


def all_needs(
    folder: Path, resources: Mapping[str, Json], settings: str = "", declared: str = "", **others: Json
) -> dict[str, Needs]:
    """The needs of all roles of a project, by ARN."""
    if declared:
        (folder / "policies/requirements").mkdir(parents=True)
        (folder / "policies/requirements/roles.yaml").write_text(declared, encoding="utf-8")
    more = {name: json.dumps(template) for name, template in others.items()}
    found = sample(folder, json.dumps({"Resources": resources}), settings, **more)
    return {joined(role): needs for role, needs in Project.of(found.resolver.stacks).needs().items()}


def of_role(folder: Path, resources: Mapping[str, Json], **more: str) -> Needs:
    """The needs of the role of the template."""
    return all_needs(folder, {"Role": ROLE, **resources}, **more)[SHOWN]


def rows(needs: Needs) -> set[str]:
    """The rows of its requirements, those of its trust among them."""
    return {one.row.id for one in (*needs.requirements, *needs.trusts)}
