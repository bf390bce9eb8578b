"""How CloudFormation refuses a request, a template or a value: nearly always with the same code, the words differ.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
"""

from cfnproof.emulator.errors import ServiceError


def refusal(message: str, code: str = "ValidationError") -> ServiceError:
    """The error to raise; AWS's words first, what to do behind them."""
    return ServiceError(code, message)
