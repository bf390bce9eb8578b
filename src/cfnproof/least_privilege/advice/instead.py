"""What a statement should be instead, in one line of YAML."""

from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.advice.grants import Grants, grants_of, merged
from cfnproof.least_privilege.advice.statement import foreign, sid_of, statement
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.overlaps import grants_within
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.writer import write


def smaller(case: Case, written: WrittenStatement) -> tuple[Grants, ...]:
    """What is needed of a statement, as few statements as it takes."""
    needed = [one for one in case.ever.requirements if not one.row.possible]
    return merged(grants_within(written, grants_of(needed), case.alphabet))


def instead(case: Case, written: WrittenStatement) -> str:
    """What to do: remove the statement, or write another in its place."""
    return "remove it" if not (found := smaller(case, written)) else f"write {shown(case, found, written.sid)}"


def shown(case: Case, grants: tuple[Grants, ...], sid: str = "") -> str:
    """Statements in the template's own terms, or what they are about and why that cannot be written there."""
    taken: list[str] = []
    written: list[str] = []
    for number, one in enumerate(grants):
        name = sid if sid and not number else sid_of(one, taken)
        taken.append(name)
        found = statement(one, case.writer, name)
        if found is None:
            values = ", ".join(sorted({case.shown(value) for value in foreign(one, case.writer)}))
            actions = ", ".join(one.actions)
            written.append(f"{actions} on {values}, which this template has no expression for: give it a parameter")
        else:
            written.append(write(found, Style("flow"), 0))
    return " and ".join(written)
