"""`cfnproof iam diff` and `check-not-granted`: what policies newly allow, and whether they allow what none should."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from cfnproof.config import FILE, Config
from cfnproof.errors import CfnproofError
from cfnproof.findings import Finding, GateError, GateResult, Place, Report
from cfnproof.gates.check import TEMPLATES
from cfnproof.least_privilege.changes import diff, reach
from cfnproof.least_privilege.changes.revisions import revision
from cfnproof.template.discover import Discovery, discover
from cfnproof.template.model import Template


def new_access(paths: Sequence[Path], base: str, config: Config) -> Report:
    """What the templates below `paths` newly allow against `base`, a folder or a git revision of the project.

    Raises CfnproofError where there is no such revision.
    """
    found = discover(paths)
    with revision(base, config, paths) as folder:
        _check_base(base, found.templates, config)

        def look(template: Template) -> Iterator[Finding]:
            return diff.new_access_in(template, diff.template_before(template.path, config.root, folder))

        return _report(found, config, diff.GATE, diff.RULES, look)


def not_granted(paths: Sequence[Path], actions: Sequence[str], resources: Sequence[str], config: Config) -> Report:
    """Which roles of the templates may do one of `actions` on one of `resources`, both patterns.

    Raises CfnproofError for a pattern that no action has the form of.
    """
    reach.check_patterns(actions, resources)
    found = discover(paths)
    reach.check_names(resources, found.templates)

    def look(template: Template) -> Iterator[Finding]:
        return reach.granted_in(template, actions, resources)

    return _report(found, config, reach.GATE, {reach.GRANTED}, look)


def _check_base(base: str, templates: Sequence[Template], config: Config) -> None:
    """Raise CfnproofError for a folder that has nothing of the project: all that is allowed would be new."""
    folder, root = Path(base), config.root.resolve()
    files = [one.path.resolve() for one in templates]
    known = [one.relative_to(root) for one in files if one.is_relative_to(root)]
    if folder.is_dir() and known and not any((folder / one).is_file() for one in (Path(FILE), *known)):
        raise CfnproofError(f"the folder {base!r} has none of the templates: name the folder with the whole project")


def _report(
    found: Discovery,
    config: Config,
    gate: str,
    rules: Iterable[str],
    look: Callable[[Template], Iterator[Finding]],
) -> Report:
    started = time.perf_counter()
    errors = [GateError.of(TEMPLATES, error) for error in found.errors]
    findings: list[Finding] = []
    files: list[Path] = []
    for template in found.templates:
        try:
            findings.extend(look(template))
            files.append(template.path)
        except CfnproofError as error:
            errors.append(GateError.of(gate, error, template.path))
        except Exception as error:  # noqa: BLE001  # whatever is raised, the file was not looked at
            crashed = f"{template.path.name} was not looked at: it crashed: {type(error).__name__}: {error}"
            errors.append(GateError(gate, crashed, Place(template.path)))
    result = GateResult(
        gate,
        tuple(files),
        tuple(findings),
        tuple(errors),
        rules=frozenset(rules),
        seconds=time.perf_counter() - started,
    )
    return Report((result,), config.root)
