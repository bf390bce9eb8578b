"""Whether a call may be made: all that it asks of IAM is decided and noted in the ledger; the first denial refuses it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.context import Clock
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.pipeline_action import CURRENT_ACTION
from cfnproof.hosts.access.credentials import Credential, Directory, Held
from cfnproof.hosts.access.ledger import Entry, Ledger, Source
from cfnproof.hosts.access.refusals import denial, undecided
from cfnproof.hosts.access.surroundings import Surroundings
from cfnproof.iam.calls.errors import UnknownOperationError
from cfnproof.iam.calls.model import Asked, Call
from cfnproof.iam.calls.requests import requests_of
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.evaluator import Policies, evaluate
from cfnproof.iam.policy import MalformedPolicyError, PolicySet
from cfnproof.iam.request import PrincipalKind, Request

_INTERNAL: Final = 500
_S3: Final = "s3:"
_NOBODYS: Final = Held(PolicySet.of((), PolicyType.IDENTITY))
_WITH_IDENTITY: Final = (
    PrincipalKind.USER,
    PrincipalKind.ROLE,
    PrincipalKind.SESSION,
    PrincipalKind.ROOT,
    PrincipalKind.FEDERATED_USER,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, how the request came, and what it is: `protocol` is that of the service's model."""

    credential: Credential
    surroundings: Surroundings
    source: Source
    protocol: str


@dataclass(frozen=True, slots=True)
class Authorizer:
    """Decides for one account."""

    directory: Directory
    ledger: Ledger
    clock: Clock
    account: str

    def authorize(self, call: Call, asking: Asking) -> None:
        """Let a call pass.

        Raises ServiceError with the service's words where IAM does not allow it, and for an operation that the tables
        do not know.
        """
        if asking.credential.inside:
            return
        try:
            wanted = requests_of(call, self.directory.known(call.region))
        except UnknownOperationError as error:
            raise undecided(call.service, asking.protocol, str(error)) from error
        self.ask(wanted, asking)

    def ask(self, wanted: tuple[Asked, ...], asking: Asking) -> None:
        """Decide on what is asked; raises ServiceError as `authorize` does."""
        is_service = asking.credential.principal.kind is PrincipalKind.SERVICE
        for asked in wanted:
            if is_service and self.directory.missing(asked):
                continue  # the service that is asked says that it is not there
            request = self._request(asked, asking)
            decision = evaluate(request, self._policies(asked, asking.credential))
            self.ledger.add(Entry(self.clock.now(), request, decision, asking.source))
            if not decision.allowed:
                raise denial(asking.source.service, asking.protocol, request, decision)

    def _policies(self, asked: Asked, credential: Credential) -> Policies:
        """What applies. Raises ServiceError where a store has a policy that AWS would not have taken."""
        try:
            held, resource = self._held(credential), self.directory.resource_policy(asked)
        except MalformedPolicyError as error:
            message = f"a policy that {asked.action} on {asked.resource} depends on cannot be read: {error.message}"
            raise ServiceError("InternalFailure", message, _INTERNAL) from error
        return Policies(held.identity, held.boundary, held.session, resource=resource)

    def _held(self, credential: Credential) -> Held:
        if credential.principal.kind not in _WITH_IDENTITY:
            return _NOBODYS
        return self.directory.held(credential)

    def _request(self, asked: Asked, asking: Asking) -> Request:
        owner = self.directory.owner(asked)
        context = {
            **asking.credential.context,
            **asking.surroundings.context(self.clock.now(), self.account),
            **asked.context,
        }
        if owner:
            context["aws:resourceaccount"] = owner
            if asked.action.startswith(_S3):
                context["s3:resourceaccount"] = owner
        return Request(asking.credential.principal, asked.action, asked.resource, owner, context)


def source_of(service: str, operation: str, request_id: str) -> Source:
    """The source of decisions: the call, and the pipeline action in whose course this thread works."""
    return Source(service, operation, request_id, CURRENT_ACTION.get())
