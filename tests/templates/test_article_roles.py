"""What the least-privilege gate must say of the roles of the article's own templates, and that it says no more.

The templates stand in `article/`. Each row is what a review of the role comes to that has AWS's documentation at hand:

- a role's trust: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- a pipeline's service role, `aws:ResourceAccount` for its bucket included:
  https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
- what each action takes: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
- which resources an action has:
  https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- a stack's role that whoever may update the stack works with:
  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Finding
from cfnproof.least_privilege.examine import examine
from cfnproof.structural.policy_documents.documents import documents
from cfnproof.structural.policy_documents.sites import ROLE, Kind
from cfnproof.template.discover import discover
from cfnproof.template.model import load

FOLDER: Final = Path(__file__).parent / "article"
DOCUMENT: Final = Path(__file__).parents[2] / "docs/article.md"

STEP_1: Final = "mlpipeline.yaml"
STEP_2: Final = "mlpipeline_1.yaml"
DEPLOYMENT: Final = "mldeployment-pipeline.yaml"
GUIDE: Final = "mldeployment-pipeline-of-the-guide.yaml"

SERVICE_ROLE: Final = "CodePipelineServiceRole"
EVENT_ROLE: Final = "AmazonCloudWatchEventRole"
STACK_ROLE: Final = "CFNRole"
GUIDE_ROLE: Final = "PipelineRole"

PROJECT: Final = "with any role, which a build may override (iam:PassRole + codebuild:StartBuild)"

POLICIES: Final = "Policies"
"""The place of what no statement is about."""

_BUCKET: Final = "'${CodePipelineArtifactStoreBucket.Arn}'"
_OBJECTS: Final = "'${CodePipelineArtifactStoreBucket.Arn}/*'"
_REPOSITORY: Final = ":codecommit:${AWS::Region}:${AWS::AccountId}:${RepositoryName}"
_STACK: Final = ":cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${ProdStackName}/*"
_SOURCE_ACTIONS: Final = (
    "codecommit:CancelUploadArchive",
    "codecommit:GetBranch",
    "codecommit:GetCommit",
    "codecommit:GetUploadArchiveStatus",
    "codecommit:UploadArchive",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """One finding: its rule, the role, where in it, and what its message names."""

    template: str
    role: str
    rule: str
    place: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        """As a test's id."""
        return f"{self.template}-{self.role}-{self.rule}-{self.place}-{self.words[0]}"

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is this one."""
        return (
            (finding.element, finding.rule) == (self.role, self.rule)
            and place_of(self.template, finding) == self.place
            and all(word in finding.message for word in self.words)
        )


def row(template: str, role: str, rule: str, place: str, *words: str) -> Expected:
    """A row of the table."""
    return Expected(template, role, rule, place, words)


def _trust(template: str, role: str, service: str) -> Expected:
    guard = ("aws:SourceAccount ${AWS::AccountId}", "aws:SourceArn")
    return row(template, role, "trust-too-broad", "trust 1: Principal", f"lets {service} assume", *guard)


def _escalation(template: str, role: str, place: str, *words: str) -> Expected:
    return row(template, role, "privilege-escalation", f"{place}: Action", *words)


def _service_role(template: str) -> Iterator[Expected]:
    """What both of the article's pipelines have in common."""
    role = SERVICE_ROLE
    yield _trust(template, role, "codepipeline.amazonaws.com")
    yield row(template, role, "resource-too-broad", "statement 1: Resource", *_SOURCE_ACTIONS, "'*'", _REPOSITORY)
    lost = ("s3:GetBucketVersioning", _OBJECTS)
    yield row(template, role, "resource-never-matches", "statement 2: Resource", *lost)
    bucket = ("s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", _BUCKET)
    yield row(template, role, "missing-permission", "statement 2: Resource", *bucket)
    yield row(template, role, "missing-permission", POLICIES, "s3:PutObjectAcl", _OBJECTS)
    condition = ("aws:ResourceAccount", "${AWS::AccountId}")
    yield row(template, role, "missing-condition", "statement 2: Effect", "s3:GetObject", *condition)


