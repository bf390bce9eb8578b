"""The Mappings section.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
"""

from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template
from cfnproof.template.nodes import dig, plain


def look_up(template: Template, name: str, top: str, second: str) -> object:
    """The value of `Fn::FindInMap`: a scalar or a list.

    Raises ServiceError for a mapping or a key that is not there.
    """
    mappings = template.root.get("Mappings")
    if dig(mappings, name) is None:
        raise refusal(f"Template error: Mapping named '{name}' is not present in the 'Mappings' section of template.")
    found = dig(mappings, name, top, second)
    if found is None:
        raise refusal(f"Template error: Unable to get mapping for {name}::{top}::{second}")
    return plain(found)
