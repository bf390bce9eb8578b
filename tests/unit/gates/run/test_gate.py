"""The run gate: what it brings to pipelines, how it follows them, and what those that do not succeed come to."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cfnproof.config import Config, find, read
from cfnproof.errors import ConfigError
from cfnproof.findings import Finding, GateResult, Place, Severity
from cfnproof.gates.gate import Job
from cfnproof.gates.run import gate
from cfnproof.gates.run.watch import Subject
from cfnproof.hosts import registry
from cfnproof.hosts.host import Host
from cfnproof.hosts.pipeline_records import Execution
from cfnproof.hosts.stack_requests import OnEvent
from cfnproof.template.model import Template
from tests.unit.gates.run.project import BASE, FILES, PIPELINE, RULE, SETTINGS, TRIGGERED, lay_out, line_of


@dataclass
class Seen:
    """What the gate told, and what its account held in the end."""

    stacks: set[str] = field(default_factory=set)
    executions: dict[str, list[Execution]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)

    def stack(self, name: str, _template: Template) -> OnEvent:
        """Keep the stack's name."""
        self.stacks.add(name)
        return lambda _event: None

    def execution(self, subject: Subject, execution: Execution) -> None:
        """Keep how it was last seen."""
        others = [one for one in self.executions.get(subject.stack, []) if one.id != execution.id]
        self.executions[subject.stack] = [*others, execution]

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)

    def look(self, host: Host) -> None:
        """Keep the objects that the pipelines have written."""
        s3: Any = host.client("s3")
        for bucket in s3.list_buckets()["Buckets"]:
            for one in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", ()):
                self.objects[one["Key"]] = s3.get_object(Bucket=bucket["Name"], Key=one["Key"])["Body"].read()


