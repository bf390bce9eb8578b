"""Whether roles may do what nobody should: CheckAccessNotGranted without AWS.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.findings import Finding, Severity
from cfnproof.iam.access import NamedPolicy, reachable
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.actions import matching
from cfnproof.least_privilege.examine import cases
from cfnproof.least_privilege.projects.terms import PARTITION
from cfnproof.template.expressions import Opaque, Part, Parts, Reference, sub
from cfnproof.template.model import Template
from cfnproof.template.suggestions import suggest

GATE: Final = "iam check-not-granted"
GRANTED: Final = "granted-access"
HELP: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html"


def check_patterns(actions: Sequence[str], resources: Sequence[str]) -> None:
    """Raise CfnproofError for an action that is not known, and for a resource that is no ARN's pattern."""
    for action in actions:
        if action != "*" and not matching(action):
            raise CfnproofError(f"no action matches {action!r}: write SERVICE:ACTION, like iam:PassRole or s3:*")
    for resource in resources:
        if resource != "*" and not resource.startswith("arn:"):
            raise CfnproofError(
                f"{resource!r} is no resource: write an ARN, which may have wildcards and ${{AWS::…}}, or '*'"
            )


def check_names(resources: Sequence[str], templates: Sequence[Template]) -> None:
    """Raise CfnproofError for a resource that names what none of the templates has: it would match nothing."""
    known = {name for one in templates for name in (*one.resources, *one.parameters)}
    for resource in resources:
        for part in sub(resource, {}):
            if isinstance(part, Reference) and not part.name.startswith("AWS::") and part.name not in known:
                raise CfnproofError(
                    f"no template has {part.name!r}, which {resource!r} names: {suggest(part.name, known)}"
                )


def granted_in(template: Template, actions: Sequence[str], resources: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for each statement that grants a role one of the actions on one of the resources.

    Resources are in `Fn::Sub`'s notation: `${AWS::AccountId}` is the stack's account, `${Bucket}` a resource's name.
    """
    found: dict[Finding, None] = {}
    for case in cases(template):
        found.update(dict.fromkeys(_granted(case, actions, resources)))
    yield from found


def _granted(case: Case, actions: Sequence[str], resources: Sequence[str]) -> Iterator[Finding]:
    texts = [case.alphabet.text(case.project.site.resolver.parts(sub(one, {}), case.role.stack)) for one in resources]
    boundary = None if case.granted.boundary is None else [case.granted.boundary]
    sure = {one.index: one for one in reachable([case.granted.identity], actions, texts, boundary=boundary)}
    wide = [_widened(case, one) for one in boundary] if boundary else None
    named = [_wide(case, text) for text in texts if not any(map(_is_own, case.alphabet.value(text)))]
    likely = reachable([_widened(case, case.granted.identity)], actions, named, boundary=wide) if named else ()
    for index, found in {**{one.index: one for one in likely}, **sure}.items():
        source = case.granted.sources[index]
        context = ", ".join(f"{key} {value}" for key, value in found.witness.context.items())
        example = f"{case.text(found.witness.action)} on {case.text(found.witness.resource)!r}" + (
            f" with {case.text(context)}" if context else ""
        )
        actions = ", ".join(map(case.text, found.actions))
        grants = "grants" if index in sure else "may grant"
        message = f"{source.statement.title} {grants} {case.name} {actions}, for example {example}: remove it"
        spot = case.at(source, "Action", "NotAction")
        yield Finding(GRANTED, GATE, Severity.HIGH, message, spot.place, spot.element, HELP)
    for policy in case.granted.not_read:
        message = (
            f"{case.name} has the policy {case.shown(policy.value)!r}, which is not in the project, so that what it "
            f"grants was not looked at: write what is needed into the template"
        )
        yield Finding(GRANTED, GATE, Severity.HIGH, message, policy.place, case.role.resource.logical_id, HELP)


def _wide(case: Case, text: str) -> str:
    """A text with parameters as their values, and with an asterisk for each name that only the deployment knows."""
    return "".join(_told(case, part) for part in case.alphabet.value(text))


def _told(case: Case, part: Part) -> str:
    if isinstance(part, str) or part == PARTITION:
        return case.alphabet.text((part,))
    return part.name[1:] if isinstance(part, Reference) and part.name.startswith("=") else "*"


def _is_own(part: Part) -> bool:
    """Whether a part names something of the project, which is no other's name."""
    return isinstance(part, Opaque) or (isinstance(part, Reference) and not part.name.startswith(("AWS::", "=")))


def _widened(case: Case, policy: NamedPolicy) -> NamedPolicy:
    """A policy whose Allows are about all that their resources may turn out to be; its Denies are left as they are."""
    statements = tuple(
        replace(
            one,
            resources=None if one.resources is None else tuple(_wide(case, text) for text in one.resources),
            not_resources=None if one.not_resources is None else tuple(map(case.alphabet.text, _plain(case, one))),
        )
        if one.effect == "Allow"
        else one
        for one in policy.policy.statements
    )
    return NamedPolicy(policy.name, replace(policy.policy, statements=statements))


def _plain(case: Case, statement: WrittenStatement) -> Iterator[Parts]:
    """The elements of NotResource that are known; with fewer of them the statement is about more."""
    for text in statement.not_resources or ():
        value = case.alphabet.value(text)
        if all(isinstance(part, str) for part in value):
            yield value
