"""The command line: `cfnproof check`, `cfnproof gate`, `cfnproof deploy`, `cfnproof run`, `cfnproof explain`.

Only the parser is loaded to show `--help` and `--version`; every command imports what it needs when it runs.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cfnproof import __version__
from cfnproof.errors import CfnproofError

if TYPE_CHECKING:
    from cfnproof.config import Config
    from cfnproof.findings import Report
    from cfnproof.gates.gate import Gate

FORMATS = ("text", "json", "junit", "sarif", "github")
DEFAULT_PATH = Path("cfn")
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 clean, 1 findings, 2 could not check."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        sys.stderr.write("cfnproof: error: standard output is closed: nothing could be reported\n")
        return EXIT_ERROR
    try:
        code: int = options.run(options)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cfnproof",
        description="Prove CloudFormation templates: lint, policy, deployment, pipelines that run.",
        epilog="exit codes: 0 clean, 1 findings, 2 something could not be checked",
    )
    parser.add_argument("--version", action="version", version=f"cfnproof {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="run the static gates on templates"))
    _add_gate(commands.add_parser("gate", help="run every gate on the project's templates and write all reports"))
    _add_deploy(commands.add_parser("deploy", help="deploy templates on an emulated account"))
    _add_run(commands.add_parser("run", help="run the project's pipelines on an emulated account"))
    _add_explain(commands.add_parser("explain", help="say what a structural policy asks for, and why"))
    return parser


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.description = "Lint templates and check them against every policy."
    _add_paths(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write the report (default: text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report there instead of to the terminal")
    parser.add_argument("--verbose", "-v", action="store_true", help="list suppressed findings too, with their reasons")
    parser.set_defaults(run=_check)


def _add_gate(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run every gate on the project's templates: a table, a verdict, and a report in each format."
    _add_paths(parser)
    parser.add_argument(
        "--report-dir",
        type=Path,
        metavar="DIR",
        default=Path("build/report"),
        help="the folder for the reports (default: build/report)",
    )
    parser.set_defaults(run=_gate)


def _add_deploy(parser: argparse.ArgumentParser) -> None:
    from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS  # noqa: PLC0415  # loads no host

    parser.description = (
        "Deploy templates, one after another, on a fresh emulated account; it is gone when the command ends. "
        "Parameters that have no value get the outputs of the same name of earlier templates."
    )
    parser.epilog = "exit codes: 0 deployed, 1 a stack failed or was refused, 2 nothing could be tried"
    parser.add_argument("templates", type=Path, nargs="+", metavar="TEMPLATE", help="template files, in order")
    parser.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of every template that declares it; may be repeated",
    )
    parser.add_argument("--stack-name", metavar="NAME", help="for one template (default: the file's stem)")
    parser.add_argument("--host", choices=tuple(HOSTS), default=DEFAULT_HOST, help=f"default: {DEFAULT_HOST}")
    parser.add_argument("--region", help="default: the region of [tool.cfnproof], else us-east-1")
    parser.set_defaults(run=_deploy)


def _add_run(parser: argparse.ArgumentParser) -> None:
    from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS  # noqa: PLC0415  # loads no host

    parser.description = (
        "Deploy the stacks of [tool.cfnproof] that have pipelines, and those they need, on a fresh emulated account; "
        "push what the pipelines read, run them, approve what they ask for, and show each action as it goes."
    )
    parser.epilog = "exit codes: 0 all pipelines succeeded, 1 findings, 2 something could not be run"
    parser.add_argument(
        "--stack", action="append", default=[], metavar="NAME", help="only the pipelines of this stack; may be repeated"
    )
    parser.add_argument("--host", choices=tuple(HOSTS), default=DEFAULT_HOST, help=f"default: {DEFAULT_HOST}")
    parser.add_argument("--region", help="default: the region of [tool.cfnproof], else us-east-1")
    parser.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="for each pipeline execution (default: 60)"
    )
    parser.set_defaults(run=_run)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.description = "Print what a structural policy asks for, why, and the AWS page that it follows."
    parser.add_argument("rule", metavar="RULE", nargs="?", help="the policy's id; without it, all are listed")
    parser.set_defaults(run=_explain)


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        type=Path,
        nargs="*",
        metavar="PATH",
        help="files or folders (default: [tool.cfnproof] templates in pyproject.toml, else cfn/)",
    )
    parser.add_argument("--region", help="the region that the templates are checked for (default: us-east-1)")


def _check(options: argparse.Namespace) -> int:
    from cfnproof.gates.registry import STATIC_GATES  # noqa: PLC0415  # loaded when needed

    report = _run_gates(options, STATIC_GATES)
    if options.output is None:
        _print(report, options)
    else:
        _write(options.output, _render(report, options.format, verbose=options.verbose))
        from cfnproof.reports.summary import verdict  # noqa: PLC0415  # loaded when needed

        sys.stderr.write(f"{verdict(report)[0]} ({options.output})\n")
    return report.exit_code


def _gate(options: argparse.Namespace) -> int:
    from rich.console import Console  # noqa: PLC0415  # loaded when needed

    from cfnproof.gates.registry import GATES  # noqa: PLC0415  # as above
    from cfnproof.reports import text  # noqa: PLC0415  # as above
    from cfnproof.reports.summary import print_summary  # noqa: PLC0415  # as above

    report = _run_gates(options, GATES)
    for name, file in (
        ("text", "report.txt"),
        ("json", "report.json"),
        ("junit", "junit.xml"),
        ("sarif", "report.sarif"),
    ):
        _write(options.report_dir / file, _render(report, name, verbose=True))
    console = Console(highlight=False)
    if report.exit_code:
        text.print_text(report, console)
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
            options.host,
            options.region or find(Path.cwd()).region,
        )
    )


def _run(options: argparse.Namespace) -> int:
    from cfnproof import run_command  # noqa: PLC0415  # loaded when needed
    from cfnproof.config import find  # noqa: PLC0415  # as above

    config = find(Path.cwd())
    config = replace(config, region=options.region or config.region)
    return run_command.run(run_command.Request(config, options.stack, options.host, options.timeout))


def _seconds(text: str) -> float:
    """A positive number of seconds. Raises ValueError for any other text."""
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise ValueError(f"not a time: {text}")
    return seconds


def _explain(options: argparse.Namespace) -> int:
    from cfnproof.structural.registry import RULES, explanation  # noqa: PLC0415  # loaded when needed

    if options.rule is None:
        sys.stdout.writelines(f"{rule.id}: {rule.title}\n" for rule in RULES.values())
        return 0
    if options.rule not in RULES:
        raise CfnproofError(f"no structural policy {options.rule!r}: there are {', '.join(RULES)}")
    sys.stdout.write(explanation(options.rule))
    return 0


def _run_gates(options: argparse.Namespace, gates: "Mapping[str, Gate]") -> "Report":
    from cfnproof.config import find  # noqa: PLC0415  # loaded when needed
    from cfnproof.gates.check import check  # noqa: PLC0415  # as above
    from cfnproof.reports.live import live_progress  # noqa: PLC0415  # as above

    config = find(Path.cwd())
    if options.region:
        config = replace(config, region=options.region)
    with live_progress() as progress:
        return check(options.paths or _default_paths(config), config, gates=gates, progress=progress)


def _default_paths(config: "Config") -> tuple[Path, ...]:
    """The project's templates, relative to here where they lie below, so that messages stay short."""
    here = Path.cwd()
    return tuple(path.relative_to(here) if path.is_relative_to(here) else path for path in config.templates) or (
        DEFAULT_PATH,
    )


def _print(report: "Report", options: argparse.Namespace) -> None:
    if options.format == "text" and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415  # loaded when needed

        from cfnproof.reports import text  # noqa: PLC0415  # as above

        text.print_text(report, Console(highlight=False), verbose=options.verbose)
    else:
        sys.stdout.write(_render(report, options.format, verbose=options.verbose))


def _render(report: "Report", name: str, *, verbose: bool) -> str:
    from cfnproof.reports import text  # noqa: PLC0415  # loaded when needed
    from cfnproof.reports.registry import FORMATS as RENDERERS  # noqa: PLC0415  # as above

    return text.render(report, verbose=verbose) if name == "text" else RENDERERS[name](report)


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CfnproofError(f"the report cannot be written: {error.strerror}", path) from error
