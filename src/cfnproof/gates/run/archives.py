"""What an object is made of: a file as it is, or a folder packed as `tar` packs what lies in it.

SageMaker's containers load code from such an archive, with the entry point at its top.
https://sagemaker.readthedocs.io/en/stable/overview.html#prepare-a-training-script
"""

import gzip
import io
import tarfile
from pathlib import Path
from typing import Final

_MODE: Final = 0o644
_LEFT_OUT: Final = "__pycache__"


def content(path: Path) -> bytes:
    """The bytes of an object: the file's, or an archive of the folder's files, the same whenever it is packed."""
    if path.is_file():
        return path.read_bytes()
    packed = io.BytesIO()
    # The time in the header of a gzip file is that of packing unless it is given.
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as archive,
    ):
        for file in sorted(path.rglob("*")):
            name = file.relative_to(path)
            if file.is_file() and _LEFT_OUT not in name.parts:
                _add(archive, file, name.as_posix())
    return packed.getvalue()


def _add(archive: tarfile.TarFile, file: Path, name: str) -> None:
    """Add a file without its owner and time."""
    data, entry = file.read_bytes(), tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), _MODE
    archive.addfile(entry, io.BytesIO(data))
