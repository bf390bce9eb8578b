"""Where AWS keeps its Deep Learning Containers: addresses by region, and what is said where there are none."""

import re
from pathlib import Path

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.structural.texts.regions import REGIONS
from cfnproof.template.images import image_uri, images, registries, repository_arn
from cfnproof.template.model import load, scalar_text

CFN = Path(__file__).parents[3] / "cfn"
TAG = "2.6.0-cpu-py312-ubuntu22.04-sagemaker"


@pytest.mark.parametrize(
    ("name", "region", "host", "arn"),
    [
        (
            "pytorch-training",
            "us-east-1",
            "763104351884.dkr.ecr.us-east-1.amazonaws.com",
            "arn:aws:ecr:us-east-1:763104351884:repository/pytorch-training",
        ),
        (
            "pytorch-inference",
            "eu-central-2",
            "380420809688.dkr.ecr.eu-central-2.amazonaws.com",
            "arn:aws:ecr:eu-central-2:380420809688:repository/pytorch-inference",
        ),
        (
            "pytorch-training",
            "cn-northwest-1",
            "727897471807.dkr.ecr.cn-northwest-1.amazonaws.com.cn",
            "arn:aws-cn:ecr:cn-northwest-1:727897471807:repository/pytorch-training",
        ),
        (
            "pytorch-inference",
            "us-gov-west-1",
            "442386744353.dkr.ecr.us-gov-west-1.amazonaws.com",
            "arn:aws-us-gov:ecr:us-gov-west-1:442386744353:repository/pytorch-inference",
        ),
        (
            "pytorch-inference",
            "us-gov-east-1",
            "446045086412.dkr.ecr.us-gov-east-1.amazonaws.com",
            "arn:aws-us-gov:ecr:us-gov-east-1:446045086412:repository/pytorch-inference",
        ),
    ],
)
def test_addresses(name: str, region: str, host: str, arn: str) -> None:
    """Account, partition and suffix are the region's, repository and tag the image's."""
    assert image_uri(name, region) == f"{host}/{name}:{TAG}"
    assert repository_arn(name, region) == arn


@pytest.mark.parametrize("ask", [image_uri, repository_arn])
@pytest.mark.parametrize(
    ("name", "region", "words"),
    [
        ("pytorch-trainig", "us-east-1", ("'pytorch-trainig'", "'pytorch-inference', 'pytorch-training'")),
        ("", "us-east-1", ("unknown image ''",)),
        ("pytorch-training", "eu-west-9", ("'eu-west-9'", "'eu-west-1'", "'eu-west-2'", "'eu-west-3'")),
        ("pytorch-training", "us-gov-north-1", ("'us-gov-north-1'", "'us-gov-")),
        ("pytorch-training", "Frankfurt", ("'Frankfurt'", "'eu-central-1'", "'us-east-1'")),
    ],
)
def test_unknown(ask: object, name: str, region: str, words: tuple[str, ...]) -> None:
    """The message has what was asked for, and what there is or comes nearest."""
    assert callable(ask)
    with pytest.raises(CfnproofError) as caught:
        ask(name, region)
    for word in words:
        assert word in str(caught.value)


def test_the_table_is_sound() -> None:
    """Accounts have twelve digits, regions are AWS's, a region's name begins as its partition's do."""
    beginnings = {"aws-cn": r"cn-", "aws-us-gov": r"us-gov-", "aws": r"(?!cn-|us-gov-|us-iso|eu-iso|eusc-)"}
    for region, registry in registries().items():
        assert re.fullmatch(r"\d{12}", registry.account), region
        assert re.match(beginnings[registry.partition], region), region
    assert not registries().keys() - REGIONS
    without = {region for region in REGIONS - registries().keys() if "-iso" not in region}
    assert without == {"eusc-de-east-1"}


def test_the_foundation_accepts_every_repository() -> None:
    """The parameter that takes the repositories lets all of them through."""
    parameter = load(CFN / "foundation.yaml").parameters["ImageRepositoryArns"]
    pattern = scalar_text(parameter.body.get("AllowedPattern"))
    assert pattern
    for name in images():
        for region in registries():
            assert re.fullmatch(pattern, repository_arn(name, region)), (name, region)
