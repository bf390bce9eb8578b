"""Every policy of a template that says what may be done, by whose it is: of roles, of their trust, of resources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cfnproof.findings import Place
from cfnproof.iam.access import NamedPolicy
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.comparison.granted import granted
from cfnproof.least_privilege.comparison.sources import NotRead
from cfnproof.least_privilege.comparison.statements import Translator
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.policy_documents.documents import Statement, documents
from cfnproof.structural.policy_documents.sites import INLINE_OWNERS, Kind


class Side(StrEnum):
    """Whose policy it is."""

    IDENTITY = "role"
    TRUST = "trust policy of role"
    RESOURCE = "policy"


@dataclass(frozen=True, slots=True)
class Owned:
    """The policies of one owner: `statements` are those of `policy`, in their order, with their places.

    `not_read` are those that could not be read, or of which a part could not.
    """

    side: Side
    owner: str
    policy: NamedPolicy
    statements: tuple[Statement, ...]
    places: tuple[Place, ...]
    boundary: NamedPolicy | None = None
    not_read: tuple[NotRead, ...] = ()

    @property
    def title(self) -> str:
        """How a message calls it."""
        return f"{self.side} {self.owner!r}"


def policies_of(stack: Stack, site: Site, alphabet: Alphabet) -> Mapping[tuple[Side, str], Owned]:
    """The policies of a stack's template by whose they are."""
    found = (*_identity_policies(stack, site, alphabet), *inviting_policies(stack, site, alphabet))
    return {(one.side, one.owner): one for one in found}


def inviting_policies(stack: Stack, site: Site, alphabet: Alphabet) -> Iterator[Owned]:
    """The policies of a stack's template that say who may come in: of trust, and of resources."""
    translator = Translator(site.resolver, alphabet)
    for kind, side in ((Kind.TRUST, Side.TRUST), (Kind.RESOURCE, Side.RESOURCE)):
        for document in documents(stack.template, kind):
            places = tuple(site.place(stack, statement.mark) for statement in document.statements)
            policy = translator.policy(document.policy, document.statements, stack)
            not_read = tuple(
                NotRead((document.policy,), site.place(stack, one.mark), one.message) for one in document.unreadable
            )
            yield Owned(side, document.owner.logical_id, policy, document.statements, places, None, not_read)


def _identity_policies(stack: Stack, site: Site, alphabet: Alphabet) -> Iterator[Owned]:
    translator = Translator(site.resolver, alphabet)
    for resource in stack.template.of_type(*INLINE_OWNERS):
        found = granted(Located(stack, resource), site, translator)
        yield Owned(
            Side.IDENTITY,
            resource.logical_id,
            found.identity,
            tuple(source.statement for source in found.sources),
            tuple(site.place(source.located.stack, source.statement.mark) for source in found.sources),
            found.boundary,
            found.not_read,
        )
