"""What a row makes of `s3://` addresses and other paths."""

from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Parts

_S3: Final = "s3://"
_BUCKETS: Final[Parts] = ("arn:", terms.PARTITION, ":s3:::")


def s3_arn(value: Parts) -> Parts | None:
    """The ARN of what an `s3://` address names."""
    head = value[0] if value else ""
    if not isinstance(head, str) or not head.startswith(_S3):
        return None
    return terms.joined(("arn:", terms.PARTITION, f":s3:::{head.removeprefix(_S3)}", *value[1:]))


def folder(value: Parts) -> Parts | None:
    """Without a slash at its end."""
    if value and isinstance(value[-1], str):
        return terms.joined((*value[:-1], value[-1].removesuffix("/")))
    return value


def directory(value: Parts) -> Parts | None:
    """What lies above the last slash; the whole where there is none."""
    pieces = terms.split(value, "/")
    return terms.unsplit(pieces[:-1] or pieces, "/")


def bucket(value: Parts) -> Parts | None:
    """The name of the bucket in an `s3://` address."""
    arn = s3_arn(value)
    return None if arn is None else terms.split(terms.replaced(arn, _BUCKETS, ()), "/")[0]


def key(value: Parts) -> Parts | None:
    """The object's key, or prefix, in an `s3://` address."""
    arn = s3_arn(value)
    if arn is None:
        return None
    _, *rest = terms.split(arn, "/")
    return terms.unsplit(rest, "/")


def copied(value: Parts) -> Parts | None:
    """The bucket and key of the source of a copy, without the version."""
    head = value[0] if value else ""
    plain = (head.removeprefix("/"), *value[1:]) if isinstance(head, str) else value
    return terms.split(terms.joined(plain), "?versionId=")[0]
