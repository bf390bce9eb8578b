"""What the boto3 clients of emulated services have in common, on any host."""

from collections.abc import Mapping
from typing import Any, Final

import boto3
import botocore.session
from botocore.exceptions import ClientError
from botocore.loaders import Loader

NOTHING: Final = "-"


def quiet_session(loader: Loader | None = None) -> boto3.Session:
    """A session that reads no file and no variable of the machine; `loader` has read the models of services."""
    session = botocore.session.Session(profile=None)
    if loader is not None:
        session.register_component("data_loader", loader)
    for variable in ("config_file", "credentials_file"):
        session.set_config_variable(variable, "/dev/null")
    return boto3.Session(botocore_session=session, aws_access_key_id=NOTHING, aws_secret_access_key=NOTHING)


def name_service(client: Any) -> None:  # noqa: ANN401  # boto3's clients have no types
    """Let the errors of a client say which service answered: botocore's own name only the operation."""
    call = client._make_api_call  # noqa: SLF001  # botocore has no hook that sees every error

    def named(operation: str, members: Mapping[str, Any]) -> Any:  # noqa: ANN401  # an answer
        try:
            return call(operation, members)
        except ClientError as error:
            error.response["Error"]["Service"] = client.meta.service_model.service_id
            raise

    client._make_api_call = named  # noqa: SLF001  # as above
