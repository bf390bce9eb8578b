"""Policy variables.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import pytest

from cfnproof.iam.request import Values
from cfnproof.iam.texts.patterns import MANY, ONE
from cfnproof.iam.texts.variables import literal, template

CONTEXT: dict[str, Values] = {
    "aws:username": "ann",
    "aws:principaltag/team": "*",
    "aws:principaltag/empty": "",
    "aws:principaltag/cost center": "42",
    "aws:tagkeys": ("a",),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("home/${aws:username}/*", f"home/ann/{MANY}"),
        ("${AWS:UserName}", "ann"),
        ("${aws:username}${aws:username}", "annann"),
        ("${aws:PrincipalTag/team}?", f"*{ONE}"),
        ("${*}${?}${$}", "*?$"),
        ("${$}{aws:username}", "${aws:username}"),
        ("${aws:PrincipalTag/none}", None),
        ("a${aws:PrincipalTag/none}b", None),
        ("${aws:PrincipalTag/none, 'company-wide'}", "company-wide"),
        ("${aws:PrincipalTag/none,'company-wide'}", "company-wide"),
        ("${aws:PrincipalTag/none, ''}", ""),
        ("${aws:PrincipalTag/none, '*'}", "*"),
        ("${aws:PrincipalTag/empty, 'default'}", "default"),
        ("${aws:PrincipalTag/empty}", None),
        ("${aws:username, 'default'}", "ann"),
        ("${aws:TagKeys}", None),
        ("${aws:TagKeys, 'default'}", None),
        ("${aws:PrincipalTag/Cost Center}", "42"),
        ("${aws:PrincipalTag/Cost Center, 'none'}", "42"),
        ("${aws:PrincipalTag/Cost Centre, 'none'}", "none"),
        ("${aws:PrincipalTag/Cost Centre}", None),
        ("${aws:username", "${aws:username"),
        ("${}", "${}"),
        ("${aws:username, default}", "${aws:username, default}"),
        ("$aws:username", "$aws:username"),
    ],
)
def test_variables_are_replaced(text: str, expected: str | None) -> None:
    """A key without a value, or with several, leaves nothing to match; what a value brings is literal."""
    assert template(text, variables=True, wildcards=True).resolve(CONTEXT) == expected


def test_only_the_later_version_knows_variables() -> None:
    """In 2008-10-17 they are text, in which wildcards are wildcards."""
    assert template("${aws:username}", variables=False, wildcards=True).constant == "${aws:username}"
    assert template("${*}", variables=False, wildcards=True).constant == f"${{{MANY}}}"


def test_an_operator_without_wildcards_has_asterisks() -> None:
    """StringEquals, for example."""
    assert template("*${*}?", variables=True, wildcards=False).constant == "**?"
    assert literal("${aws:username}*").constant == "${aws:username}*"


def test_a_template_says_what_it_reads() -> None:
    """For GetContextKeysForPrincipalPolicy."""
    found = template("${aws:UserName}/${aws:PrincipalTag/Team, 'x'}/${*}", variables=True, wildcards=True)
    assert found.keys == ("aws:username", "aws:principaltag/team")
    assert found.constant is None
