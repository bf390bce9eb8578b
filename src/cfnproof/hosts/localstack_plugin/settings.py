"""What the plugin is told by variables of LocalStack's environment."""

import os
from typing import Final

ENFORCE: Final = "CFNPROOF_ENFORCE_IAM"
"""`1`: every request is decided on, and what IAM does not allow is refused. Anything else: it is not."""
KNOWN: Final = "4.14.0"
"""The release of LocalStack whose inner parts the plugin knows."""


def enforces_iam() -> bool:
    """Whether requests are decided on."""
    return os.environ.get(ENFORCE, "") == "1"
