"""`cfnproof iam minimal` prints for each role of `cfn/` a policy that allows just what stands in the template."""

import json
from pathlib import Path
from typing import Final

import pytest
import yaml

from cfnproof.cli import main
from cfnproof.iam.access import NamedPolicy, new_access
from cfnproof.least_privilege.changes.policies import Side, policies_of
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.examine import examine
from cfnproof.least_privilege.needs import Project
from cfnproof.least_privilege.projects.stacks import stacks_of
from cfnproof.template.model import from_text
from tests.pipelines.grants import FunctionLoader, template_of
from tests.templates.mutations import ROLE, TEMPLATES

ROLES: Final = [
    (stack, name)
    for stack, path in TEMPLATES.items()
    for name, resource in template_of(path)["Resources"].items()
    if resource["Type"] == ROLE
]


def pasted(stack: str, role: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The template with the printed policy in place of the role's own."""
    assert main(["iam", "minimal", str(TEMPLATES[stack]), role]) == 0
    printed = yaml.load(capsys.readouterr().out, Loader=FunctionLoader)  # noqa: S506  # a safe one with functions
    body = template_of(TEMPLATES[stack])
    body["Resources"][role]["Properties"]["Policies"] = [{"PolicyName": "minimal", "PolicyDocument": printed}]
    return json.dumps(body)


def identity(text: str, path: Path, role: str, alphabet: Alphabet) -> NamedPolicy:
    """A role's policy in a template's text."""
    for stacks, stack in stacks_of(from_text(text, path)).views(path):
        owned = policies_of(stack, Project.of(stacks).site, alphabet)
        if (Side.IDENTITY, role) in owned:
            return owned[Side.IDENTITY, role].policy
    raise AssertionError(role)


@pytest.mark.parametrize(("stack", "role"), ROLES)
def test_it_allows_just_what_the_template_allows(stack: str, role: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither side newly allows anything against the other, decided on what they match."""
    path, alphabet = TEMPLATES[stack], Alphabet()
    own = identity(path.read_text(encoding="utf-8"), path, role, alphabet)
    minimal = identity(pasted(stack, role, capsys), path, role, alphabet)
    assert new_access([own], [minimal]) == ()
    assert new_access([minimal], [own]) == ()


@pytest.mark.parametrize(("stack", "role"), ROLES)
def test_it_can_be_pasted(stack: str, role: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The gate finds nothing in the template that has it."""
    assert examine(from_text(pasted(stack, role, capsys), TEMPLATES[stack])) == ()
