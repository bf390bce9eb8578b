"""Run structural rules over every form of a template."""

from collections.abc import Iterator

from cfnproof.findings import Finding, Place, Severity
from cfnproof.structural.rule import Rule, Violation
from cfnproof.template.forms import MAX_FORMS, forms
from cfnproof.template.model import Template

GATE = "policy"
SAMPLED = "conditions_sampled"


def examine(template: Template, rule: Rule) -> Iterator[Finding]:
    """Return what `rule` finds in any form of `template`, each place once, in the text's order."""
    seen: dict[Violation, None] = {}
    for form in forms(template).forms:
        seen.update(dict.fromkeys(rule.check(form.template)))
    for violation in sorted(seen, key=lambda one: (one.mark, one.message)):
        place = Place(template.path, violation.mark.line, violation.mark.column)
        yield Finding(rule.id, GATE, rule.severity, violation.message, place, violation.element, rule.help)


def sampled(template: Template) -> Iterator[Finding]:
    """Say so where a template has more combinations of conditions than are looked at."""
    found = forms(template)
    if not found.complete:
        mark = template.root.mark_of("Conditions")
        yield Finding(
            SAMPLED,
            GATE,
            Severity.INFO,
            f"the conditions can come out in {found.combinations:,} ways, more than the {MAX_FORMS} that are all "
            f"looked at: each choice was tried alone; split the template, or accept this in the suppression file",
            Place(template.path, mark.line, mark.column),
            None,
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html",
        )
