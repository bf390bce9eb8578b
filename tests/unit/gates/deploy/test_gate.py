"""The deploy gate: what it deploys in which order, and what a stack that fails comes to."""

from pathlib import Path

import pytest

from cfnproof.config import find, read
from cfnproof.errors import ConfigError
from cfnproof.findings import GateResult, Place, Severity
from cfnproof.gates import progress
from cfnproof.gates.deploy import deployment, gate
from cfnproof.gates.gate import Job

ROOT = Path(__file__).parents[4]
TOPIC = """\
Parameters:
  Region: {Type: String, Default: none}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: !Ref Region}
Outputs:
  TopicArn: {Value: !Ref Topic}
"""
READER = """\
Parameters:
  TopicArn:
    Type: String
    AllowedPattern: ^arn:.*$
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref TopicArn
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
Outputs:
  QueueUrl: {Value: !Ref Queue}
"""
STACKS = """\
[tool.cfnproof]
[[tool.cfnproof.stacks]]
template = "topic.yaml"
parameters.Region = "${aws.region}"
[[tool.cfnproof.stacks]]
template = "reader.yaml"
parameters.TopicArn = "${topic.TopicArn}"
"""


def lay_out(folder: Path, stacks: str = STACKS, **templates: str) -> None:
    """A project with the two templates, or others."""
    (folder / "pyproject.toml").write_text(stacks, encoding="utf-8")
    for name, text in ({"topic": TOPIC, "reader": READER} | templates).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def deployed(folder: Path, *names: str) -> GateResult:
    """What the gate says of these templates."""
    read.cache_clear()
    return gate.run(Job(tuple(folder / f"{name}.yaml" for name in names or ("topic", "reader")), find(folder)))


def test_stacks_in_order(tmp_path: Path) -> None:
    """Each gets the outputs of those before it."""
    lay_out(tmp_path)
    result = deployed(tmp_path)
    assert (result.findings, result.errors) == ((), ())
    assert result.files == (tmp_path / "topic.yaml", tmp_path / "reader.yaml")


def test_what_a_template_needs_is_deployed_with_it(tmp_path: Path) -> None:
    """And nothing else."""
    lay_out(tmp_path, STACKS + '[[tool.cfnproof.stacks]]\ntemplate = "other.yaml"\n', other=TOPIC)
    result = deployed(tmp_path, "reader")
    assert (result.findings, result.errors) == ((), ())
    assert result.files == (tmp_path / "topic.yaml", tmp_path / "reader.yaml")


def test_a_stack_that_no_run_would_deploy(tmp_path: Path) -> None:
    """A template outside the project's own is deployed for those that need it; otherwise the list promises too much."""
    stacks = STACKS.replace("[tool.cfnproof]\n", '[tool.cfnproof]\ntemplates = ["reader.yaml"]\n')
    lay_out(tmp_path, stacks + '[[tool.cfnproof.stacks]]\ntemplate = "other.yaml"\n', other=TOPIC)
    result = deployed(tmp_path, "reader")
    assert [error.message.partition(":")[0] for error in result.errors] == ["stack 'other' is never deployed"]
    assert [error.place for error in result.errors] == [Place(tmp_path / "pyproject.toml", 9)]
    assert result.files == (tmp_path / "topic.yaml", tmp_path / "reader.yaml")


def test_a_failed_event_is_a_finding(tmp_path: Path) -> None:
    """At the line of its logical id, with AWS's reason; the stack that needs it could not be looked at."""
    failing = TOPIC.replace(
        "  Topic:\n",
        "  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n"
        "      Topics: [!Sub 'arn:aws:sns:us-east-1:${AWS::AccountId}:absent']\n"
        "      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
        "          {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: 'sns:Publish', Resource: '*'}\n"
        "  Topic:\n",
    )
    lay_out(tmp_path, topic=failing)
    result = deployed(tmp_path)
    (finding,) = result.findings
    assert (finding.rule, finding.gate, finding.severity) == ("stack-event", "deploy", Severity.HIGH)
    assert (finding.element, finding.place.file, finding.place.line) == ("Policy", tmp_path / "topic.yaml", 4)
    assert finding.message.startswith("CREATE_FAILED in stack 'topic': ")
    (error,) = result.errors
    assert error.message == (
        "stack 'reader' was not deployed, because it needs outputs of 'topic', not deployed either"
    )
    assert error.place is not None
    assert error.place.file == tmp_path / "reader.yaml"
    assert result.files == (tmp_path / "topic.yaml",)


def test_an_independent_stack_is_deployed_beside_a_failed_one(tmp_path: Path) -> None:
    """Only what needs the failed stack is left out."""
    stacks = '[tool.cfnproof]\n[[tool.cfnproof.stacks]]\ntemplate = "reader.yaml"\nparameters = {TopicArn = "x"}\n'
    lay_out(tmp_path, stacks + '[[tool.cfnproof.stacks]]\ntemplate = "topic.yaml"\n')
    result = deployed(tmp_path)
    assert result.errors == ()
    assert [(one.rule, one.element) for one in result.findings] == [("stack-refused", "TopicArn")]
    assert result.files == (tmp_path / "reader.yaml", tmp_path / "topic.yaml")


