"""What LocalStack runs when it starts and when it ends: the plugin takes its places."""

import logging
import sys
from typing import Final

from localstack.constants import VERSION
from localstack.runtime import hooks

from cfnproof.hosts.localstack_plugin.settings import KNOWN

_log: Final = logging.getLogger("cfnproof")
_WRONG: Final = (
    "cfnproof: this is LocalStack %s, and the plugin knows the inner parts of %s alone: install that release, or take "
    "the plugin out"
)


@hooks.on_infra_start(priority=100)  # type: ignore[untyped-decorator]  # LocalStack has no types here
def cfnproof_start() -> None:
    """Take the places of the plugin; another LocalStack than the one it knows is not started."""
    if VERSION != KNOWN:
        _log.critical(_WRONG, VERSION, KNOWN)
        sys.exit(2)
    from cfnproof.hosts.localstack_plugin import places  # noqa: PLC0415  # what it imports is there in one release only

    places.take()


@hooks.on_infra_shutdown()  # type: ignore[untyped-decorator]  # as above
def cfnproof_stop() -> None:
    """End the work of all accounts."""
    if VERSION == KNOWN:
        from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS  # noqa: PLC0415  # as above

        ACCOUNTS.close_all()
