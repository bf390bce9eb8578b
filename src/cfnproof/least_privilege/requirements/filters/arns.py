"""What a row makes of names and ids: the ARNs that they stand for."""

import re
from collections.abc import Callable
from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.requirements.filters.words import last
from cfnproof.template.expressions import Parts, Reference, sub

_HOST_LABELS: Final = 4
_KEY_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}")
_KEY: Final = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/"
_REPOSITORY: Final = "arn:${AWS::Partition}:ecr:${Region}:${Account}:repository/${Name}"
_JOB_DEFINITION: Final = "arn:${AWS::Partition}:batch:${AWS::Region}:${AWS::AccountId}:job-definition/"
_WITHOUT_REVISION: Final = 6  # arn, partition, service, region, account, name
_FUNCTION: Final = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:"
_PARTIAL: Final = ("function",)
_QUEUE: Final = "arn:${AWS::Partition}:sqs:${Region}:${Account}:${Name}"
_QUEUE_URL: Final = 5  # https, nothing, host, account, name
_MODEL: Final = "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/"
_PROFILE: Final = re.compile(r"[a-z]{2,6}(-gov)?\.[a-z0-9-]+\.")
_BUILD_KINDS: Final = (("build", "project"), ("build-batch", "project"), ("report", "report-group"))


def key_arn(value: Parts) -> Parts | None:
    """The ARN of a KMS key that is given by its ARN or id; None for an alias."""
    head = value[0] if value else ""
    if isinstance(head, str) and head.startswith(("arn:", "alias/")):
        alias = any("alias/" in part for part in value if isinstance(part, str))
        return None if alias else value
    if terms.has_open(value) or not _may_be_id(value):
        return None
    return terms.joined((*sub(_KEY, {}), *value))


def _may_be_id(value: Parts) -> bool:
    """Whether a value is a key's id, or a reference to a key: a parameter's value is looked at."""
    match value:
        case (Reference(name=name),) if name.startswith("="):
            return _KEY_ID.fullmatch(name[1:]) is not None
        case _:
            return True


def repository(value: Parts) -> Parts | None:
    """The ARN of the ECR repository that holds an image, by the image's URI."""
    match value:
        case (Reference(name=name),) if name.startswith("image/"):
            return (Reference(name.replace("image/", "repository/", 1)),)
        case _:
            pass
    host, *path = terms.split(value, "/")
    labels = terms.split(host, ".")
    if not path or len(labels) < _HOST_LABELS or labels[1:3] != (("dkr",), ("ecr",)):
        return None
    plain = terms.split(terms.split(terms.unsplit(path, "/"), "@")[0], ":")[0]
    return sub(_REPOSITORY, {"Region": labels[3], "Account": labels[0], "Name": plain})


def revision(value: Parts) -> Parts | None:
    """The ARN of a task or job definition, with any revision where it names none; a reference to one has its own."""
    fields = terms.split(value, ":")
    return terms.joined((*value, ":*")) if len(fields) == _WITHOUT_REVISION else value


def job_definition(value: Parts) -> Parts | None:
    """The ARN of a Batch job definition that is given by its ARN or its name, with or without a revision."""
    match value:
        case (str() as head, *_) if head.startswith("arn:"):
            return revision(value)
        case (Reference(name=name),) if "#" in name:
            return value
        case _:
            return revision(terms.joined((*sub(_JOB_DEFINITION, {}), *value)))


def named(service: str, kind: str, *, refs: bool = False) -> Callable[[Parts], Parts | None]:
    """The ARN of what is given by its ARN or its name; with `refs`, Ref of a resource of the type is its ARN."""
    form = f"arn:${{AWS::Partition}}:{service}:${{AWS::AccountId}}:{kind}"

    def taken(value: Parts) -> Parts | None:
        return value if _is_arn(value, refs=refs) else terms.joined((*sub(form, {}), *value))

    return taken


def _is_arn(value: Parts, *, refs: bool = False) -> bool:
    match value:
        case (str() as head, *_):
            return head.startswith("arn:")
        case (Reference(name=name),):
            return name.endswith("Arn") or (refs and "#" in name)
        case _:
            return False


def function(value: Parts) -> Parts | None:
    """The ARN of a Lambda function that is given by its ARN, the end of it or its name, with or without a qualifier."""
    if _is_arn(value, refs=True):
        return value
    account, *rest = terms.split(value, ":")
    if rest and rest[0] == _PARTIAL:
        whole = sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${Account}", {"Account": account})
        return terms.unsplit((whole, *rest), ":")
    return terms.joined((*sub(_FUNCTION, {}), *value))


def queue(value: Parts) -> Parts | None:
    """The ARN of the queue of a URL."""
    pieces = terms.split(value, "/")
    if len(pieces) != _QUEUE_URL:
        return None
    labels = terms.split(pieces[2], ".")
    if len(labels) < _HOST_LABELS or labels[0] != ("sqs",):
        return None
    return sub(_QUEUE, {"Region": labels[1], "Account": pieces[3], "Name": pieces[4]})


def cluster_name(value: Parts) -> Parts | None:
    """The name in the ARN of a cluster, or the name itself."""
    match value:
        case (Reference(name=name),) if name.endswith("#Arn"):
            return (Reference(name.removesuffix("#Arn") + "#Ref"),)
        case _:
            return last(value)


def build_owner(value: Parts) -> Parts | None:
    """The ARN of the CodeBuild project or report group of a build, a batch of builds or a report, by its ARN or id."""
    if not _is_arn(value):
        project = terms.split(value, ":")[0]
        return sub(
            "arn:${AWS::Partition}:codebuild:${AWS::Region}:${AWS::AccountId}:project/${Name}", {"Name": project}
        )
    joined = terms.unsplit(terms.split(value, ":")[:_WITHOUT_REVISION], ":")
    for kind, owner in _BUILD_KINDS:
        joined = terms.replaced(joined, (f":{kind}/",), (f":{owner}/",))
    return joined


def parameter(value: Parts) -> Parts | None:
    """The ARN of a parameter of Systems Manager that is given by its ARN or its name."""
    if _is_arn(value):
        return value
    head = value[0] if value else ""
    plain = (head.removeprefix("/"), *value[1:]) if isinstance(head, str) else value
    return terms.joined((*sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/", {}), *plain))


def secret(value: Parts) -> Parts | None:
    """The ARN of a secret that is given by its ARN or its name, which random characters follow."""
    return named("secretsmanager:${AWS::Region}", "secret:")(value if _is_arn(value) else (*value, "-*"))


def model(value: Parts) -> Parts | None:
    """The ARN of a model of Bedrock that is given by its ARN or its id; None for the id of an inference profile."""
    head = value[0] if value else ""
    if isinstance(head, str) and _PROFILE.match(head):
        return None
    return value if _is_arn(value) else terms.joined((*sub(_MODEL, {}), *value))
