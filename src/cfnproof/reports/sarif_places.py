"""Where things are, in SARIF's terms: locations by URI, relative to the root where they lie below it."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from cfnproof.findings import Place, Report
from cfnproof.reports.escapes import encodable
from cfnproof.reports.sarif_models import ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region

ROOT_ID: Final = "%SRCROOT%"


def root_location(report: Report) -> ArtifactLocation:
    """What `%SRCROOT%` stands for: the root's `file` URI, which ends with a slash."""
    return ArtifactLocation(uri=f"{report.root.resolve().as_uri().rstrip('/')}/")


def location(report: Report, place: Place, element: str | None) -> Location:
    """A place in a file, and the element that it belongs to."""
    region = Region(start_line=place.line, start_column=place.column)
    artifact = _artifact_location(report, place.file)
    name = encodable(element) if element else None
    return Location(
        physical_location=PhysicalLocation(artifact_location=artifact, region=region),
        logical_locations=[LogicalLocation(name=name, fully_qualified_name=name)] if name else None,
    )


def _artifact_location(report: Report, file: Path) -> ArtifactLocation:
    """Each byte of a file's name that a URI cannot hold as `%XX`; a file outside the root by its `file` URI."""
    shown = report.shown(file)
    if Path(shown).is_absolute() or ".." in Path(shown).parts:
        return ArtifactLocation(uri=file.resolve().as_uri())
    return ArtifactLocation(uri=quote(shown, safe="/", errors="surrogateescape"), uri_base_id=ROOT_ID)
