"""What the roles of a pipeline do.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-cross-region.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.requirement import Unit
from cfnproof.least_privilege.requirements.scope import Leaf, Unknown
from cfnproof.least_privilege.workloads import pipelines
from tests.unit.least_privilege.projects.sample import given, joined
from tests.unit.least_privilege.workloads import (
    OF_ACCOUNT,
    ROLE,
    SHOWN_ROLE,
    Json,
    action,
    conditions,
    found_in,
    needs,
    pipeline,
    project,
    starts,
)

KEY: Final = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SHOWN_KEY: Final = KEY.replace("arn:aws:", "arn:${AWS::Partition}:")
MACHINE: Final = "arn:aws:states:us-east-1:111122223333:stateMachine:m"
STORE: Final = {"Type": "S3", "Location": "artifacts", "EncryptionKey": {"Id": KEY, "Type": "KMS"}}
STACK: Final = {"ActionMode": "CHANGE_SET_EXECUTE", "StackName": "Prod", "ChangeSetName": "changes"}


def unit_of(units: tuple[Unit, ...], name: str, title: str = "") -> Unit:
    """The unit of this name, and with this in its title."""
    (found,) = (unit for unit in units if unit.name == name and title in unit.title)
    return found


def test_the_service_role(tmp_path: Path) -> None:
    """It is trusted for the pipeline, uses its store, and does what its actions take."""
    of = project(tmp_path, {"P": pipeline(starts(MACHINE))})
    (found,) = found_in(pipelines, of)["pipeline"]
    assert found.title == "pipeline 'P'"
    assert [unit.name for unit in found.units] == ["trust", "store", "action", "action"]
    assert unit_of(found.units, "action", "'StepFunctions'").title == "action 'StepFunctions' of stage 'Work'"
    shown = needs([found])
    assert shown["codepipeline-trust"] == ["*"]
    assert shown["codepipeline-store-bucket"] == ["arn:${AWS::Partition}:s3:::artifacts"]
    assert shown["codepipeline-codecommit-source"] == [f"arn:${{AWS::Partition}}:codecommit:{OF_ACCOUNT}:repo"]
    assert shown["codepipeline-stepfunctions"] == [MACHINE.replace("arn:aws:", "arn:${AWS::Partition}:")]
    assert not any(row.startswith("?") or "key" in row for row in shown)
    assert conditions([found], "codepipeline-trust")[1].endswith(f":codepipeline:{OF_ACCOUNT}:line")


def test_a_pipeline_without_name(tmp_path: Path) -> None:
    """What CloudFormation will call it is a pattern."""
    of = project(tmp_path, {"P": {**pipeline(), "Properties": {"RoleArn": f"{ROLE}pipeline", "Stages": []}}})
    (found,) = found_in(pipelines, of)["pipeline"]
    assert conditions([found], "codepipeline-trust")[1].endswith(":${app/AWS::StackName}-P-*")


def test_a_store_with_a_key(tmp_path: Path) -> None:
    """The key is S3's to use."""
    (found,) = found_in(pipelines, project(tmp_path, {"P": pipeline(ArtifactStore=STORE)}))["pipeline"]
    assert needs([found])["codepipeline-store-key"] == [SHOWN_KEY]
    assert conditions([found], "codepipeline-store-key") == ["kms:ViaService s3.${AWS::Region}.amazonaws.com"]


def test_a_store_that_the_template_makes(tmp_path: Path) -> None:
    """Bucket and key by their names."""
    store = {"Type": "S3", "Location": {"Ref": "B"}, "EncryptionKey": {"Id": {"Ref": "K"}, "Type": "KMS"}}
    made = {"B": {"Type": "AWS::S3::Bucket"}, "K": {"Type": "AWS::KMS::Key"}}
    (found,) = found_in(pipelines, project(tmp_path, {"P": pipeline(ArtifactStore=store), **made}))["pipeline"]
    assert needs([found])["codepipeline-store-key"] == [f"arn:${{AWS::Partition}}:kms:{OF_ACCOUNT}:key/${{app/K}}"]
    assert needs([found])["codepipeline-store-bucket"] == ["arn:${AWS::Partition}:s3:::${app/B}"]


def test_a_store_whose_key_is_an_alias(tmp_path: Path) -> None:
    """Which key it is is not known."""
    store = {**STORE, "EncryptionKey": {"Id": "alias/artifacts", "Type": "KMS"}}
    (found,) = found_in(pipelines, project(tmp_path, {"P": pipeline(ArtifactStore=store)}))["pipeline"]
    assert needs([found])["? kms:Decrypt kms:GenerateDataKey"] == ["the kms of 'Key'"]


