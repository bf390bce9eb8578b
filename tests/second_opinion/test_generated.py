"""Generated templates deploy on LocalStack's engine as on ours."""

import json
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cfnproof.hosts.stacks import deploy
from tests.second_opinion import generated_lives, generated_templates
from tests.second_opinion.agreement import assert_agreement, facts_of
from tests.second_opinion.conftest import StartEngines
from tests.second_opinion.subjects import Subject

_ANY: Final = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
# Shrinking an example takes minutes: only the deep tests do it.
NORMAL: Final = settings(_ANY, max_examples=10, derandomize=True, phases=[Phase.generate])
DEEP: Final = settings(_ANY, max_examples=150, print_blob=True)
EFFORTS: Final = pytest.mark.parametrize(
    "effort", [pytest.param(NORMAL, id="some"), pytest.param(DEEP, id="many", marks=pytest.mark.deep)]
)
CORPORA: Final = pytest.mark.parametrize(
    "corpus",
    [
        pytest.param(generated_templates.subjects(), id="functions"),
        pytest.param(generated_lives.subjects(), id="resources"),
    ],
)


@EFFORTS
@CORPORA
def test_generated(corpus: st.SearchStrategy[Any], effort: settings, start_engines: StartEngines) -> None:
    """Created, updated by a change set, deleted, in accounts of their own with a stack that exports."""

    def check(subject: Subject) -> None:
        with start_engines() as engines:
            for host in engines:
                deploy(host.client, "base", json.dumps(generated_templates.exporting()))
            ours, theirs = (facts_of(host, subject) for host in engines)
        assume(not generated_lives.loses_subscription(ours, subject))
        assert_agreement(ours, theirs, subject)

    effort(given(corpus)(check))()
