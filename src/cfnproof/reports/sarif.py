"""SARIF 2.1.0, the format of code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

Needs the library sarif-pydantic; `sarif_log` says what becomes what.
"""

import json

from cfnproof.errors import MissingToolError
from cfnproof.findings import Report


def render(report: Report) -> str:
    """Write the report as a SARIF log of one run, in ASCII.

    Raises:
        MissingToolError: sarif-pydantic is not installed.
    """
    try:
        from cfnproof.reports import sarif_log  # noqa: PLC0415  # other formats do without sarif-pydantic
    except ImportError as missing:
        raise MissingToolError(
            f"the format 'sarif' needs the library sarif-pydantic ({missing}): run pip install 'cfnproof[gates]'"
        ) from missing
    log = sarif_log.log(report)
    written = log.model_dump(mode="json", by_alias=True, exclude_none=True, serialize_as_any=True)
    return json.dumps(written, indent=2) + "\n"