def test_stores_of_several_regions(tmp_path: Path) -> None:
    """Each of them is used, its key through S3 of its own region."""
    west = KEY.replace("us-east-1", "eu-west-1")
    stores = [
        {"Region": "us-east-1", "ArtifactStore": {**STORE, "Location": "east"}},
        {"Region": "eu-west-1", "ArtifactStore": {"Type": "S3", "Location": "west", "EncryptionKey": {"Id": west}}},
    ]
    (found,) = found_in(pipelines, project(tmp_path, {"P": pipeline(ArtifactStores=stores)}))["pipeline"]
    shown = needs([found])
    assert shown["codepipeline-store-bucket"] == ["arn:${AWS::Partition}:s3:::east", "arn:${AWS::Partition}:s3:::west"]
    assert shown["codepipeline-store-key"] == [SHOWN_KEY, west.replace("arn:aws:", "arn:${AWS::Partition}:")]
    assert conditions([found], "codepipeline-store-key")[1] == "kms:ViaService s3.eu-west-1.amazonaws.com"


def test_an_action_in_another_region(tmp_path: Path) -> None:
    """The stack is there; what is not known of it is said."""
    of = project(tmp_path, {"P": pipeline(action("Deploy", "CloudFormation", STACK, Region="eu-west-1"))})
    shown = needs(found_in(pipelines, of)["pipeline"])
    own = f"arn:${{AWS::Partition}}:cloudformation:{OF_ACCOUNT}:stack/Prod/*"
    assert own not in shown.get("codepipeline-cloudformation-execute-change-set", [])


def test_an_action_with_a_role_of_its_own(tmp_path: Path) -> None:
    """The service role assumes it, and it does the action and uses the store."""
    of = project(tmp_path, {"P": pipeline(starts(MACHINE) | {"RoleArn": f"{ROLE}acting"}, ArtifactStore=STORE)})
    found = found_in(pipelines, of)
    assert needs(found["pipeline"])["codepipeline-action-role"] == [f"{SHOWN_ROLE}acting"]
    assert "codepipeline-stepfunctions" not in needs(found["pipeline"])
    (acting,) = found["acting"]
    assert acting.title == "action 'StepFunctions' of stage 'Work'"
    assert [unit.name for unit in acting.units] == ["action", "store"]
    assert {"codepipeline-stepfunctions", "codepipeline-store-key"} <= set(needs([acting]))


def test_what_an_action_s_scope_holds(tmp_path: Path) -> None:
    """What it is, its settings, its artifacts, the pipeline's name, and the store around."""
    more = {"OutputArtifacts": [{"Name": "Out"}]}
    of = project(tmp_path, {"P": pipeline(starts(MACHINE, InputType="FilePath", Input="i.json") | more)})
    (found,) = found_in(pipelines, of)["pipeline"]
    scope = unit_of(found.units, "action", "'StepFunctions'").scope
    wanted = {
        "Category": "Invoke",
        "Owner": "AWS",
        "Provider": "StepFunctions",
        "InputType": "FilePath",
        "InputArtifacts": "Pushed",
        "OutputArtifacts": "Out",
        "PipelineName": "line",
        "Bucket": "artifacts",
    }
    assert {name: value(scope.find(name)) for name in wanted} == wanted
    assert scope.find("Key") is None
    assert unit_of(found.units, "action", "'Source'").scope.find("InputArtifacts") is None


def value(found: object) -> str:
    """The one value of a leaf."""
    assert isinstance(found, Leaf)
    (only,) = found.values
    return joined(only)


TOPICS: Final = {
    "Open": {"Type": "AWS::SNS::Topic"},
    "Secret": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": {"Ref": "K"}}},
    "ByAws": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "alias/aws/sns"}},
    "K": {"Type": "AWS::KMS::Key"},
}


def approval(topic: Json) -> Json:
    """A pipeline with an approval that publishes to a topic."""
    return pipeline(action("Approval", "Manual", {"NotificationArn": topic}))


@pytest.mark.parametrize(("topic", "keys"), [("Open", 0), ("Secret", 1), ("ByAws", 0)])
def test_an_approval_with_a_topic_of_the_template(topic: str, keys: int, tmp_path: Path) -> None:
    """An encrypted one takes its key; that of AWS's own lets SNS's callers use it."""
    of = project(tmp_path, {"P": approval({"Ref": topic}), **TOPICS})
    shown = needs(found_in(pipelines, of)["pipeline"])
    assert shown["codepipeline-approval-notification"] == [f"arn:${{AWS::Partition}}:sns:{OF_ACCOUNT}:${{app/{topic}}}"]
    key = f"arn:${{AWS::Partition}}:kms:{OF_ACCOUNT}:key/${{app/K}}"
    assert shown.get("codepipeline-approval-notification-key", []) == [key] * keys
    assert not any(row.startswith("?") for row in shown)


