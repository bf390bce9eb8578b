"""Artifacts that are no zip files as they should be: each is an error that names the artifact, whatever is wrong.

https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html
"""

import io
import zipfile

import pytest

from cfnproof.emulator.codepipeline.executions import artifacts
from cfnproof.emulator.codepipeline.executions.artifacts import ArtifactError, Content, zipped

WHOLE = zipped({"template.yaml": b"Resources: {}\n" * 50, "other.json": b"{}"})


def damaged() -> bytes:
    """The zip file with some bytes of a file turned."""
    start = WHOLE.index(b"template.yaml") + len(b"template.yaml")
    return WHOLE[:start] + bytes(255 - one for one in WHOLE[start : start + 8]) + WHOLE[start + 8 :]


def encrypted() -> bytes:
    """The zip file, whose directory says that its files are encrypted."""
    data = bytearray(WHOLE)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 1)
    return bytes(data)


@pytest.mark.parametrize(
    "data", [b"", b"plain text", WHOLE[:-40], damaged(), encrypted()], ids=["empty", "text", "cut", "damaged", "locked"]
)
def test_a_file_that_cannot_be_read(data: bytes) -> None:
    """Never an error of Python's own."""
    with pytest.raises(ArtifactError, match=r"artifact \[Code\]|Artifact \[Code\]"):
        Content("Code", data).read("other.json" if data == encrypted() else "template.yaml")


def test_a_file_that_is_not_there() -> None:
    """The message says what is."""
    with pytest.raises(ArtifactError) as error:
        Content("Code", WHOLE).read("templates.yaml")
    assert str(error.value) == (
        "File [templates.yaml] does not exist in artifact [Code], which has other.json, template.yaml"
    )


def test_a_file_that_is_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small artifact can hold a file of any size."""
    monkeypatch.setattr(artifacts, "_LARGEST", 100)
    with pytest.raises(ArtifactError, match=r"template.yaml\] of artifact \[Code\] has 700 bytes: 100 are read"):
        Content("Code", WHOLE).read("template.yaml")


def test_the_same_files_give_the_same_bytes() -> None:
    """Whatever their order; folders are not files."""
    buffer = io.BytesIO(WHOLE)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.mkdir("empty")
    assert Content("Code", buffer.getvalue()).names() == ["other.json", "template.yaml"]
    assert zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})
