"""How commands print and write reports."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cfnproof.errors import CfnproofError

if TYPE_CHECKING:
    from cfnproof.findings import Report


def show(report: "Report", options: argparse.Namespace) -> None:
    """Print a report as the options say."""
    if options.format == "text" and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415  # loaded when needed

        from cfnproof.reports import text  # noqa: PLC0415  # as above

        text.print_text(report, Console(highlight=False), verbose=options.verbose)
    else:
        sys.stdout.write(render(report, options.format, verbose=options.verbose))


def render(report: "Report", name: str, *, verbose: bool) -> str:
    """A report in one of the formats."""
    from cfnproof.reports import text  # noqa: PLC0415  # loaded when needed
    from cfnproof.reports.registry import FORMATS as RENDERERS  # noqa: PLC0415  # as above

    return text.render(report, verbose=verbose) if name == "text" else RENDERERS[name](report)


def write(path: Path, content: str) -> None:
    """Write a file and the folders above it. Raises CfnproofError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CfnproofError(f"the report cannot be written: {error.strerror}", path) from error
