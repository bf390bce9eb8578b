"""What the execution roles of SageMaker models do that a template makes itself.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.requirement import Unit, Workload
from cfnproof.least_privilege.workloads.site import Site

KIND: Final = "sagemaker"
MODEL: Final = "AWS::SageMaker::Model"
TYPES: Final = (MODEL,)


def workloads(stack: Stack, site: Site) -> Iterator[Workload]:
    """Yield the workload of each model."""
    for resource in stack.template.of_type(MODEL):
        role = site.resolver.node(resource.property("ExecutionRoleArn"), stack)
        if role:
            title = f"model {resource.logical_id!r}"
            place = site.place(stack, resource.mark_of("ExecutionRoleArn"))
            scope = site.scope(resource.properties, stack)
            units = (Unit(KIND, "trust", scope, title, place), Unit(KIND, "model", scope, title, place))
            yield Workload(role, title, units, place)
