"""`cfnproof iam diff` and `check-not-granted`: what policies newly allow, and whether they allow what none should."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cfnproof.config import FILE, Config
from cfnproof.errors import CfnproofError
from cfnproof.findings import Finding, GateError, GateResult, Place, Report
from cfnproof.least_privilege.changes import diff, reach
from cfnproof.least_privilege.changes.revisions import revision
from cfnproof.template.discover import discover

TEMPLATES: Final = "templates"
"""The name under which reports show what could not be read."""


def new_access(paths: Sequence[Path], base: str, config: Config) -> Report:
    """What the templates below `paths` newly allow against `base`, a folder or a git revision of the project.

    Raises CfnproofError where there is no such revision.
    """
    with revision(base, config, paths) as folder:
        _check_base(base, paths, config)
        return _report(
            paths,
            config,
            diff.GATE,
            diff.RULES,
            lambda path: diff.new_access_in(path, diff.template_before(path, config.root, folder)),
        )


def _check_base(base: str, paths: Sequence[Path], config: Config) -> None:
    """Raise CfnproofError for a folder that has nothing of the project: all that is allowed would be new."""
    folder, root = Path(base), config.root.resolve()
    files = [one.path.resolve() for one in discover(paths).templates]
    known = [one.relative_to(root) for one in files if one.is_relative_to(root)]
    if folder.is_dir() and known and not any((folder / one).is_file() for one in (Path(FILE), *known)):
        raise CfnproofError(f"the folder {base!r} has none of the templates: name the folder with the whole project")


def not_granted(paths: Sequence[Path], actions: Sequence[str], resources: Sequence[str], config: Config) -> Report:
    """Which roles of the templates may do one of `actions` on one of `resources`, both patterns.

    Raises CfnproofError for a pattern that no action has the form of.
    """
    reach.check_patterns(actions, resources)
    reach.check_names(resources, discover(paths).templates)
    return _report(
        paths, config, reach.GATE, frozenset({reach.GRANTED}), lambda path: reach.granted_in(path, actions, resources)
    )


def _report(
    paths: Sequence[Path],
    config: Config,
    gate: str,
    rules: Iterable[str],
    look: Callable[[Path], Iterator[Finding]],
) -> Report:
    started = time.perf_counter()
    found = discover(paths)
    errors = [_error(TEMPLATES, error) for error in found.errors]
    findings: list[Finding] = []
    files: list[Path] = []
    for template in found.templates:
        try:
            findings.extend(look(template.path))
            files.append(template.path)
        except CfnproofError as error:
            errors.append(_error(gate, error, template.path))
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


def _error(gate: str, error: CfnproofError, path: Path | None = None) -> GateError:
    file = error.file or path
    return GateError(gate, error.message, Place(file, error.line or 1, error.column or 1) if file else None)
