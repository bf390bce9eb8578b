"""Which resource types stacks may have: those that somebody here provides, so that no other is made believe.

LocalStack asks a catalog that it fetches from its makers, and without that deploys a type it does not know as if it
had succeeded, or refuses all types.
"""

from localstack.services.cloudformation.resource_provider import plugin_manager
from localstack.utils.catalog.catalog import AwsCatalogRuntimePlugin
from localstack.utils.catalog.common import AwsServicesSupportInLatest, CloudFormationResourcesSupportAtRuntime


class OfflineCatalog(AwsCatalogRuntimePlugin):  # type: ignore[misc]  # LocalStack has no types here
    """Knows the types by the providers that are installed."""

    name = "aws-catalog-runtime-only-with-license"  # the one that LocalStack takes where it fetches none

    def get_cloudformation_resource_status(
        self,
        resource_name: str,
        service_name: str,  # noqa: ARG002  # LocalStack's signature
        is_pro_resource: bool = False,  # noqa: ARG002, FBT001, FBT002  # as above
    ) -> CloudFormationResourcesSupportAtRuntime | AwsServicesSupportInLatest:
        """Whether a stack may have a type."""
        known = plugin_manager.exists(resource_name)
        return CloudFormationResourcesSupportAtRuntime.AVAILABLE if known else AwsServicesSupportInLatest.NOT_SUPPORTED
