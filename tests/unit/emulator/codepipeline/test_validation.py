"""What CodePipeline refuses at create and at update."""

from collections.abc import Callable
from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import ACCOUNT, Emulated
from tests.unit.emulator.codepipeline.conftest import APPROVAL, ARN, CHANGE_SET, ROLE, SOURCE, declaration

_GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide"
_STRUCTURE = f"{_GUIDE}/reference-pipeline-structure.html"
_ARTIFACTS = f"{_GUIDE}/reference-action-artifacts.html"
_VARIABLES = f"{_GUIDE}/reference-variables.html"
_CONDITIONS = f"{_GUIDE}/stage-conditions.html"
_TRIGGERS = f"{_GUIDE}/pipelines-filter.html"
_V2 = f"{_GUIDE}/pipeline-types.html"
_REGIONS = f"{_GUIDE}/actions-create-cross-region.html"
_STORE = "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html"
_LIMITS = f"{_GUIDE}/limits.html"
_PUSH = {"providerType": "CodeStarSourceConnection", "gitConfiguration": {"sourceActionName": "Fetch"}}
Change = Callable[[dict[str, Any]], Any]
Fault = tuple[str, Change, str, str, str]


def put(path: str, value: object) -> Change:
    """Set what is at a path of keys and numbers."""
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]

    def change(pipeline: dict[str, Any]) -> None:
        place: Any = pipeline
        for step in way:
            place = place[step]
        place[last] = value

    return change


