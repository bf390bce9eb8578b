"""Every format, by the name that `--format` takes. Importing this loads none of the libraries that a format needs."""

from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.findings import Report
from cfnproof.reports import github, json_report, junit, sarif, text

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": text.render,
    "json": json_report.render,
    "junit": junit.render,
    "sarif": sarif.render,
    "github": github.render,
}
