"""What LocalStack makes of change sets, and of updates."""

from typing import Final

from tests.second_opinion import updates
from tests.second_opinion.difference import API, ENGINE, GUIDE, REFERENCE, Difference

REFUSALS: Final = (
    Difference(
        "absent-read",
        "A change set is refused where a part of either template reads of a resource that the condition there forbids.",
        f"{ENGINE}change_set_model_preproc.py: _resolve_attribute",
        f"{REFERENCE}conditions-section-structure.html",
        updates.refused_for_absent,
    ),
)
UPDATES: Final = (
    Difference(
        "nothing-changed",
        "A change set that changes nothing but a parameter that nothing uses, or DependsOn, does not fail.",
        "services/cloudformation/v2/entities.py: ChangeSet.has_changes",
        f"{GUIDE}using-cfn-updating-stacks-changesets-create.html",
        updates.with_empty_executed,
    ),
    Difference(
        "condition-not-heeded",
        "An update leaves a resource whose condition has become false where it is, if nothing refers to it.",
        f"{ENGINE}change_set_model_preproc.py: visit_node_resources",
        f"{REFERENCE}conditions-section-structure.html",
        updates.with_conditions_not_heeded,
    ),
    Difference(
        "removed-retained",
        "A resource that an update drops and retains is still listed, as DELETE_SKIPPED.",
        "services/cloudformation/v2/entities.py: Stack.set_resource_status",
        f"{API}API_ListStackResources.html",
        updates.with_removed_retained,
    ),
    Difference(
        "indirect-in-place",
        "What an attribute of another resource replaces is updated in place, if its type is none of the plugin's.",
        f"{ENGINE}change_set_model.py: _resolve_requires_replacement",
        f"{GUIDE}using-cfn-updating-stacks-update-behaviors.html",
        updates.with_indirect_in_place,
    ),
    Difference(
        "reference-replaces",
        "What is modified is replaced if a property that means replacement refers to a resource that changes somehow.",
        f"{ENGINE}change_set_model.py: _resolve_intrinsic_function_ref",
        f"{GUIDE}using-cfn-updating-stacks-update-behaviors.html",
        updates.with_references_replacing,
    ),
    Difference(
        "replaced-not-listed",
        "ListStackResources leaves out a resource that has been replaced, or has it as DELETE_SKIPPED.",
        f"{ENGINE}change_set_model_executor.py: _execute_resource_change",
        f"{API}API_ListStackResources.html",
        updates.with_replaced_gone,
    ),
    Difference(
        "role-replaced",
        "A role whose trust or whose managed policies change is deleted and made anew.",
        "services/iam/resource_providers/aws_iam_role.py: update",
        f"{REFERENCE}aws-resource-iam-role.html",
        updates.with_roles_replaced,
    ),
    Difference(
        "topic-replaced",
        "A topic without a name that changes is deleted and made anew.",
        "services/sns/resource_providers/aws_sns_topic.py: update",
        f"{REFERENCE}aws-resource-sns-topic.html",
        updates.with_topics_replaced,
    ),
    Difference(
        "machine-name",
        "A state machine has no attribute Name any more once it has been updated.",
        "services/stepfunctions/resource_providers/aws_stepfunctions_statemachine.py: update",
        f"{REFERENCE}aws-resource-stepfunctions-statemachine.html",
        updates.without_machine_name,
    ),
    Difference(
        "dropped-property",
        "An output without a condition, of an attribute with the name of a property that an update drops, is dropped.",
        f"{ENGINE}change_set_model_preproc.py: _resolve_attribute",
        f"{REFERENCE}intrinsic-function-reference-getatt.html",
        updates.without_dropped_properties,
    ),
    Difference(
        "never-conditional",
        "Replacement is never Conditional, and attributes of other resources do not count.",
        f"{ENGINE}change_set_model_describer.py: _register_resource_change",
        f"{API}API_ResourceChange.html",
        updates.without_conditional,
    ),
    Difference(
        "dependents-not-changed",
        "A change set leaves out a resource that changes only because it refers to one that changes.",
        f"{ENGINE}change_set_model_describer.py: visit_node_resources",
        f"{API}API_ResourceChangeDetail.html",
        updates.without_dependents,
    ),
    Difference(
        "policies-not-changed",
        "A change set leaves out a resource of which only DeletionPolicy, UpdateReplacePolicy or Metadata change.",
        f"{ENGINE}change_set_model_preproc.py: PreprocResource.__eq__",
        f"{API}API_ResourceChange.html",
        updates.without_policies,
    ),
    Difference(
        "changes-without-details",
        "A change in a change set has no Details.",
        f"{ENGINE}change_set_model_describer.py: _register_resource_change",
        f"{API}API_ResourceChange.html",
        updates.without_details,
    ),
)
"""In the order in which facts are changed."""
