"""What IAM decided in the course of a run: the ledger, with the lines of the templates, and each denial of a role.

A denial that no action fails for, such as that of a log, is a finding too: the role lacks what its work asks for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.findings import Finding, GateError, Place
from cfnproof.gates.deploy.deployment import Deployment
from cfnproof.gates.run.findings import denied
from cfnproof.gates.run.watch import NAME
from cfnproof.hosts.access.ledger import Entry, lines, told
from cfnproof.hosts.statement_lines import Deployed, StatementLines
from cfnproof.structural.policy_documents.sites import ROLE
from cfnproof.template.model import Resource, Template

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
        line_of = StatementLines(tuple(self._deployed()))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("w", encoding="utf-8") as out:
                out.writelines(lines(self.entries, line_of))
        except OSError as error:
            return (GateError(NAME, f"the ledger cannot be written: {error.strerror}", Place(file)),)
        return ()

    def findings(self) -> Iterator[Finding]:
        """A finding for each thing that a role of the templates was denied."""
        roles = self._roles()
        seen: set[tuple[str, str, str]] = set()
        for entry in self._denials():
            name = entry.role.rpartition("/")[2]
            key = (name, entry.request.action, entry.request.resource)
            if name in roles and key not in seen:
                seen.add(key)
                yield denied(*roles[name], _said(entry))

    def note(self, *, enforced: bool) -> str:
        """How much was decided."""
        refused = sum(1 for _ in self._denials())
        return f"IAM: {len(self.entries)} decisions, {refused} denied" if enforced else UNENFORCED

    def _denials(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if not entry.decision.allowed)

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


def _said(entry: Entry) -> str:
    """`s3:GetObject on arn:…, asked for by GetObject of s3 in Source/SourceAction: no identity-based policy …`."""
    request, source, missing = entry.request, entry.source, entry.decision.missing
    course = f" in {source.pipeline_action.stage}/{source.pipeline_action.action}" if source.pipeline_action else ""
    why = f": {missing.because}" if missing else ""
    nearest = f"; {told(missing.nearest)}" if missing and missing.nearest else ""
    call = f"{source.operation} of {source.service}"
    return f"{request.action} on {request.resource}, asked for by {call}{course}{why}{nearest}"
