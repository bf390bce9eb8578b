"""As whom an action's requests are made.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""

from cfnproof.emulator.codepipeline.declaration.access import session_name
from cfnproof.emulator.codepipeline.declaration.model import Action, Declaration
from cfnproof.emulator.codepipeline.state import CodePipelineContext
from cfnproof.emulator.context import ClientOf


def clients_of(context: CodePipelineContext, pipeline: Declaration, action: Action) -> ClientOf:
    """Clients of the pipeline's role, or of the action's own, which the pipeline's role assumes.

    Raises ServiceError or ClientError AccessDenied where a role cannot be assumed.
    """
    own = context.clients.role(
        pipeline.role, session_name(context), source_arn=context.arn("codepipeline", pipeline.name)
    )
    if action.role is None:
        return own
    answer = own("sts").assume_role(RoleArn=action.role, RoleSessionName=session_name(context))
    return context.clients.signed(answer["Credentials"])
