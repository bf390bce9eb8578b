"""Generated templates deploy on LocalStack's engine as on ours."""

import json
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from cfnproof.hosts.stacks import deploy
from tests.second_opinion import generated_lives, generated_templates
from tests.second_opinion.agreement import assert_agreement, facts_of
from tests.second_opinion.conftest import Engines, StartEngines
from tests.second_opinion.subjects import Subject

# Nothing is shrunk: each example may take an account of its own, which takes LocalStack four megabytes for good.
_ANY: Final = settings(
    deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.explicit, Phase.generate]
)
NORMAL: Final = settings(_ANY, max_examples=10, derandomize=True)
DEEP: Final = settings(_ANY, max_examples=100, print_blob=True)
EFFORTS: Final = pytest.mark.parametrize(
    "effort", [pytest.param(NORMAL, id="some"), pytest.param(DEEP, id="many", marks=pytest.mark.deep)]
)


@pytest.fixture(scope="module")
def exporting(start_engines: StartEngines) -> Iterator[Engines]:
    """An account on each, with a stack that exports; generated stacks leave nothing there."""
    with start_engines() as engines:
        for host in engines:
            deploy(host.client, "base", json.dumps(generated_templates.exporting()))
        yield engines


@EFFORTS
def test_functions(effort: settings, exporting: Engines) -> None:
    """Created, updated by a change set with other parameters, deleted."""

    def check(subject: Subject) -> None:
        ours, theirs = (facts_of(host, subject) for host in exporting)
        assert_agreement(ours, theirs, subject)

    effort(given(generated_templates.subjects())(check))()


@EFFORTS
def test_resources(effort: settings, start_engines: StartEngines) -> None:
    """Created, updated by a change set with another template, deleted; in accounts of their own: some is retained."""

    def check(subject: Subject) -> None:
        with start_engines() as engines:
            ours, theirs = (facts_of(host, subject) for host in engines)
        assume(not generated_lives.loses_subscription(ours, subject))
        assert_agreement(ours, theirs, subject)

    effort(given(generated_lives.subjects())(check))()
