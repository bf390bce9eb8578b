"""`cfnproof deploy`: templates one after another on a fresh emulated account, with their events and outputs."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.findings import GateResult, Report
from cfnproof.gates.deploy.findings import NAME, findings_of
from cfnproof.hosts.host import Host
from cfnproof.hosts.registry import HostChoice
from cfnproof.hosts.stack_records import StackFailedError, StackRefusedError
from cfnproof.hosts.stack_templates import stack_name_of
from cfnproof.hosts.stacks import DeployedStack, deploy
from cfnproof.reports import text
from cfnproof.reports.deployment import event_line, output_lines
from cfnproof.template.model import Template, load
from cfnproof.template.suggestions import suggest

EXIT_DEPLOYED: Final = 0
EXIT_FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. `parameters` apply to every template that declares them."""

    templates: Sequence[Path]
    parameters: Mapping[str, str]
    stack_name: str | None
    host: HostChoice
    region: str


@dataclass(slots=True)
class _Outputs:
    """The outputs of the stacks so far: the value, and the stack that it comes from."""

    values: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, stack: DeployedStack) -> None:
        """Know a stack's outputs; a later stack's stand before an earlier one's."""
        self.values |= {name: (value, stack.name) for name, value in stack.outputs.items()}


def parse_parameters(given: Sequence[str]) -> dict[str, str]:
    """`K=V` texts as a mapping. Raises CfnproofError for one without `=`, and for one that is given twice."""
    parameters: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not name or not equals:
            raise CfnproofError(f"--parameter {one!r}: write it as NAME=VALUE")
        if name in parameters:
            raise CfnproofError(f"--parameter {name} is given twice: {parameters[name]!r} and {value!r}")
        parameters[name] = value
    return parameters


def run(request: Request) -> int:
    """Deploy; return 0, or 1 where a stack failed or was refused: those after it are not tried.

    Raises CfnproofError, before anything is started, for a template that cannot be read, a parameter that none
    declares or that has no value, and a host that is not installed.
    """
    templates = _named(request)
    _check_parameters(request.parameters, list(templates.values()))
    with request.host.start(request.region) as host:
        host.control.hold_seconds = 0.0  # events are shown as they come
        sys.stdout.write(f"account {host.account} on {request.host.name}, {request.region}\n")
        sys.stdout.write(f"administrator: {host.administrator}\n")
        outputs = _Outputs()
        for name, template in templates.items():
            try:
                outputs.add(_deploy(host, name, template, _values(template, request.parameters, outputs)))
            except (StackFailedError, StackRefusedError) as error:
                _show_failure(error, name, template)
                return EXIT_FAILED
    return EXIT_DEPLOYED


def _named(request: Request) -> dict[str, Template]:
    """The templates by the names of their stacks."""
    if request.stack_name and len(request.templates) > 1:
        raise CfnproofError(f"--stack-name is for one template, not for {len(request.templates)}: leave it out")
    templates: dict[str, Template] = {}
    for path in request.templates:
        name = request.stack_name or stack_name_of(path)
        if name in templates:
            raise CfnproofError(
                f"{templates[name].path} and {path} would both be stack {name!r}: deploy one, with --stack-name", path
            )
        templates[name] = load(path)
    return templates


def _check_parameters(given: Mapping[str, str], templates: Sequence[Template]) -> None:
    """Raise CfnproofError for a parameter that no template declares, and for those that would have no value."""
    declared = {name for template in templates for name in template.parameters}
    for name in given:
        if name not in declared:
            raise CfnproofError(f"--parameter {name}: no template declares it: {suggest(name, declared)}")
    outputs: set[str] = set()
    for template in templates:
        without = [name for name in _open(template, given) if name not in outputs]
        if without:
            options = " ".join(f"--parameter {name}=…" for name in without)
            raise CfnproofError(f"parameters without a value, give {options}", template.path)
        outputs |= {entry.key for entry in template.section("Outputs")}


def _open(template: Template, given: Mapping[str, str]) -> Iterator[str]:
    """The parameters that have neither a Default nor a given value."""
    for name, parameter in template.parameters.items():
        if name not in given and parameter.body.get("Default") is None:
            yield name


def _values(template: Template, given: Mapping[str, str], outputs: _Outputs) -> dict[str, str]:
    """The parameters of one template: those given, and outputs of earlier stacks for those that are open."""
    values = {name: value for name, value in given.items() if name in template.parameters}
    for name in _open(template, given):
        if name in outputs.values:
            values[name], stack = outputs.values[name]
            sys.stdout.write(f"parameter {name} = {values[name]} (output of {stack})\n")
    return values


def _deploy(host: Host, name: str, template: Template, parameters: Mapping[str, str]) -> DeployedStack:
    sys.stdout.write(f"stack {name} from {template.path}\n")
    width = max(map(len, (name, *template.resources)))
    stack = deploy(
        host.client,
        name,
        template.path,
        parameters,
        on_event=lambda event: _show(event_line(event, width)),
    )
    for line in output_lines(stack.outputs):
        _show(line)
    return stack


def _show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _show_failure(error: StackFailedError | StackRefusedError, name: str, template: Template) -> None:
    """What failed, as the gates report it, with file and line."""
    result = GateResult(NAME, (template.path,), findings_of(error, name, template))
    sys.stdout.write(text.render(Report((result,), Path.cwd())))
