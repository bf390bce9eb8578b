"""A manual approval tells somebody: it names the topic to publish to.

Without NotificationArn the pipeline waits, up to seven days, and nobody knows.
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html
"""

from collections.abc import Iterator

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.model import PIPELINE, pipelines
from cfnproof.structural.rule import Rule, Violation
from cfnproof.template.model import Template


def check(template: Template) -> Iterator[Violation]:
    """Yield each approval action without a topic."""
    for pipeline in pipelines(template):
        for action in pipeline.actions:
            if action.provider == "Manual" and action.category == "Approval" and not action.setting("NotificationArn"):
                yield Violation(
                    f"approval {action.name!r} notifies nobody: set NotificationArn in its Configuration to a topic",
                    action.mark,
                    pipeline.resource.logical_id,
                )


RULE = Rule(
    id="approval_notifies",
    title="A manual approval names the topic that it notifies",
    severity=Severity.MEDIUM,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html",
    resource_types=(PIPELINE,),
    check=check,
)
