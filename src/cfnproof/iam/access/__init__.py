"""What one set of policies allows that another does not, decided without AWS."""

from cfnproof.iam.access.decision import new_access, reachable
from cfnproof.iam.access.foreign import foreign_access
from cfnproof.iam.access.model import Foreign, NamedPolicy, NewAccess, Reach, Witness

__all__ = ["Foreign", "NamedPolicy", "NewAccess", "Reach", "Witness", "foreign_access", "new_access", "reachable"]