def proven(config: Config, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> tuple[GateResult, Seen]:
    """What the gate says of these templates, and what was seen meanwhile."""
    seen, moto = Seen(), registry.HOSTS["moto"]

    @contextmanager
    def looked_at(region: str, *, endpoint_url: str | None, enforce_iam: bool) -> Iterator[Host]:
        with moto(region, endpoint_url=endpoint_url, enforce_iam=enforce_iam) as host:
            yield host
            seen.look(host)

    monkeypatch.setattr(registry, "HOSTS", {"moto": looked_at})
    job = Job(tuple(config.root / f"{name}.yaml" for name in names), config)
    return gate.prove(job, gate.Settings(timeout=20, start_timeout=0.3, watch=seen)), seen


def test_a_pipeline_that_succeeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The push starts it, the gate approves; files are filled in as they are pushed, objects uploaded as they are."""
    config = lay_out(tmp_path, app=TRIGGERED)
    result, seen = proven(config, ("base", "app"), monkeypatch)
    assert (result.findings, result.errors) == ((), ())
    assert result.files == (tmp_path / "app.yaml",)
    assert re.fullmatch(r"app/Pipeline: Succeeded\nIAM: [1-9]\d* decisions, 0 denied", "\n".join(result.notes))
    assert seen.stacks == {"base", "app"}
    (execution,) = seen.executions["app"]
    assert [(one.name, one.status) for one in execution.latest()] == [
        ("Take", "Succeeded"),
        ("Copy", "Succeeded"),
        ("Look", "Succeeded"),
    ]
    assert execution.action("Look").summary == "Approved by cfnproof's run gate"
    assert not any("started by the gate" in note for note in seen.notes)
    assert seen.objects["out/notes.txt"] == FILES["notes.txt"].encode()
    assert b"${" not in seen.objects["out/settings.json"]
    assert seen.objects["data/table.csv"] == FILES["table.csv"].encode()


DEFECTS: Mapping[str, str] = {
    "failing": TRIGGERED.replace("{BucketName: !Ref BucketName, Extract", "{BucketName: nobody-s-bucket-1f, Extract"),
    "disabled": TRIGGERED.replace("State: ENABLED", "State: DISABLED"),
    "untrusted": TRIGGERED.replace("          RoleArn: !Ref", "          RoleArn: !Sub '${RoleArn}-not-there' # !Ref"),
    "absent": PIPELINE.replace("RepositoryName: !Ref RepositoryName", "RepositoryName: nobody-s-repository"),
    "built": PIPELINE.replace(
        "{Category: Deploy, Owner: AWS, Provider: S3", "{Category: Build, Owner: AWS, Provider: CodeBuild"
    ).replace("{BucketName: !Ref BucketName, Extract: 'true', ObjectKey: out}", "{ProjectName: train}"),
    "streamed": TRIGGERED
    + "        - {Id: all, Arn: !Sub 'arn:aws:firehose:us-east-1:${AWS::AccountId}:deliverystream/all'}\n",
    "byhand": PIPELINE,
}


@pytest.fixture(scope="module")
def defects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GateResult, Seen]]:
    """A project in which each pipeline but the last has one defect, run once."""
    config = lay_out(tmp_path_factory.mktemp("defects"), **DEFECTS)
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield proven(config, ("base", *DEFECTS), monkeypatch)


def found(result: GateResult, name: str) -> list[Finding]:
    """The findings in one template."""
    return [one for one in result.findings if one.place.file.stem == name]


def test_a_failed_action(defects: tuple[GateResult, Seen]) -> None:
    """Stands at its Name, with AWS's error and what to look at."""
    (finding,) = found(defects[0], "failing")
    assert (finding.rule, finding.gate, finding.severity) == ("pipeline-action", "run", Severity.HIGH)
    assert (finding.element, finding.place.line) == ("Pipeline", line_of(DEFECTS["failing"], "Name: Copy"))
    assert finding.message.startswith("action 'Copy' of stage 'Release' failed")
    assert "NoSuchBucket" in finding.message
    assert finding.message.endswith("look at the bucket and key, and the pipeline's role")


def test_a_rule_that_starts_nothing(defects: tuple[GateResult, Seen]) -> None:
    """Stands at the rule; the pipeline is run all the same.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
    """
    result, seen = defects
    (finding,) = found(result, "disabled")
    assert (finding.rule, finding.element) == ("pipeline-not-started", "OnPush")
    assert finding.place.line == line_of(DEFECTS["disabled"], "OnPush:")
    assert "(DISABLED)" in finding.message
    assert "branch 'main' of repository 'app-base'" in finding.message
    assert [one.status for one in seen.executions["disabled"]] == ["Succeeded"]


def test_an_event_that_is_not_delivered(defects: tuple[GateResult, Seen]) -> None:
    """Stands at the rule, with why; the push then starts nothing, which is said, too.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    findings = {one.rule: one for one in found(defects[0], "untrusted")}
    assert findings.keys() == {"event-undelivered", "pipeline-not-started"}
    lost = findings["event-undelivered"]
    assert (lost.element, lost.place.line) == ("OnPush", line_of(DEFECTS["untrusted"], "OnPush:"))
    assert "FAILED_TO_ASSUME_ROLE" in lost.message


def test_a_repository_that_is_not_there(defects: tuple[GateResult, Seen]) -> None:
    """The source action says so: nothing can be pushed there."""
    (finding,) = found(defects[0], "absent")
    assert (finding.rule, finding.place.line) == ("pipeline-action", line_of(DEFECTS["absent"], "Name: Take"))
    assert "nobody-s-repository" in finding.message


def test_what_is_not_emulated_is_an_error(defects: tuple[GateResult, Seen]) -> None:
    """Nothing is known of it, so it is no finding, and no pass either."""
    result, _ = defects
    assert (found(result, "built"), found(result, "streamed")) == ([], [])
    errors = {one.place.file.stem: (one.place.line, one.message) for one in result.errors if one.place}
    assert errors.keys() == {"built", "streamed"}
    line, message = errors["built"]
    assert line == line_of(DEFECTS["built"], "Name: Copy")
    assert message.startswith("action 'Copy' of stage 'Release' of built/Pipeline was not run: Actions of")
    assert "targets of 'firehose' are not emulated" in errors["streamed"][1]


def test_how_each_pipeline_ended(defects: tuple[GateResult, Seen]) -> None:
    """Every one that was run is noted, in the order of the stacks."""
    ends = dict.fromkeys(DEFECTS, "Succeeded") | dict.fromkeys(("failing", "absent", "built"), "Failed")
    *notes, decided = defects[0].notes
    assert notes == [f"{name}/Pipeline: {end}" for name, end in ends.items()]
    assert decided.startswith("IAM: ")


def test_a_pipeline_without_a_rule(defects: tuple[GateResult, Seen]) -> None:
    """Is started by the gate, which is no finding."""
    result, seen = defects
    assert found(result, "byhand") == []
    assert "byhand/Pipeline: started by the gate" in seen.notes
    assert [one.status for one in seen.executions["byhand"]] == ["Succeeded"]


def test_an_execution_that_does_not_end(tmp_path: Path) -> None:
    """Says what it waits for: here, for a transition that the template disables."""
    disabled = "      DisableInboundStageTransitions: [{StageName: Release, Reason: not yet}]\n"
    config = lay_out(tmp_path, app=PIPELINE + disabled)
    job = Job((tmp_path / "app.yaml",), config)
    result = gate.prove(job, gate.Settings(timeout=3, start_timeout=0.3))
    (finding,) = result.findings
    assert (finding.rule, finding.place.line) == ("pipeline-stuck", line_of(PIPELINE, "Pipeline:"))
    assert "no action runs, a transition may be disabled" in finding.message


LATE = TRIGGERED.replace("Parameters:\n", "Parameters:\n  Model: {Type: String}\n").replace(
    "ObjectKey: out", "ObjectKey: !Ref Model"
)
READER = PIPELINE + "              Configuration: {CustomData: look at settings.json}\n"
MODEL = """\
  Model:
    Type: AWS::SageMaker::Model
    Properties: {ModelName: trained-1, ExecutionRoleArn: !GetAtt Role.Arn, PrimaryContainer: {Image: 'a/image:1'}}
Outputs:
"""


@pytest.mark.parametrize(
    ("model", "base"),
    [("cfnproof-model", BASE), ("trained-1", BASE.replace("Outputs:\n", MODEL))],
    ids=["none", "made"],
)
def test_the_name_of_a_model(model: str, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that of the model made last; where there is none, one stands in, as soon as a pipeline or stack needs it.

    A stack that needs it comes after the pipelines of the others.
    """
    config = lay_out(tmp_path, late=LATE, reader=READER)
    (tmp_path / "base.yaml").write_text(
        base.replace("codepipeline.", "sagemaker.amazonaws.com, codepipeline."), "utf-8"
    )
    (tmp_path / "settings.json").write_text('{"model": "${model.name}"}', encoding="utf-8")
    text = config.file.read_text(encoding="utf-8")
    late = 'template = "late.yaml"\n'
    config.file.write_text(text.replace(late, late + 'parameters.Model = "${model.name}"\n'), encoding="utf-8")
    read.cache_clear()
    result, seen = proven(find(tmp_path), ("late", "reader"), monkeypatch)
    assert (result.findings, result.errors) == ((), ())
    assert list(seen.executions) == ["reader", "late"]
    assert json.loads(seen.objects["out/settings.json"]) == {"model": model}
    assert seen.objects[f"{model}/notes.txt"] == FILES["notes.txt"].encode()
    assert any("stands in" in note for note in seen.notes) == (model == "cfnproof-model")
    assert "late/Pipeline: nothing new to push, so what starts it was not tried" in seen.notes


def test_a_file_that_cannot_be_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pipeline is not run: it would only miss the file."""
    config = lay_out(tmp_path, app=READER)
    (tmp_path / "settings.json").write_text('{\n"bucket": "${other.BucketName}"}', encoding="utf-8")
    result, seen = proven(config, ("app",), monkeypatch)
    (error,) = result.errors
    assert error.message.startswith("pipeline app/Pipeline was not run, because it reads 'settings.json': placeholders")
    assert "'${other.BucketName}' (line 2)" in error.message
    assert error.place == Place(tmp_path / "settings.json", 2)
    assert seen.executions == {}


def test_a_stack_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a finding of this gate, too; its pipeline is not run."""
    config = lay_out(tmp_path, app=TRIGGERED.replace("Location: !Ref BucketName", "Location: nobody-s-bucket-1f"))
    result, seen = proven(config, ("app",), monkeypatch)
    assert [(one.rule, one.gate, one.element) for one in result.findings] == [("stack-event", "run", "Pipeline")]
    assert seen.executions == {}


@pytest.mark.parametrize(
    ("settings", "words", "line"),
    [
        (SETTINGS.replace("${base.Bucket", "${base.Buckt"), "names 'BucktName', which is no output of stack 'base'", 9),
        (SETTINGS.replace("s3://${base.BucketName}", "s3://nobody-s-bucket"), "was not uploaded: NoSuchBucket", 9),
    ],
    ids=["no output", "no bucket"],
)
def test_objects_that_cannot_be_uploaded(settings: str, words: str, line: int, tmp_path: Path) -> None:
    """Are errors with the line in the settings."""
    config = lay_out(tmp_path, settings, app=PIPELINE)
    with pytest.raises(ConfigError) as caught:
        gate.run(Job((tmp_path / "app.yaml",), config))
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == (tmp_path / "pyproject.toml", line)


def test_templates_without_pipelines(tmp_path: Path) -> None:
    """There is nothing to run, and no account is opened."""
    config = lay_out(tmp_path, app=TRIGGERED)
    result = gate.run(Job((tmp_path / "base.yaml",), config))
    assert (result.files, result.findings, result.errors) == ((), (), ())


def test_a_pipeline_of_no_stack(tmp_path: Path) -> None:
    """Is an error that says what to add."""
    config = lay_out(tmp_path)
    (tmp_path / "app.yaml").write_text(PIPELINE + RULE, encoding="utf-8")
    result = gate.run(Job((tmp_path / "app.yaml",), config))
    assert [(one.gate, one.place) for one in result.errors] == [("run", Place(tmp_path / "app.yaml"))]
    assert "add [[tool.cfnproof.stacks]] with template = 'app.yaml'" in result.errors[0].message
