"""A resource's own tags, as far as every service refuses the same of them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
"""

from collections import Counter
from collections.abc import Mapping

_RESERVED = "aws:"


def tags_fault(tags: object) -> str | None:
    """What is wrong with a `Tags` property in either form, None for nothing: a key twice, or one of AWS's own."""
    if isinstance(tags, Mapping):
        keys = [str(key) for key in tags]
    elif isinstance(tags, list):
        keys = [str(tag["Key"]) for tag in tags if isinstance(tag, Mapping) and "Key" in tag]
    else:
        return None
    repeated = sorted(key for key, count in Counter(keys).items() if count > 1)
    if repeated:
        return f"Duplicate tag keys found: {', '.join(map(repr, repeated))}; give each key once"
    reserved = sorted(key for key in keys if key.lower().startswith(_RESERVED))
    if reserved:
        return f"aws: prefixed tag key names are not allowed for external use: {', '.join(map(repr, reserved))}"
    return None
