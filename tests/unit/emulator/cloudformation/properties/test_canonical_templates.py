"""No false refusal: every resource of `cfn/`, resolved with plausible values, passes."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.emulator.cloudformation.properties.check import check
from cfnproof.template.model import Template, load
from cfnproof.template.nodes import plain

ROOT: Final = Path(__file__).parents[5]
TEMPLATES: Final = sorted((ROOT / "cfn").glob("*.yaml"))

PSEUDO: Final = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/ml/51af3dc0-da77-11e4-872e-1234567db123",
    "AWS::StackName": "ml",
    "AWS::URLSuffix": "amazonaws.com",
}
PARAMETERS: Final[Mapping[str, Any]] = {
    "CodePipelineSNSTopic": "arn:aws:sns:us-east-1:111122223333:approval",
    "ImageRepositoryArns": ["arn:aws:ecr:us-east-1:763104351884:repository/huggingface-pytorch-training"],
    "KeyArn": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "MlOpsStepFunctionArn": "arn:aws:states:us-east-1:111122223333:stateMachine:training",
    "ModelName": "finbert-1",
    "ProdStackName": "prod",
    "RepositoryName": "FinanceSentiment-51af3dc0",
    "SageMakerExecutionRoleArn": "arn:aws:iam::111122223333:role/sagemaker",
}
REFERENCES: Final = {
    "AWS::KMS::Key": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "AWS::S3::Bucket": "ml-bucket-1a2b3c",
    "AWS::SNS::Topic": "arn:aws:sns:us-east-1:111122223333:approval",
    "AWS::CodePipeline::Pipeline": "ml-pipeline",
    "AWS::IAM::Role": "ml-role",
    "AWS::Logs::LogGroup": "/aws/vendedlogs/states/ml",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:us-east-1:111122223333:stateMachine:ml",
}
ATTRIBUTES: Final = {
    ("AWS::IAM::Role", "Arn"): "arn:aws:iam::111122223333:role/ml-role",
    ("AWS::KMS::Key", "Arn"): "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ("AWS::Logs::LogGroup", "Arn"): "arn:aws:logs:us-east-1:111122223333:log-group:/aws/vendedlogs/states/ml:*",
    ("AWS::S3::Bucket", "Arn"): "arn:aws:s3:::ml-bucket-1a2b3c",
    ("AWS::SageMaker::EndpointConfig", "EndpointConfigName"): "EndpointConfig-1A2B3C",
}


class Resolver:
    """Just the functions that the canonical resources use; any other is a KeyError."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def value(self, written: Any) -> Any:  # noqa: ANN401  # any value of a template
        """A value without intrinsic functions."""
        if isinstance(written, list):
            return [self.value(item) for item in written]
        if not isinstance(written, dict):
            return written
        name = next(iter(written), "")
        if len(written) == 1 and (name == "Ref" or name.startswith("Fn::")):
            return self._call(name, written[name])
        return {key: self.value(value) for key, value in written.items()}

    def _call(self, name: str, argument: Any) -> Any:  # noqa: ANN401  # as above
        functions: Mapping[str, Callable[[Any], Any]] = {
            "Ref": self._reference,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._substitution,
            "Fn::Select": lambda pair: self.value(pair[1])[int(pair[0])],
            "Fn::Split": lambda pair: self.value(pair[1]).split(pair[0]),
        }
        return functions[name](argument)

    def _reference(self, name: str) -> Any:  # noqa: ANN401  # as above
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self._template.parameters:
            body: Mapping[str, Any] = plain(self._template.parameters[name].body)  # type: ignore[assignment]  # a mapping
            return body.get("Default", PARAMETERS.get(name))
        return REFERENCES[self._template.resources[name].type]

    def _attribute(self, argument: str | list[str]) -> str:
        name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        return ATTRIBUTES[self._template.resources[name].type, attribute]

    def _substitution(self, argument: str | list[Any]) -> str:
        text, variables = (argument, {}) if isinstance(argument, str) else argument
        given = {name: self.value(value) for name, value in variables.items()}

        def insert(match: re.Match[str]) -> str:
            name = match[1]
            if name in given:
                return str(given[name])
            return str(self._attribute(name) if "." in name else self._reference(name))

        return re.sub(r"\$\{([^!}]+)\}", insert, text)


@pytest.mark.parametrize(
    ("path", "logical_id"),
    [
        pytest.param(path, logical_id, id=f"{path.stem}-{logical_id}")
        for path in TEMPLATES
        for logical_id in load(path).resources
    ],
)
def test_passes(path: Path, logical_id: str) -> None:
    """The properties come back as they were: the canonical templates write each scalar in its type."""
    template = load(path)
    resource = template.resources[logical_id]
    properties = Resolver(template).value(plain(resource.properties))
    converted = check(resource.type, logical_id, properties)
    assert converted.keys() == properties.keys()
    assert {key: value for key, value in converted.items() if value != properties[key]} == {}