def _training(template: str) -> Iterator[Expected]:
    """What the role of the training pipeline has besides."""
    role = SERVICE_ROLE
    yield from _service_role(template)
    unneeded = ("codebuild:BatchGetBuilds", "codebuild:StartBuild", "iam:PassRole")
    yield row(template, role, "unneeded-action", "statement 3: Action", *unneeded)
    machine = "states:DescribeStateMachine, states:StartExecution only on ${MlOpsStepFunctionArn}"
    broad = ("states:DescribeExecution only on", ":finbert-*", machine, "'*'")
    yield row(template, role, "resource-too-broad", "statement 3: Resource", *broad)
    own = "with the role of a project (codebuild:StartBuild)"
    yield _escalation(template, role, "statement 3", "by iam:PassRole, codebuild:StartBuild", PROJECT, own)


def _change_sets(template: str, role: str, place: str, *ways: str) -> Iterator[Expected]:
    """What the guide's permissions on CloudFormation come to: one is lacking, and any role may go to any stack."""
    yield row(template, role, "missing-permission", POLICIES, "cloudformation:DescribeStackEvents", _STACK)
    modes = ("CreateStack", "DeleteStack", "SetStackPolicy", "UpdateStack")
    yield row(template, role, "unneeded-action", f"{place}: Action", *(f"cloudformation:{one}" for one in modes))
    broad = ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet", "'*'", _STACK)
    others = ("iam:PassRole only on ${CFNRole.Arn}", "sns:Publish only on ${CodePipelineSNSTopic}")
    yield row(template, role, "resource-too-broad", f"{place}: Resource", *broad, *others)
    passing = ("iam:PassRole + cloudformation:CreateStack", "iam:PassRole + cloudformation:UpdateStack")
    by = "by iam:PassRole, cloudformation:UpdateStack, cloudformation:CreateChangeSet"
    yield _escalation(template, role, place, by, *passing, *ways)


def _stack_role() -> Iterator[Expected]:
    """What CloudFormation's roles may do with all of a service, and what the guide's lacks for an endpoint."""
    for template in (DEPLOYMENT, GUIDE):
        yield _trust(template, STACK_ROLE, "cloudformation.amazonaws.com")
    yield row(DEPLOYMENT, STACK_ROLE, "unneeded-action", "statement 1: Action", "sagemaker:* (")
    broad = ("sagemaker:DeleteEndpoint, sagemaker:DescribeEndpoint only on", ":endpoint/Endpoint-*", "'*'")
    yield row(DEPLOYMENT, STACK_ROLE, "resource-too-broad", "statement 1: Resource", *broad)
    yield row(GUIDE, STACK_ROLE, "unneeded-action", "statement 1: Action", "ec2:* (")
    notebooks = (
        "(sagemaker:CreatePresignedNotebookInstanceUrl)",
        "(sagemaker:CreatePresignedDomainUrl)",
        "sagemaker:UpdateNotebookInstance + sagemaker:StartNotebookInstance",
    )
    yield _escalation(DEPLOYMENT, STACK_ROLE, "statement 1", *notebooks)
    instances = ("ec2:ModifyInstanceAttribute +", "ec2:CreateLaunchTemplateVersion +")
    yield _escalation(GUIDE, STACK_ROLE, "statement 1", *instances)
    for words in (
        ("sagemaker:CreateEndpointConfig", "sagemaker:DeleteEndpointConfig", ":endpoint-config/"),
        ("sagemaker:CreateEndpoint, sagemaker:DeleteEndpoint", "sagemaker:UpdateEndpoint", ":endpoint/"),
        ("lacks sagemaker:CreateEndpoint, sagemaker:UpdateEndpoint", ":endpoint-config/"),
    ):
        yield row(GUIDE, STACK_ROLE, "missing-permission", POLICIES, *words)


