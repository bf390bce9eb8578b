"""How an event words what a service answered."""

import pytest
from tests.unit.emulator.cloudformation.engine.conftest import Host

