"""Actions without an API operation: an emulated service asks for them on a resource that it names.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Mapping

from cfnproof.iam.calls.asked import asked_of
from cfnproof.iam.calls.errors import UnknownActionError
from cfnproof.iam.calls.model import Asked, Call, Known
from cfnproof.iam.calls.reference import reference_of
from cfnproof.iam.calls.resource_tags import keys_of_tags, tag_prefixes
from cfnproof.iam.request import Values


def permission_only(
    action: str, resource: str, call: Call, known: Known, context: Mapping[str, Values] | None = None
) -> Asked:
    """The request for an action such as `codecommit:UploadArchive` on the ARN of a resource, in the course of a call.

    Of the call, the account, region and services that it comes through count. `context` has its keys in lower case.
    Raises UnknownActionError for an action that the Service Authorization Reference does not have.
    """
    prefix, _, name = action.partition(":")
    reference = reference_of(prefix)
    found = None if reference is None else reference.action(name)
    if found is None:
        raise UnknownActionError(f"The Service Authorization Reference has no action {action}")
    tags = keys_of_tags(tag_prefixes(prefix, found.keys), known.tags(resource))
    return asked_of(found.name, resource, call, {**tags, **(context or {})})
