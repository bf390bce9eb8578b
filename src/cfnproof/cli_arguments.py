"""The arguments of the command line.

Only this is loaded to show `--help` and `--version`.
"""

import argparse
from pathlib import Path

from cfnproof import __version__

FORMATS = ("text", "json", "junit", "sarif", "github")
_LAST_PORT = 65_535


def parser() -> argparse.ArgumentParser:
    """What the command line takes: the options have the `command` that was named."""
    made = argparse.ArgumentParser(
        prog="cfnproof",
        description="Prove CloudFormation templates: lint, policy, deployment, pipelines that run.",
        epilog="exit codes: 0 clean, 1 findings, 2 something could not be checked",
    )
    made.add_argument("--version", action="version", version=f"cfnproof {__version__}")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="run the static gates on templates"))
    _add_gate(commands.add_parser("gate", help="run every gate on the project's templates and write all reports"))
    _add_deploy(commands.add_parser("deploy", help="deploy templates on an emulated account"))
    _add_run(commands.add_parser("run", help="run the project's pipelines on an emulated account"))
    _add_localstack(commands.add_parser("localstack", help="start, stop and look at LocalStack with cfnproof's plugin"))
    _add_serve(commands.add_parser("serve", help="serve an emulated account over HTTP, for any AWS client"))
    _add_iam(
        commands.add_parser("iam", help="what roles need and policies allow: check, write, compare and evaluate them")
    )
    _add_explain(commands.add_parser("explain", help="say what a rule asks for, and why"))
    return made


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.description = "Lint templates and check them against every policy."
    _add_paths(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write the report (default: text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report there instead of to the terminal")
    parser.add_argument("--verbose", "-v", action="store_true", help="list suppressed findings too, with their reasons")
    parser.set_defaults(command="check")


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
    _add_host(parser)
    parser.set_defaults(command="gate", without_iam=False)


def _add_deploy(parser: argparse.ArgumentParser) -> None:
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
    _add_host(parser)
    _add_without_iam(parser)
    parser.add_argument("--region", help="default: the region of [tool.cfnproof], else us-east-1")
    parser.set_defaults(command="deploy")


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Deploy the stacks of [tool.cfnproof] that have pipelines, and those they need, on a fresh emulated account; "
        "push what the pipelines read, run them, approve what they ask for, and show each action as it goes."
    )
    parser.epilog = "exit codes: 0 all pipelines succeeded, 1 findings, 2 something could not be run"
    parser.add_argument(
        "--stack", action="append", default=[], metavar="NAME", help="only the pipelines of this stack; may be repeated"
    )
    _add_host(parser)
    _add_without_iam(parser)
    parser.add_argument("--region", help="default: the region of [tool.cfnproof], else us-east-1")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="write every decision of IAM there, as JSON Lines")
    parser.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="for each pipeline execution (default: 60)"
    )
    parser.set_defaults(command="run")


def _add_localstack(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run LocalStack with the plugin in the background: what --host localstack works against."
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    start = commands.add_parser("start", help="start it and wait until it is ready")
    start.description = (
        "Start LocalStack under Python 3.13 on the loopback interface. The first time, its environment is installed; "
        "where it runs already, nothing is changed."
    )
    start.epilog = "exit codes: 0 it is ready, 2 it could not be started"
    start.add_argument("--port", type=_port, metavar="PORT", help="0: any free one (default: 4566)")
    start.add_argument("--python", type=Path, metavar="PATH", help="a Python 3.13 (default: the first that runs)")
    start.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="until it is ready (default: 60)"
    )
    _add_without_iam(start)
    stop = commands.add_parser("stop", help="end it, and remove all that it has left")
    stop.epilog = "exit codes: 0 it does not run any more, 2 it could not be ended"
    status = commands.add_parser("status", help="say whether it runs")
    status.epilog = "exit codes: 0 it is ready, 1 it does not run, 2 it has died or does not answer"
    for one, command in ((start, "localstack start"), (stop, "localstack stop"), (status, "localstack status")):
        one.add_argument(
            "--state-folder",
            type=Path,
            metavar="DIR",
            help="where its log and files are kept (default: XDG_STATE_HOME, else ~/.local/state)",
        )
        one.set_defaults(command=command)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Serve an emulated account over HTTP until SIGINT or SIGTERM: boto3, the AWS CLI and every other AWS client "
        "work on it as on AWS. State is in memory."
    )
    parser.epilog = "exit codes: 0 ended when told to, 2 could not be served"
    parser.add_argument("--bind", metavar="HOST", default="127.0.0.1", help="default: 127.0.0.1, this machine alone")
    parser.add_argument("--port", type=_port, default=4566, help="0: any that is free (default: 4566)")
    parser.add_argument("--region", help="default: the region of [tool.cfnproof], else us-east-1")
    parser.add_argument(
        "--ready-file", type=Path, metavar="FILE", help="written with the URL when it is ready, removed at the end"
    )
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="serve HTTPS with this certificate (PEM)")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key (PEM)")
    parser.add_argument("--verbose", "-v", action="store_true", help="log bodies too, with secrets masked")
    parser.set_defaults(command="serve")


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print what a rule of the policy or least-privilege gate asks for, and the AWS page it follows."
    )
    parser.add_argument("rule", metavar="RULE", nargs="?", help="the rule's id; without it, all are listed")
    parser.set_defaults(command="explain")