def test_an_approval_with_a_topic_of_another_stack(tmp_path: Path) -> None:
    """By a parameter that is its output."""
    settings = given({"Topic": "${base.Topic}"}) + given({}, "base.yaml", "base")
    base = {"Resources": TOPICS, "Outputs": {"Topic": {"Value": {"Ref": "Secret"}}}}
    parameters = {"Topic": {"Type": "String"}}
    of = project(tmp_path, {"P": approval({"Ref": "Topic"})}, settings, parameters=parameters, base=base)
    shown = needs(found_in(pipelines, of)["pipeline"])
    assert shown["codepipeline-approval-notification-key"] == [
        f"arn:${{AWS::Partition}}:kms:{OF_ACCOUNT}:key/${{base/K}}"
    ]


def test_an_approval_with_a_topic_that_is_not_known(tmp_path: Path) -> None:
    """Whether it takes a key is not known, but it is published to."""
    parameters = {"Topic": {"Type": "String", "AllowedPattern": "^arn:aws:sns:[^:]+:[0-9]+:.+$"}}
    of = project(tmp_path, {"P": approval({"Ref": "Topic"})}, parameters=parameters)
    (found,) = found_in(pipelines, of)["pipeline"]
    shown = needs([found])
    arn = "arn:${AWS::Partition}:sns:${app/Topic#region}:${app/Topic#account}:${app/Topic#resource}"
    assert shown["codepipeline-approval-notification"] == [arn]
    assert shown["? kms:Decrypt kms:GenerateDataKey"] == [f"whether topic {arn!r} is encrypted with a key"]
    assert isinstance(unit_of(found.units, "action", "'Manual'").scope.find("NotificationKey"), Unknown)


def test_an_approval_without_topic(tmp_path: Path) -> None:
    """It needs nothing."""
    shown = needs(found_in(pipelines, project(tmp_path, {"P": pipeline(action("Approval", "Manual", {}))}))["pipeline"])
    assert not any("approval" in row or row.startswith("?") for row in shown)


def test_an_action_that_no_table_knows(tmp_path: Path) -> None:
    """It may need anything."""
    of = project(tmp_path, {"P": pipeline(action("Deploy", "Novel", {}))})
    assert needs(found_in(pipelines, of)["pipeline"])["?"] == [
        "what codepipeline Deploy, AWS, Novel needs: no table says it"
    ]


def test_variables_in_a_configuration(tmp_path: Path) -> None:
    """What they stand for is not known: they are no part of a resource."""
    act = action("Invoke", "Lambda", {"FunctionName": "f-#{Source.Name}"})
    shown = needs(found_in(pipelines, project(tmp_path, {"P": pipeline(act)}))["pipeline"])
    assert shown["? lambda:InvokeFunction"] == ["the variable '#{Source.Name}'"]
    assert not any("#{" in one for row, those in shown.items() if row[0] != "?" for one in those)


def with_rules(*rules: Json, way: str = "BeforeEntry") -> Json:
    """A pipeline whose stage `Work` has a condition of these rules."""
    made = pipeline(starts(MACHINE))
    made["Properties"]["Stages"][1][way] = {"Conditions": [{"Result": "FAIL", "Rules": list(rules)}]}
    return made


def rule_of(name: str, **more: Json) -> Json:
    """A rule of a condition."""
    kind = {"Category": "Rule", "Owner": "AWS", "Provider": "CloudWatchAlarm", "Version": "1"}
    return {"Name": name, "RuleTypeId": kind, "Configuration": {"AlarmName": "al"}, **more}


@pytest.mark.parametrize("way", ["BeforeEntry", "OnSuccess", "OnFailure"])
def test_the_rules_of_a_condition(way: str, tmp_path: Path) -> None:
    """What they need is not known, of the pipeline's role and of a rule's own."""
    own = rule_of("own", RoleArn=f"{ROLE}rule")
    found = found_in(pipelines, project(tmp_path, {"P": with_rules(rule_of("alarm"), own, way=way)}))
    (unknown,) = (one for workload in found["pipeline"] for one in workload.unresolved)
    assert unknown.title == "stage 'Work' of pipeline 'P'"
    assert unknown.what == "what its rule 'alarm' asks for"
    assert unknown.actions == ()
    assert "codepipeline-stepfunctions" in needs(found["pipeline"])
    ((of_own,),) = (workload.unresolved for workload in found["rule"])
    assert of_own.what == "what its rule 'own' asks for"


def test_stages_without_conditions(tmp_path: Path) -> None:
    """Nothing is unknown."""
    found = found_in(pipelines, project(tmp_path, {"P": pipeline(starts(MACHINE))}))
    assert not any(workload.unresolved for workload in found["pipeline"])
