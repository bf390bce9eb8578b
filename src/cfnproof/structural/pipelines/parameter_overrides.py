"""The ParameterOverrides of a CloudFormation action: a JSON object, given as text.

A value is text, or one call that CodePipeline works out when the action runs:
`{"Fn::GetArtifactAtt": ["Artifact", "ObjectKey"]}` or `{"Fn::GetParam": ["Artifact", "file.json", "Key"]}`.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.pipelines.model import Action
from cfnproof.structural.texts.embedded_json import Malformed, read_json
from cfnproof.template.expressions import Parts, parts, text
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Object, dig

KEY: Final = "ParameterOverrides"
ARTIFACT_FUNCTIONS: Final = ("Fn::GetArtifactAtt", "Fn::GetParam")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What an action overrides.

    `entries` are the parameters, None where only the deployment knows them; `problem` says what is wrong with them,
    None where nothing is.
    """

    entries: tuple[Entry, ...] | None
    mark: Mark
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ArtifactUse:
    """An input artifact that an override's function names."""

    function: str
    artifact: Parts
    mark: Mark


def overrides(action: Action) -> Overrides:
    """Read an action's overrides; no entries where it has none."""
    node, mark = action.setting(KEY), action.mark_of(KEY)
    if isinstance(node, Object):
        return Overrides((), mark, 'are a mapping: write one JSON text, like \'{"Name": "value"}\'')
    found = parts(node, action.template)
    to_json = isinstance(node, Intrinsic) and node.name == "Fn::ToJsonString"
    if node is None or not found:
        return Overrides((), mark)
    if not to_json and not any(isinstance(part, str) for part in found):
        return Overrides(None, mark)
    read = read_json(node, action.template)
    if isinstance(read, Malformed):
        return Overrides((), read.mark, f"are no JSON, {read.message}: mend it")
    if not isinstance(read, Object) or not (to_json or text(found).lstrip().startswith("{")):
        return Overrides((), mark, 'are no JSON object: write \'{"Name": "value"}\'')
    return Overrides(read.entries, mark)


def artifact_uses(action: Action) -> Iterator[ArtifactUse]:
    """The input artifacts that an action's overrides name."""
    for override in overrides(action).entries or ():
        for function in ARTIFACT_FUNCTIONS:
            name = dig(override.value, function, 0)
            if name is not None:
                yield ArtifactUse(function, parts(name, action.template), override.mark)
