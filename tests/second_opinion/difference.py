"""One thing that LocalStack's CloudFormation does otherwise than AWS."""

from dataclasses import dataclass
from typing import Final

from tests.second_opinion.expectations import Expectation

REFERENCE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
GUIDE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
API: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/"
ENGINE: Final = "services/cloudformation/engine/v2/"


@dataclass(frozen=True, slots=True)
class Difference:
    """One behaviour.

    `source` is where LocalStack's own code, of the release that the plugin knows, does it: below the package
    `localstack`. `page` is AWS's on it. `expected` makes AWS's facts into LocalStack's.
    """

    id: str
    behaviour: str
    source: str
    page: str
    expected: Expectation
