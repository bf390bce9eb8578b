"""What the simulation refuses a request with.

AWS documents the codes; of its words those are taken that are known, the others say what is wrong.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html#API_SimulatePrincipalPolicy_Errors
"""

from cfnproof.emulator.errors import ServiceError


def invalid_input(message: str) -> ServiceError:
    """For a parameter that no simulation can have."""
    return ServiceError("InvalidInput", message, 400)


def no_such_entity(kind: str, name: str) -> ServiceError:
    """For a user, group or role that does not exist."""
    return ServiceError("NoSuchEntity", f"The {kind} with name {name} cannot be found.", 404)


def policy_evaluation(message: str) -> ServiceError:
    """For a policy that the account has and that cannot be evaluated."""
    return ServiceError("PolicyEvaluation", message, 500)
