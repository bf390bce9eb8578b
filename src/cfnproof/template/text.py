"""A template file's text, or a clear error: bounded in size, UTF-8, no binary."""

import os
import stat
from pathlib import Path
from typing import Final

from cfnproof.errors import TemplateError

MAX_BYTES: Final = 1_000_000
"""CloudFormation's limit for a template in S3, 1 MB.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""


def read_text(path: Path) -> str:
    """Return the text of `path`; a file over `MAX_BYTES` is refused by its size, without being read.

    Raises TemplateError for what is missing, no plain file, too large, unreadable or not text.
    """
    try:
        status = path.stat()
    except OSError as error:
        broken = "a broken symbolic link" if path.is_symlink() else _reason(error)
        raise TemplateError(f"cannot be read: {broken}", path) from error
    if not stat.S_ISREG(status.st_mode):
        raise TemplateError("cannot be read: not a regular file", path)
    if status.st_size > MAX_BYTES:
        raise TemplateError(
            f"is {status.st_size:,} bytes, over CloudFormation's limit of {MAX_BYTES:,}: split it into nested stacks",
            path,
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TemplateError(f"cannot be read: {_reason(error)}", path) from error
    return _decode(data, path)


def _decode(data: bytes, path: Path) -> str:
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise TemplateError("is a binary file (it holds a NUL byte): give a YAML or JSON template", path, line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 text: byte {data[error.start]:#04x}; save it as UTF-8"
        raise TemplateError(message, path, line) from error


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)