def _add_iam(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "IAM on its own: what roles need, what policies allow, decisions on requests, the ledger of a run."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    evaluate = commands.add_parser("evaluate", help="decide on requests, one JSON object a line")
    evaluate.description = (
        "Read requests as JSON Lines, each with the policies that apply to it, and print a decision a line: "
        "docs/iam.md has the members."
    )
    evaluate.epilog = "exit codes: 0 all lines were evaluated, whatever the decisions, 2 a line could not be"
    evaluate.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: standard input")
    evaluate.set_defaults(command="iam evaluate")
    ledger = commands.add_parser("ledger", help="show the decisions that cfnproof run --ledger wrote")
    ledger.description = "Print a table for each role: what it asked for, which statement let it pass, what was denied."
    ledger.add_argument("file", type=Path, metavar="FILE")
    ledger.set_defaults(command="iam ledger")
    _add_needs(commands)
    _add_access(commands)


def _add_needs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    requirements = commands.add_parser("requirements", help="say what a template's roles need, by whom, and why")
    requirements.description = "Print each permission that the roles need, what works with them, and AWS's page."
    minimal = commands.add_parser("minimal", help="print the policies that grant just what is needed")
    minimal.description = "Print the least policy of each role, as YAML with the template's own references, to paste."
    for parser, command in ((requirements, "iam requirements"), (minimal, "iam minimal")):
        parser.epilog = (
            "exit codes: 0 all is known, 1 something is not, and is listed, 2 the template could not be read"
        )
        parser.add_argument("template", type=Path, metavar="TEMPLATE")
        parser.add_argument("role", nargs="?", metavar="ROLE", help="the role's logical id (default: all roles)")
        parser.set_defaults(command=command)
    fix = commands.add_parser("fix", help="rewrite the roles' statements in place to what is needed")
    fix.description = "Change the statements of a template's roles to what is needed, keep all else, and show the diff."
    fix.epilog = "exit codes: 0 no finding is left, 1 some are, and are listed, 2 nothing was changed"
    fix.add_argument("template", type=Path, metavar="TEMPLATE")
    fix.add_argument("--dry-run", action="store_true", help="show the diff and change nothing")
    fix.set_defaults(command="iam fix")


def _add_access(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    diff = commands.add_parser("diff", help="say what policies newly allow, against another revision")
    diff.description = (
        "Compare the policies of the templates with those of another revision, by what they allow and not by their "
        "words, and print what is new."
    )
    diff.add_argument(
        "--base", required=True, metavar="REF", help="a git revision, like main or HEAD~1, or a folder with the project"
    )
    reach = commands.add_parser("check-not-granted", help="check that no role may do what nobody should")
    reach.description = "Print each statement that lets a role do one of the actions on one of the resources."
    reach.add_argument(
        "--action", action="append", required=True, metavar="PATTERN", help="like iam:*; may be repeated"
    )
    reach.add_argument(
        "--resource",
        action="append",
        metavar="PATTERN",
        help="an ARN with wildcards and ${AWS::…}; may be repeated (default: every resource)",
    )
    for parser, command in ((diff, "iam diff"), (reach, "iam check-not-granted")):
        parser.epilog = "exit codes: 0 nothing found, 1 findings, 2 something could not be compared"
        _add_paths(parser)
        parser.add_argument("--format", choices=FORMATS, default="text", help="how to write the report (default: text)")
        parser.set_defaults(command=command, verbose=False)


def _add_host(parser: argparse.ArgumentParser) -> None:
    from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS  # noqa: PLC0415  # loads no host

    parser.add_argument("--host", choices=tuple(HOSTS), default=DEFAULT_HOST, help=f"default: {DEFAULT_HOST}")
    parser.add_argument(
        "--endpoint-url",
        metavar="URL",
        help="where LocalStack listens (default: the one that cfnproof localstack start has started)",
    )


def _add_without_iam(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--without-iam",
        action="store_true",
        help="let everybody do everything: what succeeds then proves nothing about permissions",
    )


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        type=Path,
        nargs="*",
        metavar="PATH",
        help="files or folders (default: [tool.cfnproof] templates in pyproject.toml, else cfn/)",
    )
    parser.add_argument("--region", help="the region that the templates are checked for (default: us-east-1)")


def _port(text: str) -> int:
    """The number of a port, 0 for any."""
    if not (text.isascii() and text.isdigit() and int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to {_LAST_PORT}")
    return int(text)


def _seconds(text: str) -> float:
    """A positive number of seconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no time: give a positive number of seconds")
    return seconds
