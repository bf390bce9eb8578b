"""How CloudFormation refuses a template, a parameter or a value: always the same code, the words differ.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
"""

from cfnproof.emulator.errors import ServiceError


def refusal(message: str) -> ServiceError:
    """The error to raise; AWS's words first, what to do behind them."""
    return ServiceError("ValidationError", message)
