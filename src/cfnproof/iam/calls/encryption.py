"""Which customer managed key encrypts what a call is about, and the encryption context that the service gives KMS.

Keys that AWS manages for a service need no permission, and S3's own encryption no key.
https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.iam.calls.copied import copied
from cfnproof.iam.calls.model import Call, Known
from cfnproof.iam.calls.plans import plan_of
from cfnproof.iam.calls.resolvers import key_arn

_OF_AWS: Final = "alias/aws/"


@dataclass(frozen=True, slots=True)
class Use:
    """A key by its ARN, and the encryption context that it is used in."""

    key: str
    context: Mapping[str, str]


Finder = Callable[[Call, Known], Iterator[Use]]
"""What a call uses of keys."""


def _written_object(call: Call, known: Known) -> Iterator[Use]:
    """The key of an object that is written: the request's, or the bucket's.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    members, bucket = call.members, _bucket_of(call)
    encryption, named = members.get("ServerSideEncryption"), members.get("SSEKMSKeyId")
    if encryption is None and named is None and members.get("SSECustomerAlgorithm") is None:
        yield from _in_s3(call, known, known.encryption_key(_bucket_arn(call, bucket)), bucket, _key_of(call))
    elif named is not None and _OF_AWS not in str(named):
        yield from _in_s3(call, known, key_arn(str(named), call, known), bucket, _key_of(call))


def _read_object(call: Call, known: Known) -> Iterator[Use]:
    """The key of an object that is read."""
    members, bucket = call.members, _bucket_of(call)
    key, version = _key_of(call), members.get("VersionId")
    yield from _in_s3(call, known, known.object_key(bucket, key, version), bucket, key)


def _copied_object(call: Call, known: Known) -> Iterator[Use]:
    """The key of the object that is copied."""
    bucket, key, version = copied(call.members)
    yield from _in_s3(call, known, known.object_key(bucket, key, version), bucket, key)


def _uploaded_part(call: Call, known: Known) -> Iterator[Use]:
    """The key of a multipart upload, as far as a part says: the bucket's."""
    bucket = _bucket_of(call)
    key = known.encryption_key(_bucket_arn(call, bucket))
    yield from _in_s3(call, known, key, bucket, _key_of(call))


def _in_s3(call: Call, known: Known, key: str | None, bucket: str, name: str) -> Iterator[Use]:
    """The use of a key by S3: for an object, or for the whole bucket with an S3 Bucket Key.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
    """
    if key is None:
        return
    asked = call.members.get("BucketKeyEnabled")
    whole = known.bucket_key_enabled(bucket) if asked is None else bool(asked)
    arn = _bucket_arn(call, bucket) if whole else f"{_bucket_arn(call, bucket)}/{name}"
    yield Use(key, {**_given_context(call.members.get("SSEKMSEncryptionContext")), "aws:s3:arn": arn})


def _given_context(header: Any) -> Mapping[str, str]:  # noqa: ANN401  # a member's value
    """The encryption context of a request's header: JSON in base64; none where it is neither, which S3 refuses."""
    if header is None:
        return {}
    try:
        found = json.loads(base64.b64decode(str(header)))
    except (binascii.Error, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _bucket_of(call: Call) -> str:
    return str(call.members["Bucket"])  # a part of the request's path, which each of these operations has


def _key_of(call: Call) -> str:
    return str(call.members["Key"])  # as the bucket


def _bucket_arn(call: Call, bucket: str) -> str:
    return f"arn:{call.partition}:s3:::{bucket}"


def _of_resource(context_key: str) -> Finder:
    """The key that Known has for the resource that the call is about, in the context of the resource's ARN."""

    def found(call: Call, known: Known) -> Iterator[Use]:
        for arn in _resources(call, known):
            key = known.encryption_key(arn)
            if key is not None:
                yield Use(key, {context_key: arn})

    return found


def _named_or_of_resource(member: str, context_key: str) -> Finder:
    """The key that a member names, or else as above: for what a call makes or changes."""
    of_resource = _of_resource(context_key)

    def found(call: Call, known: Known) -> Iterator[Use]:
        named = call.members.get(member)
        if named is None:
            yield from of_resource(call, known)
        elif _OF_AWS not in str(named):
            key = key_arn(str(named), call, known)
            yield from (Use(key, {context_key: arn}) for arn in _resources(call, known))

    return found


def _resources(call: Call, known: Known) -> Iterator[str]:
    """The ARNs of the resources of the call's first action."""
    for source in plan_of(call.service, call.operation).asks[0].required:
        yield from source.arns(call.members, call, known)


FINDERS: Final[Mapping[str, Finder]] = {
    "copied object": _copied_object,
    "parameter": _of_resource("PARAMETER_ARN"),
    "queue": _of_resource("aws:sqs:arn"),
    "read object": _read_object,
    "secret": _of_resource("SecretARN"),
    "topic": _of_resource("aws:sns:topicArn"),
    "uploaded part": _uploaded_part,
    "written object": _written_object,
    "written parameter": _named_or_of_resource("KeyId", "PARAMETER_ARN"),
    "written secret": _named_or_of_resource("KmsKeyId", "SecretARN"),
}
"""By the name that the table uses."""
