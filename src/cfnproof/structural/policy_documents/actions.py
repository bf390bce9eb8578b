"""Whether a statement's Action or NotAction covers an action.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import re
from collections.abc import Iterable

from cfnproof.structural.policy_documents.documents import Statement
from cfnproof.structural.texts.gaps import with_gaps
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import Parts
from cfnproof.template.model import Template


def covers(statement: Statement, action: str, template: Template) -> bool:
    """Whether the statement is about `action`, like `iam:PassRole`; letter case does not count.

    A parameter, a lookup in a mapping or a split in a pattern is any of the values that the template gives it, another
    reference an unknown text without wildcards. A statement that has neither Action nor NotAction covers nothing.
    """
    if statement.not_actions:
        return not matches_any(statement.not_actions, action)
    return any(matches_any(filled_in(pattern, template), action) for pattern in statement.actions)


def matches_any(patterns: Iterable[Parts], action: str) -> bool:
    """Whether one of the patterns (`*` any text, `?` any character) matches `action`."""
    return any(_regex(pattern).fullmatch(action) for pattern in patterns)


def _regex(pattern: Parts) -> re.Pattern[str]:
    pieces = [{"*": ".*", "?": "."}.get(character, re.escape(character)) for character in with_gaps(pattern)]
    return re.compile("".join(pieces), re.IGNORECASE | re.DOTALL)
