"""What brings an endpoint into service, and what keeps it from that.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
"""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.plans import EndpointPlan
from tests.unit.emulator.account import REGION, Emulated
from tests.unit.emulator.sagemaker.conftest import CONTAINER, IMAGE, ROLE, VARIANT, model
from tests.unit.emulator.sagemaker.jobs import KEY, Data, asked

_URL = CONTAINER["ModelDataUrl"]
_CODE = "s3://data/source/sourcedir.tar.gz"
_REPOSITORY = f"arn:aws:ecr:{REGION}:111122223333:repository/serve"
_NO_DATA = (
    f'Failed to download model data for container "container_1" from URL: "{_URL}". Please ensure that there is an '
    "object located at the URL and that the role passed to CreateModel has permissions to download the object."
)
_UNHEALTHY = (
    "The primary container for production variant AllTraffic did not pass the ping health check. Please check "
    "CloudWatch logs for this endpoint."
)
_UNASSUMABLE = (
    f"Could not assume role {ROLE}. Please ensure that the role exists and allows principal "
    "'sagemaker.amazonaws.com' to assume the role."
)


def create(sagemaker: Emulated, config: str = "One") -> dict[str, Any]:
    """Create the endpoint Live, and describe it."""
    sagemaker.clients.asked.clear()
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName=config)
    return described(sagemaker)


def update(sagemaker: Emulated, config: str = "Two") -> dict[str, Any]:
    """Update the endpoint Live, and describe it."""
    sagemaker.clients.asked.clear()
    sagemaker.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName=config)
    return described(sagemaker)


def described(sagemaker: Emulated) -> dict[str, Any]:
    """What DescribeEndpoint says of Live."""
    return sagemaker.call("DescribeEndpoint", EndpointName="Live")


def configure(sagemaker: Emulated, name: str, *containers: dict[str, Any], **members: Any) -> None:  # noqa: ANN401  # as the API
    """Make a model of containers, and a configuration of it, both of one name."""
    request = model(name, Containers=list(containers))
    del request["PrimaryContainer"]
    sagemaker.call("CreateModel", **request)
    variants = [{**VARIANT, "ModelName": name}]
    sagemaker.call("CreateEndpointConfig", EndpointConfigName=name, ProductionVariants=variants, **members)


def logged(sagemaker: Emulated) -> dict[str, list[str]]:
    """The lines of each log stream."""
    written = [members for _, members in asked(sagemaker, "put_log_events")]
    return {one["logStreamName"]: [event["message"] for event in one["logEvents"]] for one in written}


@pytest.mark.parametrize("deploy", [create, update])
def test_a_model_is_deployed_as_its_role(sagemaker: Emulated, deploy: Any) -> None:  # noqa: ANN401  # a function of this file
    """Image, data, log and metrics, each time."""
    if deploy is update:
        create(sagemaker)
    assert deploy(sagemaker)["EndpointStatus"] == "InService"
    assert [(who, method) for who, method, _ in sagemaker.clients.asked] == [
        (ROLE, "authorize ecr:GetAuthorizationToken"),
        (ROLE, "authorize ecr:BatchCheckLayerAvailability"),
        (ROLE, "authorize ecr:GetDownloadUrlForLayer"),
        (ROLE, "authorize ecr:BatchGetImage"),
        (ROLE, "get_object"),
        (ROLE, "create_log_group"),
        (ROLE, "describe_log_streams"),
        (ROLE, "create_log_stream"),
        (ROLE, "put_log_events"),
        (ROLE, "put_metric_data"),
    ]
    assert asked(sagemaker, "authorize ecr:BatchGetImage") == [(ROLE, {"resource": _REPOSITORY, "context": {}})]
    assert asked(sagemaker, "create_log_group") == [(ROLE, {"logGroupName": "/aws/sagemaker/Endpoints/Live"})]
    ((stream, lines),) = logged(sagemaker).items()
    assert (stream.startswith("AllTraffic/i-"), lines) == (True, ["Serving"])
    ((_, metrics),) = asked(sagemaker, "put_metric_data")
    dimensions = [{"Name": "EndpointName", "Value": "Live"}, {"Name": "VariantName", "Value": "AllTraffic"}]
    assert metrics["Namespace"] == "/aws/sagemaker/Endpoints"
    assert [one["Dimensions"] for one in metrics["MetricData"]] == [dimensions] * 3


