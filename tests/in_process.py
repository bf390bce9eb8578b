"""The controls of a host that runs in the tests' own process."""

from cfnproof.hosts.control import HostControl
from cfnproof.hosts.host import Host


def control_of(host: Host) -> HostControl:
    """Its controls, among them those that no other process could have."""
    assert isinstance(host.control, HostControl)
    return host.control
