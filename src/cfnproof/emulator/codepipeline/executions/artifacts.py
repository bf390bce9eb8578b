"""Artifacts: one zip file each, in the artifact bucket.

https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import ArtifactStore
from cfnproof.emulator.codepipeline.executions.model import Artifact
from cfnproof.emulator.ids import MIXED, Ids

_OF_PIPELINE: Final = 20
_OF_ARTIFACT: Final = 10
_OF_ID: Final = 7
_LARGEST: Final = 256 * 1024 * 1024
"""Bytes of one file: what a deployment may have, https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html"""
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What Python raises for an archive that is cut, damaged, encrypted or packed in another way."""
_TIME: Final = (1980, 1, 1, 0, 0, 0)


class ArtifactError(Exception):
    """An artifact that is no zip file, or lacks a file."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an artifact holds."""

    name: str
    data: bytes

    def names(self) -> list[str]:
        """The paths of its files.

        Raises ArtifactError.
        """
        with self._opened() as archive:
            return [one.filename for one in archive.infolist() if not one.is_dir()]

    def read(self, path: str) -> bytes:
        """One file.

        Raises ArtifactError where there is none, with those that there are, and for one that cannot be read.
        """
        with self._opened() as archive:
            try:
                size = archive.getinfo(path).file_size
                if size > _LARGEST:
                    raise ArtifactError(
                        f"File [{path}] of artifact [{self.name}] has {size} bytes: {_LARGEST} are read at most"
                    )
                return archive.read(path)
            except _UNREADABLE as error:
                raise ArtifactError(f"File [{path}] of artifact [{self.name}] cannot be read: {error}") from error
            except KeyError as error:
                held = ", ".join(sorted(archive.namelist())[:10]) or "nothing"
                raise ArtifactError(
                    f"File [{path}] does not exist in artifact [{self.name}], which has {held}"
                ) from error

    def _opened(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self.data))
        except _UNREADABLE as error:
            raise ArtifactError(f"Artifact [{self.name}] is not a zip file") from error


def place(pipeline: str, name: str, store: ArtifactStore, ids: Ids) -> Artifact:
    """Where a new artifact shall lie: names are cut as CodePipeline cuts them."""
    key = f"{pipeline[:_OF_PIPELINE]}/{name[:_OF_ARTIFACT]}/{ids.token(_OF_ID, MIXED)}"
    return Artifact(name, store.bucket, key)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file of some files: the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, _TIME), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
