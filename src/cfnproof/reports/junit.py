"""JUnit XML, which every CI can show: a test suite for each gate, a test case for each file that it looked at.

Needs the library junitparser; `junit_suites` says what becomes what.
"""

from io import BytesIO

from cfnproof.errors import MissingToolError
from cfnproof.findings import Report


def render(report: Report) -> str:
    """Write the report as JUnit XML.

    Raises:
        MissingToolError: junitparser is not installed.
    """
    try:
        from cfnproof.reports import junit_suites  # noqa: PLC0415  # other formats do without junitparser
    except ImportError as missing:
        raise MissingToolError(
            f"the format 'junit' needs the library junitparser ({missing}): run pip install 'cfnproof[gates]'"
        ) from missing
    written = BytesIO()
    junit_suites.suites(report).write(written)
    return written.getvalue().decode("utf-8") + "\n"
