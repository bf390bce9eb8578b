"""Operations on pipelines.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html
"""

from operator import attrgetter
from typing import Final

from cfnproof.emulator.codepipeline.declaration.access import check_access
from cfnproof.emulator.codepipeline.declaration.actions import check_actions
from cfnproof.emulator.codepipeline.declaration.model import normalized, read
from cfnproof.emulator.codepipeline.declaration.not_emulated import check_emulated
from cfnproof.emulator.codepipeline.declaration.structure import check_structure
from cfnproof.emulator.codepipeline.errors import pipeline_not_found
from cfnproof.emulator.codepipeline.executions import flow, polling
from cfnproof.emulator.codepipeline.executions.model import Trigger
from cfnproof.emulator.codepipeline.executions.starting import Start, begin, starts_alone
from cfnproof.emulator.codepipeline.executions.worker import drive
from cfnproof.emulator.codepipeline.operations import tags
from cfnproof.emulator.codepipeline.operations.lookup import paged, pipeline_named
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_PAGE: Final = 1000


class PipelineOperations:
    """Create, describe, list, change and delete pipelines."""

    def create_pipeline(self, context: CodePipelineContext, request: Request) -> Answer:
        """Make a pipeline of version 1, and run it once where its variables have defaults."""
        name, wanted = request["pipeline"]["name"], tags.as_mapping(request.get("tags") or [])
        if name in context.state.pipelines:
            raise _name_taken(context, name)
        tags.check(wanted, tags.arn(context, name))
        _check(context, request)
        now = context.clock.now()
        made = Pipeline(name, (normalized(request["pipeline"], 1),), now, now, wanted)
        with context.state.lock:
            if context.state.pipelines.setdefault(name, made) is not made:
                raise _name_taken(context, name)
        if starts_alone(made.declaration):
            begin(context, made, Start(Trigger("CreatePipeline", context.caller.arn)))
        polling.watch(context, made)
        return {"pipeline": made.current} | ({"tags": tags.as_list(wanted)} if wanted else {})

    def update_pipeline(self, context: CodePipelineContext, request: Request) -> Answer:
        """Make the next version; executions under way are cancelled when their running actions have ended.

        A version in the request is not heeded.
        """
        pipeline = pipeline_named(context, request["pipeline"]["name"])
        _check(context, request)
        with context.state.lock:
            if context.state.pipelines.get(pipeline.name) is not pipeline:
                raise pipeline_not_found(context, pipeline.name)
            declaration = normalized(request["pipeline"], len(pipeline.versions) + 1)
            pipeline.versions, pipeline.updated = (*pipeline.versions, declaration), context.clock.now()
            drive(context, pipeline, lambda: flow.outdate(context, pipeline))
        polling.watch(context, pipeline)
        return {"pipeline": declaration}

    def get_pipeline(self, context: CodePipelineContext, request: Request) -> Answer:
        """One version of a pipeline, the newest where none is named."""
        pipeline = pipeline_named(context, request["name"])
        version = request.get("version") or len(pipeline.versions)
        if version > len(pipeline.versions):
            raise ServiceError(
                "PipelineVersionNotFoundException", f"Pipeline '{pipeline.name}' does not have a version {version}"
            )
        metadata = {
            "pipelineArn": tags.arn(context, pipeline.name),
            "created": pipeline.created,
            "updated": pipeline.updated,
        }
        return {"pipeline": pipeline.versions[version - 1], "metadata": metadata}

    def delete_pipeline(self, context: CodePipelineContext, request: Request) -> Answer:
        """Delete a pipeline, and abandon its running actions; one that is not there is no error."""
        with context.state.lock:
            deleted = context.state.pipelines.pop(request["name"], None)
            for execution in deleted.executions if deleted else ():
                flow.give_up(context, execution)
        return {}

    def list_pipelines(self, context: CodePipelineContext, request: Request) -> Answer:
        """A summary of all pipelines, by name."""
        with context.state.lock:
            found = sorted(context.state.pipelines.values(), key=attrgetter("name"))
        part = paged("ListPipelines", found, request.get("nextToken"), request.get("maxResults", _PAGE))
        summaries = [
            {"name": one.name, "created": one.created, "updated": one.updated}
            | {member: one.current[member] for member in ("version", "pipelineType", "executionMode")}
            for one in part.items
        ]
        return {"pipelines": summaries} | ({"nextToken": part.next_token} if part.next_token else {})


def _check(context: CodePipelineContext, request: Request) -> None:
    pipeline = read(request["pipeline"])
    check_emulated(pipeline, context.region)
    check_structure(pipeline)
    check_actions(pipeline, context.region)
    check_access(context, pipeline)


def _name_taken(context: CodePipelineContext, name: str) -> ServiceError:
    return ServiceError(
        "PipelineNameInUseException", f"A pipeline with the name '{name}' already exists in account '{context.account}'"
    )
