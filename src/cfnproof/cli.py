"""The command line: `cfnproof check`, `gate`, `deploy`, `run`, `iam`, `localstack`, `serve`, `explain`.

Every command imports what it needs when it runs.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfnproof import cli_output
from cfnproof.cli_arguments import parser
from cfnproof.errors import CfnproofError

if TYPE_CHECKING:
    from cfnproof.config import Config
    from cfnproof.findings import Report
    from cfnproof.gates.gate import Gate
    from cfnproof.hosts.registry import HostChoice

DEFAULT_PATH = Path("cfn")
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 clean, 1 findings, 2 could not check."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        sys.stderr.write("cfnproof: error: standard output is closed: nothing could be reported\n")
        return EXIT_ERROR
    try:
        code: int = _COMMANDS[options.command](options)
        sys.stdout.flush()
    except CfnproofError as error:
        sys.stderr.write(f"cfnproof: error: {error}\n")
        return EXIT_ERROR
    except OSError as error:
        sys.stderr.write(f"cfnproof: error: the report could not be written: {error.strerror}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is flushed there at exit
        return EXIT_ERROR
    except KeyboardInterrupt:
        sys.stderr.write("cfnproof: interrupted\n")
        return EXIT_INTERRUPTED
    return code


def _check(options: argparse.Namespace) -> int:
    from cfnproof.gates.registry import STATIC_GATES  # noqa: PLC0415  # loaded when needed
    from cfnproof.hosts.registry import DEFAULT  # noqa: PLC0415  # as above

    report = _run_gates(options, STATIC_GATES, DEFAULT)
    if options.output is None:
        cli_output.show(report, options)
    else:
        cli_output.write(options.output, cli_output.render(report, options.format, verbose=options.verbose))
        from cfnproof.reports.summary import verdict  # noqa: PLC0415  # loaded when needed

        sys.stderr.write(f"{verdict(report)[0]} ({options.output})\n")
    return report.exit_code


def _gate(options: argparse.Namespace) -> int:
    from rich.console import Console  # noqa: PLC0415  # loaded when needed

    from cfnproof.gates.registry import GATES  # noqa: PLC0415  # as above
    from cfnproof.reports import text  # noqa: PLC0415  # as above
    from cfnproof.reports.summary import print_summary  # noqa: PLC0415  # as above

    report = _run_gates(options, GATES, _host(options))
    for name, file in (
        ("text", "report.txt"),
        ("json", "report.json"),
        ("junit", "junit.xml"),
        ("sarif", "report.sarif"),
    ):
        cli_output.write(options.report_dir / file, cli_output.render(report, name, verbose=True))
    console = Console(highlight=False)
    if report.exit_code:
        text.print_details(report, console)
    print_summary(report, console)
    sys.stdout.write(f"reports: {options.report_dir}\n")
    return report.exit_code


def _deploy(options: argparse.Namespace) -> int:
    from cfnproof import deploy_command  # noqa: PLC0415  # loaded when needed
    from cfnproof.config import find  # noqa: PLC0415  # as above

    return deploy_command.run(
        deploy_command.Request(
            options.templates,
            deploy_command.parse_parameters(options.parameter),
            options.stack_name,
            _host(options),
            options.region or find(Path.cwd()).region,
        )
    )


def _run(options: argparse.Namespace) -> int:
    from cfnproof import run_command  # noqa: PLC0415  # loaded when needed
    from cfnproof.config import find  # noqa: PLC0415  # as above

    config = find(Path.cwd())
    config = replace(config, region=options.region or config.region)
    return run_command.run(
        run_command.Request(
            config,
            _default_paths(config),
            options.stack,
            _host(options),
            options.timeout,
            ledger=options.ledger,
        )
    )


def _iam_evaluate(options: argparse.Namespace) -> int:
    from cfnproof import iam_command  # noqa: PLC0415  # loaded when needed

    return iam_command.evaluate(options.file)


def _iam_ledger(options: argparse.Namespace) -> int:
    from cfnproof import ledger_command  # noqa: PLC0415  # loaded when needed

    return ledger_command.show(options.file)


def _iam_requirements(options: argparse.Namespace) -> int:
    from cfnproof import least_privilege_command  # noqa: PLC0415  # loaded when needed

    return least_privilege_command.requirements(options.template, options.role)


def _iam_minimal(options: argparse.Namespace) -> int:
    from cfnproof import least_privilege_command  # noqa: PLC0415  # loaded when needed

    return least_privilege_command.minimal_policy(options.template, options.role)


def _iam_fix(options: argparse.Namespace) -> int:
    from cfnproof import least_privilege_command  # noqa: PLC0415  # loaded when needed

    return least_privilege_command.fix(options.template, dry_run=options.dry_run)


def _iam_diff(options: argparse.Namespace) -> int:
    from cfnproof import access_command  # noqa: PLC0415  # loaded when needed
    from cfnproof.config import find  # noqa: PLC0415  # as above

    config = find(Path.cwd())
    report = access_command.new_access(options.paths or _default_paths(config), options.base, config)
    cli_output.show(report, options)
    return report.exit_code


def _iam_check_not_granted(options: argparse.Namespace) -> int:
    from cfnproof import access_command  # noqa: PLC0415  # loaded when needed
    from cfnproof.config import find  # noqa: PLC0415  # as above

    config = find(Path.cwd())
    paths = options.paths or _default_paths(config)
    report = access_command.not_granted(paths, options.action, options.resource or ["*"], config)
    cli_output.show(report, options)
    return report.exit_code


def _localstack(options: argparse.Namespace) -> int:
    from cfnproof import localstack_command  # noqa: PLC0415  # loaded when needed

    if options.command == "localstack stop":
        return localstack_command.stop(options.state_folder)
    if options.command == "localstack status":
        return localstack_command.status(options.state_folder)
    enforce_iam = not options.without_iam
    return localstack_command.start(
        options.state_folder, options.port, options.python, options.timeout, enforce_iam=enforce_iam
    )


def _serve(options: argparse.Namespace) -> int:
    from cfnproof import serve_command  # noqa: PLC0415  # loaded when needed
    from cfnproof.config import find  # noqa: PLC0415  # as above

    serve_command.leave(
        serve_command.run(
            serve_command.Request(
                options.bind,
                options.port,
                options.region or find(Path.cwd()).region,
                options.ready_file,
                options.tls_cert,
                options.tls_key,
                bodies=options.verbose,
            )
        )
    )


def _host(options: argparse.Namespace) -> "HostChoice":
    """The host that is asked for; a warning where IAM shall not decide on it."""
    from cfnproof.hosts.registry import HostChoice  # noqa: PLC0415  # loaded when needed

    if options.without_iam:
        import warnings  # noqa: PLC0415  # loaded when needed

        from cfnproof.hosts.host import UnenforcedWarning  # noqa: PLC0415  # as above

        warnings.simplefilter("ignore", UnenforcedWarning)
        sys.stderr.write("cfnproof: warning: IAM is not asked: what succeeds proves nothing about permissions\n")
    return HostChoice(options.host, options.endpoint_url, enforce_iam=not options.without_iam)


def _explain(options: argparse.Namespace) -> int:
    from cfnproof.least_privilege import rules as privileges  # noqa: PLC0415  # loaded when needed
    from cfnproof.structural import registry as structural  # noqa: PLC0415  # as above

    titles = {name: rule.title for name, rule in structural.RULES.items()}
    titles |= {name: rule.title for name, rule in privileges.RULES.items()}
    if options.rule is None:
        sys.stdout.writelines(f"{name}: {title}\n" for name, title in titles.items())
    elif options.rule in structural.RULES:
        sys.stdout.write(structural.explanation(options.rule))
    elif options.rule in privileges.RULES:
        sys.stdout.write(privileges.explanation(options.rule))
    else:
        raise CfnproofError(f"no rule {options.rule!r}: there are {', '.join(titles)}")
    return 0


def _run_gates(options: argparse.Namespace, gates: "Mapping[str, Gate]", host: "HostChoice") -> "Report":
    from cfnproof.config import find  # noqa: PLC0415  # loaded when needed
    from cfnproof.gates.check import check  # noqa: PLC0415  # as above
    from cfnproof.reports.live import live_progress  # noqa: PLC0415  # as above

    config = find(Path.cwd())
    if options.region:
        config = replace(config, region=options.region)
    with live_progress() as progress:
        return check(options.paths or _default_paths(config), config, gates=gates, host=host, progress=progress)


def _default_paths(config: "Config") -> tuple[Path, ...]:
    """The project's templates, relative to here where they lie below, so that messages stay short."""
    here = Path.cwd()
    return tuple(path.relative_to(here) if path.is_relative_to(here) else path for path in config.templates) or (
        DEFAULT_PATH,
    )


_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "check": _check,
    "deploy": _deploy,
    "explain": _explain,
    "gate": _gate,
    "iam check-not-granted": _iam_check_not_granted,
    "iam diff": _iam_diff,
    "iam evaluate": _iam_evaluate,
    "iam fix": _iam_fix,
    "iam ledger": _iam_ledger,
    "iam minimal": _iam_minimal,
    "iam requirements": _iam_requirements,
    "localstack start": _localstack,
    "localstack status": _localstack,
    "localstack stop": _localstack,
    "run": _run,
    "serve": _serve,
}
