"""The SARIF 2.1.0 standard, by its schema, and addresses by RFC 3986."""

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

from cfnproof.findings import Report
from cfnproof.reports.sarif import render

_URI_REFERENCE = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.\-]*:)?([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-F]{2})*"
    r"(#([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-F]{2})*)?",
    re.IGNORECASE,
)
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("uri")
def _is_uri(text: object) -> bool:
    """RFC 3986, as far as a scheme and the characters go."""
    found = _URI_REFERENCE.fullmatch(str(text))
    return found is not None and found["scheme"] is not None


@_FORMATS.checks("uri-reference")
def _is_uri_reference(text: object) -> bool:
    return _URI_REFERENCE.fullmatch(str(text)) is not None


_SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
STANDARD = Draft4Validator(_SCHEMA, format_checker=_FORMATS)


def run(sample: Report) -> dict[str, Any]:
    """The one run of a log that meets the standard; json's own types are its edge."""
    log = json.loads(render(sample))
    assert [error.message for error in STANDARD.iter_errors(log)] == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run
