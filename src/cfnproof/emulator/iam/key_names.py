"""The context keys that statements read, as policies write them: letter case does not count, and answers keep it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html
"""

from collections.abc import Iterable, Iterator, Sequence

from cfnproof.iam.policy.model import CompiledStatement


def key_names(statements: Iterable[CompiledStatement]) -> tuple[str, ...]:
    """The keys of policy variables and conditions, each once, in the order of the statements."""
    found: dict[str, str] = {}
    for statement in statements:
        for name in _names(statement):
            found.setdefault(name.lower(), name)
    return tuple(found.values())


def _names(statement: CompiledStatement) -> Iterator[str]:
    if statement.resource is not None:
        for key in statement.resource.keys:
            yield _written(key, statement.resource.listed)
    for condition in statement.conditions:
        yield condition.key
        for key in condition.keys[1:]:
            yield _written(key, condition.values)


def _written(key: str, texts: Sequence[str]) -> str:
    """A key, known in lower case, as a policy variable of one of the texts has it."""
    opening = "${"
    for text in texts:
        start = text.lower().find(opening + key) + len(opening)
        if start >= len(opening):
            return text[start : start + len(key)]
    return key
