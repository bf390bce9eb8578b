"""The texts of stored policies as they were stored: clients decode them, and lines and columns are lost."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

_TEXT: Final = "PolicyText"
_HOOK: Final = "cfnproof-policy-text"


def keep_texts(client: Any) -> Any:  # noqa: ANN401  # boto3's clients have no types
    """A client of IAM whose answers have, where `policy_text` finds it, the text of the policy that they answer."""
    client.meta.events.register_first("after-call.iam", _keep, unique_id=_HOOK)
    return client


def policy_text(answer: Mapping[str, Any]) -> str:
    """The text of the policy that GetRolePolicy and its kin, or GetPolicyVersion, answered."""
    return str(answer["ResponseMetadata"][_TEXT])


def _keep(parsed: Mapping[str, Any], **_: Any) -> None:  # noqa: ANN401  # what else botocore gives its handlers
    found = parsed.get("PolicyDocument") or parsed.get("PolicyVersion", {}).get("Document")
    if isinstance(found, str):
        # Hosts differ in whether they encode a document as AWS does; one that is encoded begins with a percent sign.
        parsed["ResponseMetadata"][_TEXT] = found if found.lstrip().startswith("{") else unquote(found)
