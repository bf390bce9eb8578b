"""The deploy action of S3: writes an artifact, or each of its files, to a bucket.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
"""

import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions.artifacts import ArtifactError, Content
from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError, RunningAction
from cfnproof.emulator.shapes import present, service_model

_TYPES: Final = mimetypes.MimeTypes()
"""Python's own table, not the machine's."""
_ACLS: Final = tuple(service_model("s3").shape_for("ObjectCannedACL").enum)
_ANY_TYPE: Final = "binary/octet-stream"


def execute(running: RunningAction) -> Mapping[str, str]:
    """Write the artifact's files below the object key, or the artifact itself at the object key.

    Files that an earlier artifact had stay in the bucket.
    """
    content = running.input(running.action.inputs[0])
    key = _object_key(running)
    if running.configuration["Extract"] == "true":
        files = _extracted(content, key)
    elif key:
        files = iter([(key, content.data)])
    else:
        raise ActionFailedError(
            CONFIGURATION, f"Action {running.action.name} has no ObjectKey: it needs one where Extract is false"
        )
    settings = _settings(running.configuration)
    s3: Any = running.clients("s3")  # boto3's clients have no types
    for name, data in files:
        s3.put_object(Key=name, Body=data, ContentType=_TYPES.guess_type(name)[0] or _ANY_TYPE, **settings)
    return {}


def _object_key(running: RunningAction) -> str:
    """The object key with the time of the action.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/tutorials-s3deploy.html
    """
    return running.configuration.get("ObjectKey", "").replace("{datetime}", f"{running.run.started:%Y-%m-%dT%H:%M:%SZ}")


def _extracted(content: Content, prefix: str) -> Iterator[tuple[str, bytes]]:
    """The files of an artifact with the keys that they get, one after another."""
    try:
        names = content.names()
        outside = next((name for name in names if _leads_outside(name)), None)
        if outside is not None:
            raise ActionFailedError(
                CONFIGURATION,
                f"File [{outside}] of artifact [{content.name}] would be written outside of the object key",
            )
        start = f"{prefix.rstrip('/')}/" if prefix.rstrip("/") else ""
        for name in names:
            yield f"{start}{name}", content.read(name)
    except ArtifactError as error:
        raise ActionFailedError(CONFIGURATION, str(error)) from error


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts


def _settings(configuration: Mapping[str, str]) -> dict[str, str]:
    """What every object is written with.

    Raises ActionFailedError for a canned ACL that S3 does not have, and for characters that no header can hold.
    """
    acl, cache = configuration.get("CannedACL"), configuration.get("CacheControl", "")
    if acl and acl not in _ACLS:
        raise ActionFailedError(CONFIGURATION, f"CannedACL {acl!r} is none of S3's: {', '.join(_ACLS)}")
    if not cache.isprintable():
        raise ActionFailedError(CONFIGURATION, f"CacheControl {cache!r} has characters that a header cannot hold")
    key = configuration.get("KMSEncryptionKeyARN")
    return present(
        {
            "Bucket": configuration["BucketName"],
            "ACL": acl,
            "CacheControl": cache or None,
            "ServerSideEncryption": "aws:kms" if key else None,
            "SSEKMSKeyId": key,
        }
    )