def test_a_refusal_stands_where_the_parameter_is(tmp_path: Path) -> None:
    """With AWS's words."""
    lay_out(tmp_path, STACKS.replace("${topic.TopicArn}", "no ARN"))
    (finding,) = deployed(tmp_path).findings
    assert (finding.rule, finding.element, finding.place.line) == ("stack-refused", "TopicArn", 2)
    assert "ValidationError" in finding.message
    assert finding.message.endswith("nothing was created")


def test_a_refusal_that_names_nothing(tmp_path: Path) -> None:
    """Stands on the first line."""
    lay_out(tmp_path, topic=TOPIC.replace("!Ref Region", "!Ref Absent"))
    (finding,) = deployed(tmp_path, "topic").findings
    assert (finding.rule, finding.element, finding.place.line) == ("stack-refused", None, 1)
    assert "Absent" in finding.message


@pytest.mark.parametrize("stacks", ["[tool.cfnproof]\n", STACKS.partition("[[")[0] + "stacks = []\n"])
def test_templates_of_no_stack(stacks: str, tmp_path: Path) -> None:
    """Are errors that say what to add."""
    lay_out(tmp_path, stacks)
    result = deployed(tmp_path)
    assert result.files == ()
    assert [error.message for error in result.errors] == [
        f"no stack deploys this template: add [[tool.cfnproof.stacks]] with template = '{name}.yaml' to pyproject.toml"
        for name in ("topic", "reader")
    ]


def test_an_output_that_a_condition_leaves_out(tmp_path: Path) -> None:
    """Is an error at the parameter's line, and the rest goes on."""
    conditional = TOPIC.replace("{Value: !Ref Topic}", "{Condition: Never, Value: !Ref Topic}")
    lay_out(tmp_path, topic=conditional + "Conditions: {Never: !Equals [a, b]}\n")
    result = deployed(tmp_path)
    (error,) = result.errors
    assert "'${topic.TopicArn}'" in error.message
    assert error.place is not None
    assert (error.place.file, error.place.line) == (tmp_path / "pyproject.toml", 7)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("parameters.Region", "parameters.Regoin", 4, "topic.yaml has no parameter 'Regoin': did you mean 'Region'?"),
        ("${aws.region}", "${reader.QueueUrl}", 4, "stack 'reader', which does not stand earlier in the list"),
        ("${aws.region}", "${topic.TopicArn}", 4, "stack 'topic', which does not stand earlier in the list"),
        ("${topic.TopicArn}", "${topic.TopicArm}", 7, "which is no output of stack 'topic': did you mean 'TopicArn'?"),
        ("${topic.TopicArn}", "${topik.TopicArn}", 7, "did you mean 'topic'?"),
        ("${topic.TopicArn}", "${image.pytorch}", 7, "names 'pytorch', which is no value of 'image'"),
    ],
)
def test_parameters_that_cannot_be_filled_in(before: str, after: str, line: int, words: str, tmp_path: Path) -> None:
    """Are errors before anything is deployed."""
    lay_out(tmp_path, STACKS.replace(before, after))
    with pytest.raises(ConfigError) as caught:
        deployed(tmp_path)
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == (tmp_path / "pyproject.toml", line)


def test_the_model_is_made(tmp_path: Path) -> None:
    """`${model.name}` is a model that SageMaker knows."""
    endpoint = """\
Parameters:
  ModelName: {Type: String}
Resources:
  Configuration:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - ModelName: !Ref ModelName
          VariantName: all
          InstanceType: ml.m5.xlarge
          InitialInstanceCount: 1
"""
    stacks = '[tool.cfnproof]\n[[tool.cfnproof.stacks]]\ntemplate = "endpoint.yaml"\nparameters.ModelName = '
    lay_out(tmp_path, stacks + '"${model.name}"\n', endpoint=endpoint)
    assert deployed(tmp_path, "endpoint").findings == ()
    lay_out(tmp_path, stacks + '"another"\n', endpoint=endpoint)
    assert [one.element for one in deployed(tmp_path, "endpoint").findings] == ["Configuration"]


def test_steps_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each event with the stack, and how many of its resources are complete."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(deployment, "report_step", lambda name, text: told.append((name, text)))
    lay_out(tmp_path)
    deployed(tmp_path)
    assert ("deploy", "topic: CREATE_COMPLETE Topic (1/1)") in told
    assert told[-1] == ("deploy", "reader: CREATE_COMPLETE reader (2/2)")


def test_steps_go_to_the_parent() -> None:
    """Once a queue is connected; before, they are dropped."""

    class Queue(list[tuple[str, str]]):
        put = list.append

    queue = Queue()
    progress.report_step("deploy", "before")
    progress.connect(queue)
    try:
        progress.report_step("deploy", "foundation: CREATE_COMPLETE Key (7/9)")
    finally:
        progress._queues.remove(queue)  # noqa: SLF001  # the process lives on, and other tests run in it
    assert queue == [("deploy", "foundation: CREATE_COMPLETE Key (7/9)")]


def test_the_projects_own_stacks() -> None:
    """All five deploy."""
    templates = tuple(sorted((ROOT / "cfn").glob("*.yaml")))
    result = gate.run(Job(templates, find(ROOT)))
    assert (result.findings, result.errors) == ((), ())
    assert set(result.files) == set(templates)
