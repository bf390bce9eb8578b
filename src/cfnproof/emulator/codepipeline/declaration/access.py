"""What a pipeline stands on: its service role, the roles of its actions, and its artifact bucket.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ArtifactStore.html
"""

from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.declaration.model import Declaration
from cfnproof.emulator.codepipeline.declaration.structure import invalid_structure
from cfnproof.emulator.codepipeline.errors import is_denied
from cfnproof.emulator.codepipeline.state import CodePipelineContext
from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.errors import ServiceError

_NO_BUCKET: Final = ("404", "NoSuchBucket")
_LOCATIONS: Final = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}
"""S3's older names of Regions: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html"""


def check_access(context: CodePipelineContext, pipeline: Declaration) -> None:
    """Raise ServiceError InvalidStructureException where a role cannot be assumed or a bucket not used."""
    own = _assume_role(context, pipeline)
    for action in pipeline.actions:
        if action.role:
            _check_action_role(context, own, pipeline.role, action.role)
    for store in pipeline.stores:
        _check_bucket(context, own, store.bucket)


def session_name(context: CodePipelineContext) -> str:
    """The name of CodePipeline's role sessions: milliseconds since 1970."""
    return str(int(context.clock.now().timestamp() * 1000))


def _assume_role(context: CodePipelineContext, pipeline: Declaration) -> ClientOf:
    try:
        source_arn = context.arn("codepipeline", pipeline.name)
        return context.clients.role(pipeline.role, session_name(context), source_arn=source_arn)
    except ServiceError as error:
        if error.code != "AccessDenied":
            raise
        raise invalid_structure(
            f"CodePipeline is not authorized to perform AssumeRole on role {pipeline.role}"
        ) from error


def _check_action_role(context: CodePipelineContext, own: ClientOf, role: str, action_role: str) -> None:
    try:
        own("sts").assume_role(RoleArn=action_role, RoleSessionName=session_name(context))
    except ClientError as error:
        raise invalid_structure(f"{role} is not authorized to perform AssumeRole on role {action_role}") from error


def _check_bucket(context: CodePipelineContext, own: ClientOf, bucket: str) -> None:
    """Look at the bucket as the pipeline's role, for which the guide's least permissions have s3:GetBucketLocation.

    AWS does not say that a pipeline of a role that may not look is refused: it is made, and its first action fails.
    """
    choose = (
        f"Choose a valid artifact bucket in '{context.region}', "
        f"or create a new artifact bucket to use in your pipeline."
    )
    validating = f"An error occurred while validating the artifact bucket '{bucket}':"
    s3: Any = own("s3")  # boto3's clients have no types
    try:
        location = s3.get_bucket_location(Bucket=bucket).get("LocationConstraint")
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if is_denied(code):
            return
        if code not in _NO_BUCKET:
            raise
        raise invalid_structure(f"{validating} No bucket with the name {bucket} was found. {choose}") from error
    found = _LOCATIONS.get(location, location)
    if found != context.region:
        raise invalid_structure(f"{validating} The bucket is in '{found}'. {choose}")