_FIRST, _DEPLOY, _CHANGE = "stages.0.actions.0", "stages.1.actions", "stages.1.actions.1"
_STRUCT, _STAGE, _ACTION = (
    f"Invalid{kind}Exception" for kind in ("Structure", "StageDeclaration", "ActionDeclaration")
)
FAULTS: list[Fault] = [
    ("one stage", lambda p: p["stages"].pop(), _STRUCT, "Pipeline has only 1 stage(s).", _STRUCTURE),
    (
        "too many stages",
        lambda p: p["stages"].extend({"name": f"S{n}", "actions": [APPROVAL]} for n in range(49)),
        _STRUCT,
        "Pipeline has 51 stages.",
        _LIMITS,
    ),
    ("stage names", put("stages.1.name", "Source"), _STRUCT, "Source has been used more than once", _STRUCTURE),
    ("action names", put(f"{_CHANGE}.name", "Approve"), _STAGE, "Approve has been used more than once", _STRUCTURE),
    ("empty stage", put(_DEPLOY, []), _STAGE, "Stage Deploy has 0 actions.", _STRUCTURE),
    (
        "no source first",
        put(_FIRST, APPROVAL),
        _STRUCT,
        "Pipeline should start with a stage that only contains source actions",
        _STRUCTURE,
    ),
    (
        "mixed first stage",
        lambda p: p["stages"][0]["actions"].append(APPROVAL),
        _STRUCT,
        "Pipeline should start with a stage that only contains source actions",
        _STRUCTURE,
    ),
    (
        "source later",
        put(f"{_DEPLOY}.0", {**SOURCE, "outputArtifacts": [{"name": "More"}], "namespace": "More"}),
        _STRUCT,
        "Only the first stage can contain source actions",
        _STRUCTURE,
    ),
    ("no store", lambda p: p.pop("artifactStore"), _STRUCT, "either artifactStore or artifactStores", _STORE),
    (
        "both stores",
        put("artifactStores", {"eu-west-1": {"type": "S3", "location": "other"}}),
        _STRUCT,
        "either artifactStore or artifactStores",
        _STORE,
    ),
    ("variables of V1", put("variables", [{"name": "Stage"}]), _STRUCT, "set pipelineType to V2", _V2),
    ("mode of V1", put("executionMode", "QUEUED"), _STRUCT, "Execution mode QUEUED is only supported", _V2),
    (
        "unknown provider",
        put(f"{_CHANGE}.actionTypeId.provider", "Cloudformation"),
        _ACTION,
        (
            "ActionType (Category: 'Deploy', Provider: 'Cloudformation', Owner: 'AWS', Version: '1') "
            "in action 'Change' is not available in region 'EU_WEST_1'"
        ),
        f"{_GUIDE}/actions-valid-providers.html",
    ),
    (
        "unknown version",
        put(f"{_CHANGE}.actionTypeId.version", "9"),
        _ACTION,
        "Version: '9') in action 'Change' is not available",
        f"{_GUIDE}/actions-valid-providers.html",
    ),
    (
        "custom action",
        put(f"{_CHANGE}.actionTypeId.owner", "Custom"),
        _ACTION,
        "Owner: 'Custom'",
        f"{_GUIDE}/actions-create-custom-action.html",
    ),
    (
        "too few outputs",
        put(f"{_FIRST}.outputArtifacts", []),
        _ACTION,
        "Action Fetch declares 0 output artifacts which is less than the minimum count (1)",
        _ARTIFACTS,
    ),
    (
        "too many inputs",
        put(f"{_DEPLOY}.0.inputArtifacts", [{"name": "Code"}]),
        _ACTION,
        "Action Approve declares 1 input artifacts which is more than the maximum count (0)",
        _ARTIFACTS,
    ),
    (
        "unknown artifact",
        put(f"{_CHANGE}.inputArtifacts", [{"name": "Built"}]),
        _ACTION,
        "Input Artifact Bundle Built in action Change is not declared as Output Artifact Bundle",
        _STRUCTURE,
    ),
    (
        "artifact of the same run order",
        lambda p: p["stages"][1]["actions"].extend(
            [
                {**CHANGE_SET, "name": "Make", "outputArtifacts": [{"name": "Made"}]},
                {**CHANGE_SET, "name": "Use", "inputArtifacts": [{"name": "Made"}]},
            ]
        ),
        _ACTION,
        "Input Artifact Bundle Made in action Use is not declared",
        _STRUCTURE,
    ),
    (
        "output twice",
        put(f"{_CHANGE}.outputArtifacts", [{"name": "Code"}]),
        _ACTION,
        "Output Artifact Bundle name must be unique within the pipeline. Code has been used more than once.",
        _STRUCTURE,
    ),
    (
        "required key",
        lambda p: p["stages"][0]["actions"][0]["configuration"].pop("BranchName"),
        _ACTION,
        "Action configuration for action 'Fetch' is missing required configuration 'BranchName'",
        f"{_GUIDE}/action-reference-CodeCommit.html",
    ),
    (
        "key required by a mode",
        lambda p: p["stages"][1]["actions"][1]["configuration"].pop("ChangeSetName"),
        _ACTION,
        "Action configuration for action 'Change' is missing required configuration 'ChangeSetName'",
        f"{_GUIDE}/action-reference-CloudFormation.html",
    ),
    (
        "unknown key",
        put(f"{_FIRST}.configuration.Branch", "main"),
        _ACTION,
        "Action configuration for action 'Fetch' contains unknown configuration 'Branch'",
        f"{_GUIDE}/action-reference-CodeCommit.html",
    ),
    (
        "unknown value",
        put(f"{_CHANGE}.configuration.ActionMode", "CREATE"),
        _ACTION,
        "has value 'CREATE' for 'ActionMode'",
        f"{_GUIDE}/action-reference-CloudFormation.html",
    ),
    (
        "namespace twice",
        put(f"{_CHANGE}.namespace", "Code"),
        _ACTION,
        "Namespaces must be unique across the pipeline definition.",
        _VARIABLES,
    ),
    ("triggers", put("triggers", [_PUSH]), _STRUCT, "triggers of pipeline release is not", _TRIGGERS),
    (
        "stage condition",
        put("stages.1.onFailure", {"result": "ROLLBACK"}),
        _STRUCT,
        "onFailure of stage Deploy is not emulated",
        _CONDITIONS,
    ),
    (
        "entry condition",
        put("stages.1.beforeEntry", {"conditions": [{"result": "FAIL"}]}),
        _STRUCT,
        "beforeEntry of stage Deploy is not emulated",
        _CONDITIONS,
    ),
    ("other Region", put(f"{_CHANGE}.region", "us-east-1"), _STRUCT, "region us-east-1 of action Change", _REGIONS),
    (
        "full clone",
        put("stages.0.actions.0.configuration.OutputArtifactFormat", "CODEBUILD_CLONE_REF"),
        _STRUCT,
        "OutputArtifactFormat CODEBUILD_CLONE_REF of action Fetch in stage Source is not emulated",
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html",
    ),
    ("stage name", put("stages.1.name", "De ploy"), "ValidationException", "'pipeline.stages.2.member.name'", _STORE),
]


