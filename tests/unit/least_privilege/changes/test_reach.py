"""Whether roles may do what nobody should."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.access_command import not_granted
from cfnproof.config import find
from cfnproof.errors import CfnproofError
from cfnproof.findings import Finding, Severity
from tests.unit.least_privilege.comparison.projects import EC2, laid_out, line_of, role, working

PUT: Final = "- {Sid: Put, Effect: Allow, Action: s3:PutObject, Resource: 'arn:aws:s3:::data/*'}"
READ: Final = "- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"


def granted(folder: Path, text: str, actions: list[str], *resources: str) -> list[Finding]:
    """What the roles of a template may do of some actions."""
    laid_out(folder, {"app.yaml": text})
    report = not_granted([folder / "app.yaml"], actions, resources or ("*",), find(folder))
    assert report.errors == ()
    return list(report.findings)


@pytest.mark.parametrize("action", ["s3:PutObject", "S3:putobject", "s3:Put*", "s3:*", "*", "s3:P?tObject"])
def test_actions_that_are_granted(action: str, tmp_path: Path) -> None:
    """The statement, the role, the actions, an example; a statement that is right is not named."""
    text = working(f"- {{Effect: Allow, Action: sqs:SendMessage, Resource: '*'}}\n{PUT}")
    (one,) = [one for one in granted(tmp_path, text, [action]) if "Put" in one.message]
    assert (one.rule, one.severity, one.element) == ("granted-access", Severity.HIGH, "Worker")
    assert one.place.line == line_of(text, "Sid: Put")
    assert "statement 'Put' grants role 'Worker' s3:PutObject, for example s3:PutObject on 'arn:" in one.message
    assert one.message.endswith(": remove it")


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:Delete*", "iam:*", "s3:PutObjectAcl"])
def test_actions_that_are_not(action: str, tmp_path: Path) -> None:
    """Nothing is found."""
    assert granted(tmp_path, working(PUT), [action]) == []


def test_several_actions(tmp_path: Path) -> None:
    """One finding a statement, with all that it grants of them."""
    both = working(PUT.replace("s3:PutObject", "[s3:PutObject, s3:GetObject, s3:DeleteObject]"))
    (one,) = granted(tmp_path, both, ["s3:Get*", "s3:PutObject"])
    assert "grants role 'Worker' s3:GetObject, s3:PutObject, for example" in one.message


RESOURCES: Final = {
    "the objects": ("arn:aws:s3:::data/*", True),
    "an object": ("arn:aws:s3:::data/x", True),
    "any partition": ("arn:*:s3:::data/*", True),
    "the partition": ("arn:${AWS::Partition}:s3:::data/*", True),
    "everything": ("*", True),
    "another bucket": ("arn:aws:s3:::other/*", False),
    "the bucket": ("arn:aws:s3:::data", False),
    "a queue of the account": ("arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:*", False),
}


@pytest.mark.parametrize(("resource", "expected"), RESOURCES.values(), ids=list(RESOURCES))
def test_resources(resource: str, expected: bool, tmp_path: Path) -> None:  # noqa: FBT001  # the case's
    """Of the statement, in the notation of Fn::Sub."""
    assert bool(granted(tmp_path, working(PUT), ["s3:*"], resource)) is expected


def test_a_resource_of_the_template(tmp_path: Path) -> None:
    """By its logical id; the name that it will have may be any."""
    text = working(
        PUT.replace("'arn:aws:s3:::data/*'", "!Sub '${Data.Arn}/*'"), resources="  Data: {Type: AWS::S3::Bucket}\n"
    )
    assert len(granted(tmp_path, text, ["s3:PutObject"], "arn:aws:s3:::${Data}/*")) == 1
    (likely,) = granted(tmp_path, text, ["s3:PutObject"], "arn:aws:s3:::other/*")
    assert "may grant" in likely.message


def test_denies_and_boundaries(tmp_path: Path) -> None:
    """What they take away is not granted."""
    deny = "- {Effect: Deny, Action: 's3:Put*', Resource: '*'}"
    assert granted(tmp_path / "deny", working(f"{PUT}\n{deny}"), ["s3:PutObject"]) == []
    limit = """\
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: %s, Resource: '*'}]}}
"""
    bound = "PermissionsBoundary: !Ref Limit\n"
    cut = working(PUT, resources=limit % "s3:GetObject", more=bound)
    assert granted(tmp_path / "cut", cut, ["s3:PutObject"]) == []
    let = working(PUT, resources=limit % "'s3:*'", more=bound)
    assert len(granted(tmp_path / "let", let, ["s3:PutObject"])) == 1


def test_each_role_and_each_form(tmp_path: Path) -> None:
    """A role beside one that is right; a statement that is there in one form."""
    head = "Parameters: {Mode: {Type: String, Default: a}}\nConditions: {IsA: !Equals [!Ref Mode, a]}\n"
    forked = f"- Fn::If:\n  - IsA\n  - {READ[2:]}\n  - {PUT[2:]}"
    text = working(READ, head=head) + role(forked, trust=EC2, name="Second")
    (one,) = granted(tmp_path, text, ["s3:Put*"])
    assert (one.element, one.place.line) == ("Second", line_of(text, "Sid: Put"))


def test_a_condition_is_in_the_example(tmp_path: Path) -> None:
    """With the value that lets the request pass."""
    text = working(PUT.replace("/*'}", "/*', Condition: {StringEquals: {aws:SourceVpc: vpc-1}}}"))
    (one,) = granted(tmp_path, text, ["s3:*"])
    assert "with aws:sourcevpc vpc-1" in one.message


def test_policies_that_are_not_in_the_project(tmp_path: Path) -> None:
    """What they grant is not known, and that is no pass."""
    text = working(READ, more="ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n")
    (one,) = granted(tmp_path, text, ["s3:Put*"])
    assert "policy/AdministratorAccess" in one.message
    assert one.place.line == line_of(text, "Administrator")


@pytest.mark.parametrize("action", ["PutObject", "s3:Nope", "nope:*", "s3", "", "s3:Nope*"])
def test_actions_that_do_not_exist(action: str, tmp_path: Path) -> None:
    """Would never be found: they are refused, also beside one that is right."""
    with pytest.raises(CfnproofError, match="write SERVICE:ACTION, like iam:PassRole") as refused:
        granted(tmp_path, working(PUT), ["s3:PutObject", action])
    assert repr(action) in refused.value.message


@pytest.mark.parametrize("resource", ["data/*", "s3://data", "", "ARN:aws:s3:::x"])
def test_resources_that_are_none(resource: str, tmp_path: Path) -> None:
    """As above."""
    with pytest.raises(CfnproofError, match="is no resource: write an ARN"):
        granted(tmp_path, working(PUT), ["s3:*"], resource)


def test_a_resource_that_the_template_does_not_have(tmp_path: Path) -> None:
    """A name that nothing has is refused: it would match nothing."""
    laid_out(tmp_path, {"app.yaml": working(PUT)})
    try:
        report = not_granted([tmp_path / "app.yaml"], ["s3:*"], ["arn:aws:s3:::${Dat}/*"], find(tmp_path))
    except CfnproofError as refused:
        assert "Dat" in refused.message  # noqa: PT017  # either way is right
    else:
        assert report.exit_code


NAMED: Final = {
    "a name that is generated": ("!GetAtt Bucket.Arn", "arn:aws:s3:::anything", True),
    "a value": ("!Sub 'arn:aws:s3:::${Name}'", "arn:aws:s3:::data", True),
    "another value": ("!Sub 'arn:aws:s3:::${Name}'", "arn:aws:s3:::other", False),
    "an own account": ("!Sub 'arn:aws:sqs:*:${AWS::AccountId}:q'", "arn:aws:sqs:us-east-1:111122223333:q", True),
}


@pytest.mark.parametrize(("resource", "asked", "expected"), NAMED.values(), ids=list(NAMED))
def test_names_that_only_the_deployment_knows(resource: str, asked: str, expected: bool, tmp_path: Path) -> None:  # noqa: FBT001  # the case's
    """What a grant may turn out to be about is told, as what may be."""
    head = "Parameters: {Name: {Type: String, Default: data}}\n"
    statement = f"- {{Effect: Allow, Action: ['s3:ListBucket', 'sqs:SendMessage'], Resource: {resource}}}"
    text = working(statement, head=head, resources="  Bucket: {Type: 'AWS::S3::Bucket'}\n")
    found = granted(tmp_path, text, ["s3:ListBucket", "sqs:SendMessage"], asked)
    assert [" may grant role 'Worker' " in one.message for one in found] == [True] * expected
