"""What a structural policy is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cfnproof.findings import Severity
from cfnproof.template.model import Template
from cfnproof.template.nodes import Mark


@dataclass(frozen=True, slots=True)
class Violation:
    """One place that breaks a rule.

    `message` says what is wrong, with the value, and what to do. `element` is the logical id of the resource or the
    name of the parameter that the place belongs to, None for the template itself.
    """

    message: str
    mark: Mark
    element: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy: `id` is its file's name, `title` what holds where it passes, `help` the AWS page that it follows.

    `check` is called for each form of a template (see `template.forms`), so it never meets `Fn::If` or `AWS::NoValue`.
    `resource_types` are the types of the resources that its violations belong to, which is where plain checkov asks
    for them; a violation elsewhere (a parameter) is attached by checkov to the first resource of the template.
    """

    id: str
    title: str
    severity: Severity
    help: str
    resource_types: tuple[str, ...]
    check: Callable[[Template], Iterable[Violation]]
