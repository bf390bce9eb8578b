"""botocore's models as a judge of requests, and as the form into which properties are brought."""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import check_request, service_model, to_api

PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html"


@pytest.mark.parametrize(
    ("service", "operation", "request_", "code", "message"),
    [
        pytest.param(
            "cloudformation",
            "CreateStack",
            {"StackName": "a", "OnFailure": "RETRY"},
            "ValidationError",
            "Value 'RETRY' at 'onFailure' failed to satisfy constraint: Member must satisfy enum value set: "
            "[DO_NOTHING, ROLLBACK, DELETE]",
            id="enumeration",
        ),
        pytest.param(
            "cloudformation",
            "CreateStack",
            {},
            "ValidationError",
            "Value null at 'stackName' failed to satisfy constraint: Member must not be null",
            id="required",
        ),
        pytest.param(
            "cloudformation",
            "CreateStack",
            {"StackName": "a", "Tags": [{"Key": "", "Value": "x"}]},
            "ValidationError",
            "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or "
            "equal to 1",
            id="nested",
        ),
        pytest.param(
            "cloudformation",
            "CreateStack",
            {"StackName": "a", "TimeoutInMinutes": 0, "OnFailure": "x"},
            "ValidationError",
            "2 validation errors detected: ",
            id="several",
        ),
        pytest.param(
            "codepipeline",
            "GetPipeline",
            {"name": "a pipeline"},
            "ValidationException",
            "at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern",
            id="json-service",
        ),
    ],
)
def test_a_request_is_refused_as_aws_words_it(
    service: str, operation: str, request_: dict[str, Any], code: str, message: str
) -> None:
    """See PAGE for the codes; the words are those that AWS's services answer with."""
    with pytest.raises(ServiceError) as caught:
        check_request(service_model(service).operation_model(operation), request_)
    assert caught.value.code == code
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("service", "operation", "properties", "shaped"),
    [
        pytest.param("sns", "CreateTopic", {"name": "a"}, {"Name": "a"}, id="case"),
        pytest.param(
            "sqs", "CreateQueue", {"Attributes": {"DelaySeconds": 5}}, {"Attributes": {"DelaySeconds": "5"}}, id="text"
        ),
        pytest.param(
            "sqs", "CreateQueue", {"Attributes": {"FifoQueue": True}}, {"Attributes": {"FifoQueue": "true"}}, id="true"
        ),
        pytest.param(
            "iam",
            "CreateRole",
            {"AssumeRolePolicyDocument": {"Version": "2012-10-17"}},
            {"AssumeRolePolicyDocument": '{"Version": "2012-10-17"}'},
            id="document",
        ),
        pytest.param("kms", "CreateKey", {"MultiRegion": "true"}, {"MultiRegion": True}, id="boolean"),
        pytest.param("logs", "PutRetentionPolicy", {"RetentionInDays": "7"}, {"retentionInDays": 7}, id="number"),
        pytest.param("sns", "CreateTopic", {"Colour": "red"}, {"Colour": "red"}, id="unknown-stays-for-botocore"),
    ],
)
def test_properties_take_the_form_of_the_api(
    service: str, operation: str, properties: dict[str, Any], shaped: dict[str, Any]
) -> None:
    """Members are found whatever their case, and scalars take the shape's type."""
    assert to_api(properties, service_model(service).operation_model(operation).input_shape) == shaped
