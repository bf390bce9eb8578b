"""`cfnproof iam requirements`, `minimal` and `fix`: what the roles of a template need, and policies to that measure."""

import codecs
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cfnproof.errors import CfnproofError, TemplateError
from cfnproof.least_privilege.advice.fix import Fix
from cfnproof.least_privilege.advice.held import size_of
from cfnproof.least_privilege.advice.minimal import as_yaml, minimal
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.examine import cases, examine
from cfnproof.least_privilege.requirements.requirement import Requirement, Unresolved
from cfnproof.template.model import Template, from_text, load
from cfnproof.template.rewriting.diff import unified
from cfnproof.template.rewriting.edits import apply
from cfnproof.template.suggestions import suggest
from cfnproof.template.text import read_text

EXIT_FINDINGS = 1


def requirements(file: Path, role: str | None) -> int:
    """Print what the roles of a template need, by whom, and why; return 0, or 1 where something is not known.

    Raises CfnproofError for what cannot be read, and for a role that the template does not have.
    """
    open_ = False
    for case in _cases(load(file), role):
        sys.stdout.write(f"{case.name}\n")
        for one in (*case.ever.trusts, *case.ever.requirements):
            sys.stdout.writelines(f"  {line}\n" for line in _requirement(case, one))
        for unknown in case.ever.unresolved:
            open_ = True
            sys.stdout.write(f"  not known: {_what(unknown)}: {unknown.advice}\n")
        sys.stdout.write("\n")
    return EXIT_FINDINGS if open_ else 0


def minimal_policy(file: Path, role: str | None) -> int:
    """Print the policy that grants each role of a template just what it needs, in the template's own terms.

    Returns 0, or 1 where something of it is not known or cannot be said in the template. Raises as `requirements`.
    """
    code = 0
    for case in _cases(load(file), role):
        policy = minimal(case)
        sys.stdout.write(f"# {case.name} of {file}\n")
        if policy.statements:
            sys.stdout.writelines(f"{line}\n" for line in as_yaml(policy))
        for value in policy.foreign:
            code = EXIT_FINDINGS
            sys.stdout.write(f"# lacks {value}: this template has no expression for it, give it a parameter\n")
        for unknown in case.ever.unresolved:
            code = EXIT_FINDINGS
            sys.stdout.write(f"# lacks {_what(unknown)}: {unknown.advice}\n")
    return code


def fix(file: Path, *, dry_run: bool) -> int:
    """Rewrite the statements of a template's roles in place, and print what changed as a diff.

    Returns 0, or 1 where findings of the gate are left, which are printed. Raises CfnproofError for what cannot be read
    or written, and for a policy that cannot be rewritten in place; the file is then as it was.
    """
    before = read_text(file)
    template = from_text(before, file)
    made = Fix(_by_role(template)).make()
    after = apply(before, file, made.edits) if made.edits else before
    sys.stdout.write(unified(before, after, _below(file)) or f"{file}: nothing to change\n")
    if after != before and not dry_run:
        _write(file, after)
    found = examine(from_text(after, file))
    sys.stdout.writelines(f"left: {message}\n" for message in made.left)
    sys.stdout.writelines(f"left: {one.place.line}: {one.rule}: {one.message}\n" for one in found)
    return EXIT_FINDINGS if made.left or found else 0


def _cases(template: Template, role: str | None) -> Iterator[Case]:
    """The cases of the roles, each in the view of its template that has the most resources."""
    found = _by_role(template)
    if role is not None and role not in found:
        raise TemplateError(f"has no role {role!r}: {suggest(role, found, 'it has none')}", template.path)
    for name, views in found.items():
        if role in (None, name):
            yield max(views, key=size_of)


def _by_role(template: Template) -> Mapping[str, Sequence[Case]]:
    """The cases of each role in all views of the first stack that has it."""
    found: dict[str, list[Case]] = {}
    for case in cases(template):
        views = found.setdefault(case.role.resource.logical_id, [])
        if not views or views[0].role.stack.name == case.role.stack.name:
            views.append(case)
    return found


def _what(unknown: Unresolved) -> str:
    """What is not known, and of whom."""
    return f"{unknown.what}, of {unknown.title}" if unknown.title else unknown.what


def _requirement(case: Case, one: Requirement) -> Iterator[str]:
    on = f" on {', '.join(case.shown(resource) for resource in one.resources)}" if not one.row.principal else ""
    who = f" by {one.row.principal}" if one.row.principal else ""
    yield f"{', '.join(one.actions)}{on}{who}"
    for wanted in one.conditions:
        yield f"    if {wanted.operator} {wanted.key}: {', '.join(map(case.shown, wanted.values))}"
    may = f" (may be granted: {one.row.possible})" if one.row.possible else ""
    yield f"    {one.unit.title}: {one.row.why}{may}"
    yield f"    {one.row.page}"


def _below(file: Path) -> str:
    """The file's name for a diff: relative to the working folder where it lies below it."""
    here = Path.cwd()
    whole = file.resolve()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else file.name


def _write(file: Path, text: str) -> None:
    try:
        mark = b"" if not file.read_bytes().startswith(codecs.BOM_UTF8) else codecs.BOM_UTF8
        file.write_bytes(mark + text.encode("utf-8"))
    except OSError as error:
        raise CfnproofError(f"cannot be written: {error.strerror}", file) from error
