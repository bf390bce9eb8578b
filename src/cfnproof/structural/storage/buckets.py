"""Which bucket of a template a value means."""

from cfnproof.template.expressions import Reference, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Node

BUCKET = "AWS::S3::Bucket"
BUCKET_POLICY = "AWS::S3::BucketPolicy"


def bucket_of(node: Node | None, template: Template) -> Resource | None:
    """The bucket whose name a value is: by `Ref`, or by the same expression as its BucketName."""
    name = parts(node, template)
    if not name:
        return None
    buckets = template.of_type(BUCKET)
    return next(
        (
            bucket
            for bucket in buckets
            if name in ((Reference(bucket.logical_id),), parts(bucket.property("BucketName"), template))
        ),
        None,
    )
