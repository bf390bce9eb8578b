"""Where SARIF says that things are: file names as URIs."""

from dataclasses import replace
from pathlib import Path

import pytest

from cfnproof.findings import GateError, Place
from tests.unit.reports.samples import ODD, PIPELINE, PLAIN, report
from tests.unit.reports.sarif_standard import run


@pytest.mark.parametrize(
    ("file", "location"),
    [
        (ODD, {"uri": "cfn/50%25%20of%20%231%3A%20a%2Cb%20%C3%A9%0A.yaml", "uriBaseId": "%SRCROOT%"}),
        (PIPELINE.parent / "\udcff.yaml", {"uri": "cfn/%FF.yaml", "uriBaseId": "%SRCROOT%"}),
        (Path("/elsewhere/a b.yaml"), {"uri": "file:///elsewhere/a%20b.yaml"}),
        (Path("../a b.yaml"), {"uri": (Path.cwd().parent / "a b.yaml").as_uri()}),
    ],
)
def test_files(file: Path, location: dict[str, str]) -> None:
    """File names are encoded; a file outside the root has no base."""
    log = run(report(replace(PLAIN, place=Place(file)), errors=(GateError("lint", "m", Place(file)),)))
    places = (log["results"][0], log["invocations"][0]["toolExecutionNotifications"][0])
    for place in places:
        assert place["locations"][0]["physicalLocation"]["artifactLocation"] == location
