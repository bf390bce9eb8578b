"""Lambda refuses to invoke a function that is not there: moto, which runs no code here, answers for any name.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from typing import Any, Final

from moto.awslambda_simple.models import LambdaSimpleBackend

from cfnproof.hosts.moto.patches import Patches

_patches: Final = Patches()
_answering: Final = LambdaSimpleBackend.invoke


def _checking(backend: Any, function_name: str, qualifier: str | None, *rest: Any) -> Any:  # noqa: ANN401  # moto's
    backend.get_function(function_name, qualifier)
    return _answering(backend, function_name, qualifier, *rest)


def install() -> None:
    """Let Invoke look for the function."""
    _patches.put(LambdaSimpleBackend, "invoke", _checking)


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
