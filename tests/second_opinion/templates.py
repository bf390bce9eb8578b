"""The templates of cfn/ as both engines are given them, and how each is updated."""

from typing import Any, Final

from cfnproof.template.model import load
from cfnproof.template.nodes import plain
from tests.second_opinion.subjects import Subject, told
from tests.templates.account import CFN, Account
from tests.templates.deployments import FORMS
from tests.templates.updates import Update

_ATTRIBUTE: Final = "Fn::GetAtt"
FORM_OF: Final = {form.id: form for form in FORMS}
"""By their ids."""


def subject_of(account: Account, update: Update) -> Subject:
    """A form's stack in an account, and the update of one parameter."""
    form = FORM_OF[update.form]
    template = _as_json(plain(load(CFN / form.template).root))
    return Subject(
        told(template), account.filled(form.parameters), changed=account.filled({update.parameter: update.value})
    )


def _as_json(value: Any) -> Any:  # noqa: ANN401  # whatever a template holds
    """The form that is documented for JSON: `["A", "Arn"]`, where YAML's short form may say `A.Arn`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html
    """
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = value.get(_ATTRIBUTE)
    return (
        {_ATTRIBUTE: named.split(".", 1)}
        if isinstance(named, str)
        else {key: _as_json(one) for key, one in value.items()}
    )
