"""What IAM keeps here beside the host's store."""

from dataclasses import dataclass, field
from datetime import datetime

from cfnproof.emulator.context import Context


@dataclass(slots=True)
class ServiceCredential:
    """A user name and password for one service. `user_id` tells the user from a later one of the same name."""

    id: str
    service: str
    user: str
    user_id: str
    user_name: str
    password: str = field(repr=False)
    created: datetime
    status: str


@dataclass(slots=True)
class IamState:
    """Service-specific credentials by their ids."""

    credentials: dict[str, ServiceCredential] = field(default_factory=dict)


IamContext = Context[IamState]
