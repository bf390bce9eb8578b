"""One host for all tests of CloudFormation actions: each has stacks and pipelines of its own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cfnproof.emulator.codepipeline.providers.registry import PROVIDERS, Provider
from cfnproof.hosts.moto.host import moto_host
from tests.unit.emulator.codepipeline.providers.cloudformation.delivery import Delivery


@pytest.fixture(scope="package")
def delivery() -> Iterator[Delivery]:
    """An account whose pipelines' source a test tells what to give."""
    with moto_host() as host, pytest.MonkeyPatch.context() as patch:
        made = Delivery(host)
        patch.setitem(PROVIDERS, ("Source", "AWS", "CodeCommit"), Provider(made.fetch, timedelta(hours=1)))
        yield made
