"""What IAM decided in the course of a run: the ledger, with the lines of the templates, and each denial of a role.

A denial that no action fails for, such as that of a log, is a finding too: the role lacks what its work asks for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from cfnproof.findings import Finding, GateError, Place
from cfnproof.gates.deploy.deployment import Deployment
from cfnproof.gates.run.findings import denied
from cfnproof.gates.run.watch import NAME
from cfnproof.hosts.access.ledger import Entry, lines, told
from cfnproof.hosts.statement_lines import Deployed, StatementLines
from cfnproof.iam.decision import Missing, Outcome, PolicyType, Statement
from cfnproof.structural.policy_documents.sites import ROLE
from cfnproof.template.model import Resource, Template

_ASSUME: Final = "sts:AssumeRole"
_TRUST: Final = "the role's trust policy"
_ALLOWING: Final[Mapping[PolicyType, str]] = {
    PolicyType.IDENTITY: "a policy of the role",
    PolicyType.BOUNDARY: "the role's permissions boundary",
    PolicyType.SESSION: "the session's policy",
    PolicyType.RESOURCE: "the resource's policy",
}
"""What is to allow a request that nothing denies."""
UNENFORCED: Final = "IAM was not asked (--without-iam): nothing is proven about permissions"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a host on which the stacks of a project were deployed, as far as they are `entries`."""

    deployment: Deployment
    entries: tuple[Entry, ...]

    def write(self, file: Path | None) -> tuple[GateError, ...]:
        """Write the ledger as JSON Lines, if it is wanted; an error where the file cannot be written."""
        if file is None:
            return ()
        line_of = self._lines()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("w", encoding="utf-8") as out:
                out.writelines(lines(self.entries, line_of))
        except OSError as error:
            return (GateError(NAME, f"the ledger cannot be written: {error.strerror}", Place(file)),)
        return ()

    def findings(self) -> Iterator[Finding]:
        """A finding for each thing that a role of the templates was denied, and for whom it does not trust."""
        roles, line_of = self._roles(), self._lines()
        seen: set[tuple[str, str, str]] = set()
        for entry in self._denials():
            name = _role_of(entry)
            key = (name, entry.request.action, entry.request.resource)
            if name in roles and key not in seen:
                seen.add(key)
                yield denied(*roles[name], _said(entry, partial(self._place, line_of, entry)))

    def note(self, *, enforced: bool) -> str:
        """How much was decided."""
        refused = sum(1 for _ in self._denials())
        return f"IAM: {len(self.entries)} decisions, {refused} denied" if enforced else UNENFORCED

    def _denials(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if not entry.decision.allowed)

    def _lines(self) -> StatementLines:
        return StatementLines(tuple(self._deployed()))

    def _place(self, line_of: StatementLines, entry: Entry, statement: Statement) -> str:
        """`foundation.yaml:93 (ApprovalTopicPolicy, Sid DenyInsecureTransport)`, or what is known of a statement."""
        line = line_of(entry, statement)
        named = f"Sid {statement.sid}" if statement.sid else f"statement {statement.index}"
        if line is None:
            return f"{statement.policy} ({named})"
        return f"{self.deployment.templates[line.stack].path.name}:{line.line} ({line.logical_id}, {named})"

    def _deployed(self) -> Iterator[Deployed]:
        for name, stack in self.deployment.stacks.items():
            ids = {one.logical_id: one.physical_id for one in stack.resources().values() if one.physical_id}
            yield Deployed(name, self.deployment.templates[name], ids)

    def _roles(self) -> Mapping[str, tuple[Template, Resource]]:
        """The roles of the stacks by their names at AWS."""
        return {
            one.physical_ids[role.logical_id]: (one.template, role)
            for one in self._deployed()
            for role in one.template.of_type(ROLE)
            if role.logical_id in one.physical_ids
        }


def _role_of(entry: Entry) -> str:
    """The name of the role that a denial is about: the one that asks, or that a service or user may not assume."""
    arn = entry.request.resource if entry.request.action == _ASSUME else entry.role
    return arn.rpartition("/")[2]


def _said(entry: Entry, place_of: Callable[[Statement], str]) -> str:
    """`was denied s3:GetObject on arn:…, asked for by GetObject of s3 in Source/Take: no identity-based policy …`."""
    request, source, decision = entry.request, entry.source, entry.decision
    course = f" in {source.pipeline_action.stage}/{source.pipeline_action.action}" if source.pipeline_action else ""
    call = f"{source.operation} of {source.service}"
    what = f"was denied {request.action} on {request.resource}"
    if request.action == _ASSUME:
        what = f"may not be assumed by {request.principal.name}"
    said = f"{what}, asked for by {call}{course}"
    if decision.missing is None:
        return said
    return f"{said}: {decision.missing.because}{_advice(entry, decision.missing, place_of)}"


def _advice(entry: Entry, missing: Missing, place_of: Callable[[Statement], str]) -> str:
    """The statements to look at, and what to do."""
    if entry.decision.outcome is Outcome.EXPLICIT_DENY:
        return f", {' and '.join(map(place_of, entry.decision.statements))}; narrow that Deny, or do not ask for it"
    near = missing.nearest
    nearest = f"; nearest is {place_of(near.statement)}: {told(near)}" if near else ""
    allowing = _TRUST if entry.request.action == _ASSUME else _ALLOWING.get(missing.type, "the organization's policies")
    return f"{nearest}; let {allowing} allow it, or do not ask for it"
