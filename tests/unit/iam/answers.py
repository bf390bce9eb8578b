"""What cfnproof.iam says to one line of `cfnproof iam evaluate`."""

from collections.abc import Mapping
from typing import Any

from cfnproof.errors import CfnproofError
from cfnproof.iam.evaluator import evaluate
from cfnproof.iam.lines.answers import answer_of
from cfnproof.iam.lines.policies import read_policies
from cfnproof.iam.lines.requests import read_request

Json = Any  # a JSON value


def answer(line: Json) -> Mapping[str, Json]:
    """The answer, or an object with the error that the line is refused with."""
    try:
        request = read_request(line["request"])
        return answer_of(evaluate(request, read_policies(line, request)))
    except CfnproofError as error:
        return {"error": error.message}