def test_the_code_of_a_pipeline_of_containers(sagemaker: Emulated) -> None:
    """Each container has a log of its own, and loads what its environment names."""
    with_code = {"Image": IMAGE, "Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": _CODE}, "ContainerHostname": "first"}
    configure(sagemaker, "Pipe", with_code, CONTAINER)
    assert create(sagemaker, "Pipe")["EndpointStatus"] == "InService"
    assert [members["Key"] for _, members in asked(sagemaker, "get_object")] == [
        "models/model.tar.gz",
        "source/sourcedir.tar.gz",
    ]
    streams = {stream.rpartition("/")[2]: lines for stream, lines in logged(sagemaker).items()}
    assert streams == {"first": [f"Serving with the code of {_CODE}"], "container-2": ["Serving"]}


REFUSED = [
    ("authorize ecr:GetAuthorizationToken", f"The role '{ROLE}' does not have GetAuthorizationToken permission for"),
    (
        "authorize ecr:BatchGetImage",
        f"The role '{ROLE}' does not have BatchGetImage permission for the image: '{IMAGE}'.",
    ),
    ("get_object", _NO_DATA),
]


@pytest.mark.parametrize(("method", "reason"), REFUSED, ids=[method for method, _ in REFUSED])
def test_what_the_role_may_not_do(sagemaker: Emulated, method: str, reason: str) -> None:
    """A new endpoint fails; one that serves goes on. No container has started, so there is no log.

    SageMaker's words: https://github.com/aws/deep-learning-containers/issues/759
    https://github.com/aws-samples/cvat-on-aws-china/issues/3
    """
    sagemaker.clients.answers[method] = "AccessDeniedException"
    found = create(sagemaker)
    assert (found["EndpointStatus"], found["FailureReason"].startswith(reason)) == ("Failed", True), found
    assert logged(sagemaker) == {}
    sagemaker.call("DeleteEndpoint", EndpointName="Live")
    sagemaker.clients.answers[method] = {"Body": Data(b"model")} if method == "get_object" else ""
    assert create(sagemaker)["EndpointStatus"] == "InService"
    sagemaker.clients.answers[method] = "AccessDeniedException"
    found = update(sagemaker)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("InService", "One")
    assert found["FailureReason"].startswith(reason)


def test_code_that_the_role_cannot_read(sagemaker: Emulated) -> None:
    """The container starts and does not answer; its log says why."""
    configure(sagemaker, "Code", {"Image": IMAGE, "Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": _CODE}})
    sagemaker.clients.answers["get_object"] = "NoSuchKey"
    found = create(sagemaker, "Code")
    assert (found["EndpointStatus"], found["FailureReason"]) == ("Failed", _UNHEALTHY)
    (lines,) = logged(sagemaker).values()
    assert lines[0].startswith(f"Failed to load the code of {_CODE}: An error occurred (NoSuchKey)")


def test_a_role_that_is_gone(sagemaker: Emulated) -> None:
    """The endpoint is made, and fails."""
    sagemaker.clients.roles.clear()
    found = create(sagemaker)
    assert (found["EndpointStatus"], found["FailureReason"]) == ("Failed", _UNASSUMABLE)


def test_models_without_a_role(sagemaker: Emulated) -> None:
    """Nothing is asked for an image; data cannot be read."""
    for name, container in (("Bare", {"Image": IMAGE}), ("Data", CONTAINER)):
        sagemaker.call("CreateModel", ModelName=name, PrimaryContainer=container)
        variants = [{**VARIANT, "ModelName": name}]
        sagemaker.call("CreateEndpointConfig", EndpointConfigName=name, ProductionVariants=variants)
    assert create(sagemaker, "Bare")["EndpointStatus"] == "InService"
    assert sagemaker.clients.asked == []
    assert update(sagemaker, "Data")["FailureReason"] == _NO_DATA


def test_data_of_a_multi_model_container(sagemaker: Emulated) -> None:
    """Is loaded with the first request for a model, not before.

    https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
    """
    configure(sagemaker, "Many", {**CONTAINER, "Mode": "MultiModel", "ModelDataUrl": "s3://data/models/"})
    assert create(sagemaker, "Many")["EndpointStatus"] == "InService"
    assert asked(sagemaker, "get_object") == []


def test_a_fault_of_the_emulation_ends_the_change(sagemaker: Emulated) -> None:
    """It is raised on, and the endpoint does not stay Creating for ever."""
    sagemaker.clients.answers["get_object"] = {}
    with pytest.raises(KeyError):
        sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="One")
    assert described(sagemaker)["FailureReason"].startswith("InternalServerError: ")