@pytest.mark.parametrize("operation", ["CreatePipeline", "UpdatePipeline"])
@pytest.mark.parametrize("fault", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_declaration_that_is_refused(codepipeline: Emulated, operation: str, fault: Fault) -> None:
    """The page documents what is asked."""
    _, change, code, message, page = fault
    if operation == "UpdatePipeline":
        codepipeline.call("CreatePipeline", pipeline=declaration())
    faulty = declaration()
    change(faulty)
    with pytest.raises(ServiceError) as error:
        codepipeline.call(operation, pipeline=faulty)
    assert (error.value.code, message in error.value.message) == (code, True), f"{error.value} {page}"
    versions = [one["version"] for one in codepipeline.call("ListPipelines")["pipelines"]]
    assert versions == ([1] if operation == "UpdatePipeline" else [])


def test_a_role_that_does_not_trust_codepipeline(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html."""
    codepipeline.clients.roles.clear()
    with pytest.raises(ServiceError) as error:
        codepipeline.call("CreatePipeline", pipeline=declaration())
    assert error.value.code == "InvalidStructureException"
    assert error.value.message == f"CodePipeline is not authorized to perform AssumeRole on role {ROLE}"


def test_the_role_is_assumed_for_the_pipeline(codepipeline: Emulated) -> None:
    """A trust policy may ask for the pipeline's ARN, of which AWS's guide says nothing."""
    codepipeline.call("CreatePipeline", pipeline=declaration())
    assert {source for role, source in codepipeline.clients.assumed if role == ROLE} == {ARN}


def test_a_role_of_an_action_is_assumed_by_the_pipelines_role(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html."""
    other = f"arn:aws:iam::{ACCOUNT}:role/action"
    pipeline = declaration()
    put(f"{_CHANGE}.roleArn", other)(pipeline)
    codepipeline.clients.answers["assume_role"] = "AccessDenied"
    with pytest.raises(ServiceError, match=f"{ROLE} is not authorized to perform AssumeRole on role {other}"):
        codepipeline.call("CreatePipeline", pipeline=pipeline)
    codepipeline.clients.answers["assume_role"] = {}
    codepipeline.call("CreatePipeline", pipeline=pipeline)
    assumed = [(who, asked["RoleArn"]) for who, method, asked in codepipeline.clients.asked if method == "assume_role"]
    assert assumed == [(ROLE, other)] * 2


BUCKETS = [
    ("NoSuchBucket", "No bucket with the name artifacts was found."),
    ({"LocationConstraint": None}, "The bucket is in 'us-east-1'."),
]


@pytest.mark.parametrize(("told", "message"), BUCKETS, ids=["missing", "in another Region"])
def test_a_bucket_that_cannot_be_used(codepipeline: Emulated, told: object, message: str) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ArtifactStore.html."""
    codepipeline.clients.answers["get_bucket_location"] = told
    with pytest.raises(ServiceError, match="while validating the artifact bucket 'artifacts'") as error:
        codepipeline.call("CreatePipeline", pipeline=declaration())
    assert (error.value.code, message in error.value.message) == ("InvalidStructureException", True)
    assert codepipeline.clients.asked == [(ROLE, "get_bucket_location", {"Bucket": "artifacts"})]


def test_a_bucket_that_the_role_may_not_look_at(codepipeline: Emulated) -> None:
    """The first action says so: https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html."""
    codepipeline.clients.answers["get_bucket_location"] = "AccessDenied"
    assert codepipeline.call("CreatePipeline", pipeline=declaration())["pipeline"]["version"] == 1


def test_an_old_name_of_a_region_is_that_region(codepipeline: Emulated) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html."""
    codepipeline.clients.answers["get_bucket_location"] = {"LocationConstraint": "EU"}
    assert codepipeline.call("CreatePipeline", pipeline=declaration())["pipeline"]["version"] == 1
