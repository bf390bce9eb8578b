"""A template on its way to CloudFormation: its text, the stack's name that follows from its file, and how it is sent.

A request holds at most 51,200 bytes of template; a larger one is read from S3.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cfnproof.emulator.cloudformation.template_source import MAX_BODY
from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.partitions import URL_SUFFIXES, partition_of
from cfnproof.errors import CfnproofError
from cfnproof.template.discover import SUFFIXES
from cfnproof.template.text import read_text

_MAX_NAME: Final = 128


def body_of(template: Path | str) -> str:
    """The text of a file, or the text as given.

    Raises CfnproofError for a file that cannot be read, and for a text that is a path.
    """
    if isinstance(template, Path):
        return read_text(template)
    if "\n" not in template and template.lower().endswith(tuple(SUFFIXES)):
        raise CfnproofError(f"{template!r} is a path: give Path({template!r}), a str is the template's own text")
    return template


def stack_name_of(file: Path) -> str:
    """The name for a stack of this template: the file's stem, in the letters, digits and hyphens that AWS takes."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", file.stem).strip("-")
    return (name if re.match("[A-Za-z]", name) else f"stack-{name}")[:_MAX_NAME]


@contextmanager
def sent(client: ClientOf, body: str) -> Iterator[dict[str, str]]:
    """Yield the member of a request that carries a template; a bucket that it needs is there until the answer."""
    if len(body.encode()) <= MAX_BODY:
        yield {"TemplateBody": body}
        return
    s3 = client("s3")
    region = s3.meta.region_name
    bucket = f"cfnproof-template-{uuid.uuid4().hex}"
    if region == "us-east-1":
        s3.create_bucket(Bucket=bucket)
    else:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    try:
        s3.put_object(Bucket=bucket, Key="template", Body=body.encode())
        suffix = URL_SUFFIXES[partition_of(region)]
        yield {"TemplateURL": f"https://{bucket}.s3.{region}.{suffix}/template"}
    finally:
        s3.delete_object(Bucket=bucket, Key="template")
        s3.delete_bucket(Bucket=bucket)
