"""Parts of pipelines, as CreatePipeline takes them."""

from typing import Any


def action(name: str, category: str, provider: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
    """An action that AWS provides.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html
    """
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": kind, **members}
