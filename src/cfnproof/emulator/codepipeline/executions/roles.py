"""As whom an action's requests are made.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""

from collections.abc import Mapping
from typing import Any

from cfnproof.emulator.codepipeline.declaration.access import session_name
from cfnproof.emulator.codepipeline.declaration.model import Action, Declaration
from cfnproof.emulator.codepipeline.state import CodePipelineContext
from cfnproof.emulator.context import ClientOf, SignedClients


def clients_of(context: CodePipelineContext, pipeline: Declaration, action: Action) -> SignedClients:
    """Clients of the pipeline's role, or of the action's own, which the pipeline's role assumes.

    Raises ServiceError or ClientError AccessDenied where a role cannot be assumed.
    """
    own = context.clients.role(pipeline.role, session_name(context), source_arn=_arn(context, pipeline))
    return own if action.role is None else context.clients.signed(_assumed(context, own, action.role))


def credentials_of(context: CodePipelineContext, pipeline: Declaration, action: Action) -> Mapping[str, Any]:
    """The credentials of such clients, as STS gives them; raises as `clients_of` does."""
    if action.role is None:
        return context.clients.session(pipeline.role, session_name(context), source_arn=_arn(context, pipeline))
    own = context.clients.role(pipeline.role, session_name(context), source_arn=_arn(context, pipeline))
    return _assumed(context, own, action.role)


def _assumed(context: CodePipelineContext, own: ClientOf, role: str) -> Mapping[str, Any]:
    sts: Any = own("sts")  # boto3's clients have no types
    credentials: Mapping[str, Any] = sts.assume_role(RoleArn=role, RoleSessionName=session_name(context))["Credentials"]
    return credentials


def _arn(context: CodePipelineContext, pipeline: Declaration) -> str:
    return context.arn("codepipeline", pipeline.name)