@pytest.fixture
def encrypted(sagemaker: Emulated) -> Emulated:
    """SageMaker with two configurations, First and Second, that name a key."""
    sagemaker.clients.answers |= {"describe_key": {}, "create_grant": {"GrantId": "grant"}, "revoke_grant": {}}
    for name in ("First", "Second"):
        configure(sagemaker, name, CONTAINER, KmsKeyId=KEY)
    return sagemaker


def test_the_key_of_a_configuration_is_looked_up(encrypted: Emulated) -> None:
    """As its maker, who needs kms:DescribeKey by CloudFormation's schema of the type."""
    assert asked(encrypted, "describe_key") == [("caller", {"KeyId": KEY})] * 2
    for code, raised in (
        ("AccessDeniedException", "AccessDeniedException"),
        ("NotFoundException", "ValidationException"),
    ):
        encrypted.clients.answers["describe_key"] = code
        with pytest.raises(ServiceError, match="told to refuse describe_key") as error:
            encrypted.call("CreateEndpointConfig", EndpointConfigName="N", ProductionVariants=[VARIANT], KmsKeyId=KEY)
        assert error.value.code == raised


def test_the_key_is_lent_as_long_as_it_is_used(encrypted: Emulated) -> None:
    """By the caller, to each deployment.

    https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpoint.html
    """
    create(encrypted, "First")
    ((who, lent),) = asked(encrypted, "create_grant")
    assert (who, lent["KeyId"]) == ("caller", KEY)
    assert asked(encrypted, "revoke_grant") == []
    encrypted.plans.endpoints = EndpointPlan(failure="no capacity")
    for plan in ("no capacity", None):
        encrypted.plans.endpoints = EndpointPlan(failure=plan)
        update(encrypted, "Second")
        assert [who for who, _ in asked(encrypted, "create_grant")] == ["caller"]
        assert [who for who, _ in asked(encrypted, "revoke_grant")] == ["inside"]
    encrypted.clients.asked.clear()
    encrypted.clients.answers["revoke_grant"] = "NotFoundException"  # somebody else has revoked it
    encrypted.call("DeleteEndpoint", EndpointName="Live")
    assert [who for who, _ in asked(encrypted, "revoke_grant")] == ["inside"]


@pytest.mark.parametrize(
    ("code", "raised"),
    [("AccessDeniedException", "AccessDeniedException"), ("KMSInvalidStateException", "ValidationException")],
)
@pytest.mark.parametrize("deploy", [create, update])
def test_a_key_that_the_caller_cannot_lend(encrypted: Emulated, code: str, raised: str, deploy: Any) -> None:  # noqa: ANN401  # as above
    """The request is refused, and nothing has begun."""
    if deploy is update:
        create(encrypted, "First")
    encrypted.clients.answers["create_grant"] = code
    with pytest.raises(ServiceError, match="told to refuse create_grant") as error:
        deploy(encrypted, "Second")
    assert error.value.code == raised
    listed = encrypted.call("ListEndpoints")["Endpoints"]
    assert [one["EndpointStatus"] for one in listed] == (["InService"] if deploy is update else [])


class _SecondRefused(dict[str, Any]):
    """Answers of which the second grant is a refusal."""

    grants = 0

    def __getitem__(self, method: str) -> Any:  # noqa: ANN401  # any answer
        """An answer."""
        self.grants += method == "create_grant"
        return "LimitExceededException" if method == "create_grant" and self.grants > 1 else super().__getitem__(method)


def test_of_several_variants_each_has_a_grant(encrypted: Emulated) -> None:
    """Those without instances have no volume; what was lent is taken back where one is refused."""
    capacity = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
    serverless = {"VariantName": "C", "ModelName": "First", "ServerlessConfig": capacity}
    variants = [*({**VARIANT, "VariantName": name} for name in "AB"), serverless]
    encrypted.call("CreateEndpointConfig", EndpointConfigName="Mixed", ProductionVariants=variants, KmsKeyId=KEY)
    create(encrypted, "Mixed")
    assert len(asked(encrypted, "create_grant")) == 2
    encrypted.clients.answers = _SecondRefused(encrypted.clients.answers)
    encrypted.clients.asked.clear()
    with pytest.raises(ServiceError, match="told to refuse create_grant"):
        encrypted.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName="Mixed")
    assert len(asked(encrypted, "revoke_grant")) == 1
