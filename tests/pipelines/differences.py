"""What LocalStack itself does otherwise than AWS, as far as the walkthroughs meet it; each is asserted where it is met.

`source` is where LocalStack's own code, of the release that the plugin knows, does it: below the package `localstack`.
A change of LocalStack's shows in the tests, which then are to be made as strict as they are for AWS.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Difference:
    """One behaviour, and the tests that assert it."""

    behaviour: str
    source: str
    tests: tuple[str, ...]
    host: str = "localstack"


_EXECUTOR: Final = "services/cloudformation/engine/v2/change_set_model_executor.py"
_DEPLOYMENT: Final = "test_deployment.py::"

NO_TLS: Final = Difference(
    "It is reached over plain HTTP, which counts as the HTTPS that it stands for: aws:SecureTransport is true.",
    "config.py: GATEWAY_LISTEN; the plugin's door",
    ("test_denials.py::test_a_bucket_policy_denies_plain_http",),
)
LOG_GROUP_WITHOUT_KEY: Final = Difference(
    "CloudFormation makes a log group without its KmsKeyId, RetentionInDays and Tags.",
    "services/logs/resource_providers/aws_logs_loggroup.py: create",
    ("test_denials.py::test_a_key_policy_that_leaves_out_cloudwatch_logs_fails_the_log_group",),
)
BUCKET_WITHOUT_KEY: Final = Difference(
    "CloudFormation makes a bucket without its BucketEncryption and PublicAccessBlockConfiguration.",
    "services/s3/resource_providers/aws_s3_bucket.py: create",
    ("test_requirements.py::test_each_requirement_is_asked_for", "test_grants.py::check"),
)
DEPENDENTS_NOT_CHANGED: Final = Difference(
    "A change set leaves out a resource that changes only because it refers to one that is replaced.",
    "services/cloudformation/engine/v2/change_set_model_describer.py",
    (f"{_DEPLOYMENT}test_a_new_model_replaces_the_configuration_and_keeps_the_endpoint",),
)
REPLACED_NOT_LISTED: Final = Difference(
    "ListStackResources leaves out a resource that has been replaced: deleting the old one drops the logical id.",
    "services/cloudformation/v2/entities.py: Stack.set_resource_status",
    (f"{_DEPLOYMENT}test_a_new_model_replaces_the_configuration_and_keeps_the_endpoint",),
)
NO_ROLLBACK: Final = Difference(
    "What failed is not rolled back, though the stack says ROLLBACK_COMPLETE in the end, and gives no reason.",
    f"{_EXECUTOR}: execute",
    (
        f"{_DEPLOYMENT}test_an_unknown_model_is_rolled_back_and_the_old_endpoint_still_serves",
        "test_grants.py::check",
    ),
)
FAILED_DELETION_PASSES: Final = Difference(
    "A resource that cannot be deleted does not fail its stack's deletion, nor is it tried again.",
    f"{_EXECUTOR}: _execute_resource_action",
    ("test_story.py::delete_pipeline",),
)
TEMPLATE_NOT_KEPT: Final = Difference(
    "UpdateStack refuses UsePreviousTemplate.",
    "services/cloudformation/v2/provider.py: update_stack",
    ("test_training.py::test_without_trigger_on_push_a_push_starts_nothing",),
)
CONDITION_NOT_HEEDED: Final = Difference(
    "An update leaves a resource whose condition has become false where it is.",
    "services/cloudformation/engine/v2/change_set_model.py",
    ("test_training.py::test_without_trigger_on_push_a_push_starts_nothing",),
)
NOT_CHECKED: Final = Difference(
    "A change set is made with parameters that its template does not declare.",
    "services/cloudformation/v2/provider.py: create_change_set",
    (f"{_DEPLOYMENT}test_a_change_set_that_cannot_be_made_fails_clearly",),
)
DIFFERENCES: Final = (
    NO_TLS,
    LOG_GROUP_WITHOUT_KEY,
    BUCKET_WITHOUT_KEY,
    DEPENDENTS_NOT_CHANGED,
    REPLACED_NOT_LISTED,
    NO_ROLLBACK,
    FAILED_DELETION_PASSES,
    TEMPLATE_NOT_KEPT,
    CONDITION_NOT_HEEDED,
    NOT_CHECKED,
)
