"""Where the plugin stands in LocalStack."""

import os
from typing import Final

from localstack import config
from localstack.aws.handlers import run_custom_response_handlers, serve_custom_service_request_handlers
from localstack.services.edge import ROUTER

from cfnproof.hosts.localstack_plugin import (
    change_set_names,
    clients,
    control_routes,
    door,
    event_targets,
    git_routes,
    queue_urls,
    replacements,
    resource_names,
    stack_signers,
    state_machines,
    template_urls,
)

_REFUSE: Final = "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES"


def take() -> None:
    """Let every request pass by the plugin, and LocalStack's services do what AWS's do."""
    if _REFUSE not in os.environ:
        config.CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES = False
    clients.stay_in_process()
    serve_custom_service_request_handlers.append(door.answer)
    run_custom_response_handlers.append(door.note_session)
    queue_urls.install()
    event_targets.install()
    state_machines.install()
    stack_signers.install()
    template_urls.install()
    change_set_names.install()
    resource_names.install()
    replacements.install()
    control_routes.install(ROUTER)
    git_routes.install(ROUTER)
