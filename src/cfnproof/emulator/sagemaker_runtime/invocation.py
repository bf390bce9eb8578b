"""InvokeEndpoint: in the place of a model's container, an answer that says which model of which variant was asked.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.sagemaker.endpoints import serving
from cfnproof.emulator.sagemaker.roles import MULTI_MODEL
from cfnproof.emulator.sagemaker.state import Endpoint, Model, SageMakerContext, containers_of
from cfnproof.emulator.sagemaker_runtime import errors
from cfnproof.emulator.service import Answer, Request

_NOT_EMULATED: Final = ("EnableExplanations", "InferenceComponentName", "SessionId", "TargetContainerHostname")
_DEFAULT_WEIGHT: Final = 1.0
_JSON: Final = "application/json"


def invoke(context: SageMakerContext, request: Request) -> Answer:
    """The answer of an endpoint, from the model's artifact as it was when the endpoint was deployed."""
    name = request["EndpointName"]
    endpoint = serving(context, name)
    if endpoint is None:
        raise errors.not_found(context, name)
    if asked := sorted(member for member in _NOT_EMULATED if member in request):
        verb = "is" if len(asked) == 1 else "are"
        raise errors.invalid(f"{', '.join(asked)} {verb} not emulated: docs/fidelity.md says what is")
    variant = _variant(endpoint, request.get("TargetVariant"))
    model = endpoint.serves.models[variant["ModelName"]]
    _check_single(name, model, request)
    body = {
        "EndpointName": endpoint.name,
        "VariantName": variant["VariantName"],
        **_of_model(endpoint, model),
        **_echoed(request["Body"]),
    }
    return {
        "Body": json.dumps(body).encode(),
        "ContentType": _JSON,
        "InvokedProductionVariant": variant["VariantName"],
    }


def _variant(endpoint: Endpoint, target: str | None) -> Mapping[str, Any]:
    """The variant that is asked for, else the one of greatest weight, which AWS asks most often."""
    known = {variant["VariantName"]: variant for variant in endpoint.serves.variants if variant.get("ModelName")}
    if target is not None and target not in known:
        raise errors.invalid(
            f"Variant {target!r} of endpoint {endpoint.name} not found: its variants are {', '.join(sorted(known))}"
        )
    if not known:
        raise errors.invalid(f"Endpoint {endpoint.name} hosts inference components, which are not emulated")
    return known[target] if target else max(known.values(), key=_weight)


def _weight(variant: Mapping[str, Any]) -> float:
    weight: float = variant.get("InitialVariantWeight", _DEFAULT_WEIGHT)
    return weight


def _of_model(endpoint: Endpoint, model: Model) -> dict[str, Any]:
    """The model and its artifact; a pipeline of containers is told by its first one that has data."""
    urls = [container["ModelDataUrl"] for container in containers_of(model.members) if container.get("ModelDataUrl")]
    url = urls[0] if urls else None
    return {
        "ModelName": model.name,
        "ModelDataUrl": url,
        "ModelDataSha256": endpoint.serves.artifacts[url] if url else None,
    }


def _check_single(endpoint: str, model: Model, request: Request) -> None:
    """SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/1026 ."""
    if any(container.get("Mode") == MULTI_MODEL for container in containers_of(model.members)):
        raise errors.invalid(f"Endpoint {endpoint} hosts several models in one container, which is not emulated")
    if "TargetModel" in request:
        raise errors.invalid(
            f"Endpoint {endpoint} is not a multi-model endpoint and does not support target model header."
        )


def _echoed(body: bytes) -> dict[str, str]:
    """The request's body: text as it is, anything else in Base64."""
    try:
        return {"Body": body.decode()}
    except UnicodeDecodeError:
        return {"BodyBase64": base64.b64encode(body).decode()}
