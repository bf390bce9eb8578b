"""Exports: unique in an account and region, and kept while another stack imports them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
"""

from collections.abc import Iterator, Mapping

from cfnproof.emulator.cloudformation.engine.evaluation import Evaluation
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.language.outputs import Output
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Stack, Stacks


def take_outputs(run: Run, evaluation: Evaluation) -> None:
    """Give the stack its new outputs, and remember what it imports.

    Raises ServiceError where an output has no value, or its export may not be.
    """
    outputs = evaluation.outputs()
    with run.context.state.lock:
        check_free(run, outputs)
        run.stack.outputs, run.stack.imports = outputs, frozenset(evaluation.imports)


def check_free(run: Run, outputs: Mapping[str, Output]) -> None:
    """Raise ServiceError where an export's name belongs to another stack, or one in use would change or go."""
    taken = run.context.state.exports()
    for output in outputs.values():
        owner = taken[output.export][0] if output.export in taken else run.stack
        if owner is not run.stack:
            message = f"Export with name {output.export} is already exported by stack {owner.name}"
            raise refusal(message)
    now = {output.export: output.value for output in outputs.values() if output.export}
    for before in run.stack.outputs.values():
        users = [stack.name for stack in importers(run.context.state, run.stack, before.export)]
        if before.export is None or not users or now.get(before.export) == before.value:
            continue
        if before.export in now:
            message = f"Export {before.export} cannot be updated as it is in use by {' and '.join(users)}"
        else:
            message = f"Delete canceled. Cannot delete export {before.export} as it is in use by {' and '.join(users)}"
        raise refusal(message)


def used(state: Stacks, stack: Stack) -> str | None:
    """Why a stack cannot be deleted, None where nobody imports from it."""
    for output in stack.outputs.values():
        users = [one.name for one in importers(state, stack, output.export)]
        if users:
            return f"Delete canceled. Cannot delete export {output.export} as it is in use by {' and '.join(users)}."
    return None


def importers(state: Stacks, exporter: Stack, name: str | None) -> Iterator[Stack]:
    """The stacks that import an export, or did before an update that has not come to its end."""
    if name is None:
        return
    for stack in state.stacks.values():
        held = stack.imports | (stack.rollback.imports if stack.rollback else frozenset())
        if not stack.gone and stack is not exporter and name in held:
            yield stack