EXPECTED: Final = (
    *_training(STEP_1),
    *_training(STEP_2),
    _trust(STEP_2, EVENT_ROLE, "events.amazonaws.com"),
    *_service_role(DEPLOYMENT),
    *_change_sets(DEPLOYMENT, SERVICE_ROLE, "statement 3", PROJECT, "codebuild:StartBuild"),
    _trust(GUIDE, GUIDE_ROLE, "codepipeline.amazonaws.com"),
    row(GUIDE, GUIDE_ROLE, "missing-permission", POLICIES, *_SOURCE_ACTIONS, _REPOSITORY),
    *_change_sets(GUIDE, GUIDE_ROLE, "statement 1", "have a stack's service role make anything"),
    *_stack_role(),
)
WHOLE: Final = (
    (STEP_1, SERVICE_ROLE),
    (STEP_2, SERVICE_ROLE),
    (STEP_2, EVENT_ROLE),
    (DEPLOYMENT, SERVICE_ROLE),
    (DEPLOYMENT, STACK_ROLE),
    (GUIDE, GUIDE_ROLE),
    (GUIDE, STACK_ROLE),
)
"""The roles that the table says everything of."""


@cache
def found(template: str) -> tuple[Finding, ...]:
    """What the gate finds in a template of the article's."""
    return examine(load(FOLDER / template))


@cache
def _places(template: str) -> dict[tuple[str, int, int], str]:
    """What stands where in a template's roles, by the role, the line and the column."""
    read = load(FOLDER / template)
    places = {
        (role.logical_id, mark.line, mark.column): POLICIES
        for role in read.of_type(ROLE)
        for mark in (role.mark_of(POLICIES),)
    }
    for kind, name in ((Kind.TRUST, "trust"), (Kind.IDENTITY, "statement")):
        for statement in (one for document in documents(read, kind) for one in document.statements):
            for entry in statement.body.entries:
                place = (statement.resource, entry.mark.line, entry.mark.column)
                places[place] = f"{name} {statement.index + 1}: {entry.key}"
    return places


def place_of(template: str, finding: Finding) -> str:
    """The part of its role at which a finding stands."""
    return _places(template).get((str(finding.element), finding.place.line, finding.place.column), "elsewhere")


@pytest.mark.parametrize("expected", EXPECTED, ids=str)
def test_it_is_found(expected: Expected) -> None:
    """Once, at its place, by its rule, with what its message must name."""
    assert len([one for one in found(expected.template) if expected.fits(one)]) == 1


@pytest.mark.parametrize(("template", "role"), WHOLE)
def test_nothing_else_is_found(template: str, role: str) -> None:
    """Of a role that the table says everything of."""
    rows = [one for one in EXPECTED if (one.template, one.role) == (template, role)]
    findings = [one for one in found(template) if one.element == role]
    assert [one for one in findings if not any(each.fits(one) for each in rows)] == []
    assert len(findings) == len(rows)


def test_the_other_templates_have_no_finding() -> None:
    """They have no role; and what is found is about roles."""
    templates = {one.path.name: one for one in discover([FOLDER]).templates}
    roles = {(name, role.logical_id) for name, one in templates.items() for role in one.of_type(ROLE)}
    assert {(name, one.element) for name in templates for one in found(name)} <= roles
    assert {(one.template, one.role) for one in EXPECTED} == roles


def test_the_document_names_each_of_them() -> None:
    """By the role and the rule, and no others."""
    rows = re.findall(r"(?m)^\| (`[A-Z][^|]+) \|.*\| (`[^|]+`) \|$", DOCUMENT.read_text(encoding="utf-8"))
    named = {(role, rule) for roles, rules in rows for role in _quoted(roles) for rule in _quoted(rules)}
    assert named == {(one.role, one.rule) for one in EXPECTED}


def _quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)
