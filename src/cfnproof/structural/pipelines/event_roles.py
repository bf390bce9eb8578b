"""What is wrong with the role by which an event rule starts a pipeline: it may do that, and nothing else.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-repo-changes-cfn.html
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from cfnproof.structural.pipelines.event_rules import EventRule, Target, event_rules, is_pipeline
from cfnproof.structural.pipelines.model import Pipeline, pipelines
from cfnproof.structural.policy_documents.documents import Statement, documents, identity_documents_of, statements_of
from cfnproof.structural.policy_documents.service_principals import service_of
from cfnproof.structural.policy_documents.sites import ROLE, Kind
from cfnproof.structural.rule import Violation
from cfnproof.structural.values.arns import arn
from cfnproof.template.expressions import Parts, Reference, parts, show, text
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import items

_START: Final = "codepipeline:StartPipelineExecution"
_EVENTS: Final = "events.amazonaws.com"


def role_violations(rule: EventRule, target: Target, pipeline: Pipeline) -> Iterator[Violation]:
    """Yield what keeps the target's role from starting the pipeline, and what it may do beyond."""
    template = rule.template
    value = parts(target.role, template)
    role = _role(value, template)
    place = target.role.mark if target.role else target.mark
    if role is None:
        has = f"has the RoleArn {text(value)!r}, which is no role of this template" if value else "has no RoleArn"
        message = f"the target {pipeline.id!r} {has}: give it a role of the template that may start the pipeline"
        yield Violation(message, place, rule.id)
        return
    if not _trusts_events(role, template):
        message = (
            f"role {role.logical_id!r} does not trust {_EVENTS}, so no rule can assume it: make that its principal"
        )
        yield Violation(message, role.mark_of("AssumeRolePolicyDocument"), role.logical_id)
    started = [other for other in pipelines(template) if _starts_with(role, other, template)]
    only = f"allow only {_START} on {' and '.join(repr(other.id) for other in started)}"
    unseen = list(_unseen(role, only, template))
    yield from unseen
    statements = statements_of(role, template)
    grants = [statement for statement in statements if statement.allows]
    denial = next((one for one in statements if not one.allows and _covers(one, pipeline, template)), None)
    if denial and not denial.conditions:
        message = f"{denial.title} keeps role {role.logical_id!r} from starting {pipeline.id!r}: remove it"
        yield Violation(message, denial.mark_of("Action", "NotAction"), denial.resource)
    if any(_covers(statement, pipeline, template) for statement in grants):
        yield from _beyond(role, grants, started, only, template)
    elif not unseen:
        message = f"role {role.logical_id!r} may not start {pipeline.id!r}: allow {_START} on the pipeline's ARN"
        yield Violation(message, place, rule.id)


def _role(value: Parts, template: Template) -> Resource | None:
    """The role that an ARN names: by `GetAtt`, or written out with a `Ref` of the role."""
    found = arn(value)
    match found.resource if found and found.service == ("iam",) else value:
        case (Reference(name=name, attribute="Arn"),):
            pass
        case (str(path), Reference(name=name, attribute=None)) if path.startswith("role/"):
            pass
        case _:
            return None
    resource = template.resources.get(name)
    return resource if resource and resource.type == ROLE else None


def _trusts_events(role: Resource, template: Template) -> bool:
    """Whether EventBridge may assume the role."""
    return any(
        principal.kind == "Service" and service_of(principal.value) == "events"
        for document in documents(template, Kind.TRUST)
        if document.owner.logical_id == role.logical_id
        for statement in document.statements
        if statement.allows
        for principal in statement.principals
    )


def _covers(statement: Statement, pipeline: Pipeline, template: Template) -> bool:
    """Whether a statement is about starting the pipeline, be it with much else."""

    def starts(action: Parts) -> bool:
        return fnmatchcase(_START.casefold(), text(action).casefold())

    def reaches(resource: Parts) -> bool:
        return "*" in text(resource) or is_pipeline(resource, pipeline, template)

    return _matches(statement.actions, statement.not_actions, starts) and _matches(
        statement.resources, statement.not_resources, reaches
    )


def _matches(named: tuple[Parts, ...], excluded: tuple[Parts, ...], matches: Callable[[Parts], bool]) -> bool:
    """Whether one is named that matches, or some are excluded and none of them matches."""
    return any(map(matches, named)) or (bool(excluded) and not any(map(matches, excluded)))


def _starts_with(role: Resource, pipeline: Pipeline, template: Template) -> bool:
    """Whether some rule starts the pipeline by this role."""
    return any(
        _role(parts(target.role, template), template) == role
        for rule in event_rules(template)
        for target in rule.targets_of(pipeline)
    )


def _beyond(
    role: Resource, grants: list[Statement], started: list[Pipeline], only: str, template: Template
) -> Iterator[Violation]:
    """What the role may do beyond starting the pipelines that rules start by it."""
    for statement in grants:
        wide = [text(action) for action in statement.actions if not _is_start(action)]
        wide += [f"all but {text(action)}" for action in statement.not_actions]
        if wide:
            message = f"{statement.title} lets role {role.logical_id!r} do {', '.join(wide)}: {only}"
            yield Violation(message, statement.mark_of("Action", "NotAction"), statement.resource)
        far = [
            text(value)
            for value in statement.resources
            if not any(is_pipeline(value, pipeline, template) for pipeline in started)
        ]
        far += [f"all but {text(value)}" for value in statement.not_resources]
        if far:
            message = f"{statement.title} of role {role.logical_id!r} is about {', '.join(far)}: {only}"
            yield Violation(message, statement.mark_of("Resource", "NotResource"), statement.resource)


def _unseen(role: Resource, only: str, template: Template) -> Iterator[Violation]:
    """Policies of the role that the template does not show."""
    for document in identity_documents_of(role, template):
        for unreadable in document.unreadable:
            message = f"policy {document.policy!r} of role {role.logical_id!r} {unreadable.message}; {only}"
            yield Violation(message, unreadable.mark, document.owner.logical_id)
    for node in items(role.property("ManagedPolicyArns")):
        value = parts(node, template)
        own = len(value) == 1 and isinstance(value[0], Reference) and value[0].name in template.resources
        if not own:
            message = f"role {role.logical_id!r} has the managed policy {show(node, template)!r}: remove it, {only}"
            yield Violation(message, node.mark, role.logical_id)


def _is_start(action: Parts) -> bool:
    return len(action) == 1 and text(action).casefold() == _START.casefold()
