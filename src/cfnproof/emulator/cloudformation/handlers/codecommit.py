"""CodeCommit's resource types.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codecommit-repository.html
"""

from collections.abc import Callable
from typing import Any, Final

from cfnproof.emulator.cloudformation.handlers.arguments import tags_of
from cfnproof.emulator.cloudformation.handlers.grammar import Scope
from cfnproof.emulator.cloudformation.handlers.target import Handler, HandlerError, Properties, Target
from cfnproof.emulator.shapes import present, service_model, to_api

_SERVICE: Final = "codecommit"
_MANAGED_KEY: Final = "alias/aws/codecommit"
_NAME: Final = "RepositoryName"
_DESCRIPTION: Final = "RepositoryDescription"
_KEY: Final = "KmsKeyId"
_TRIGGERS: Final = "Triggers"


class RepositoryHandler:
    """The handler of repositories: known by an id, while each call but one wants the name, which may change."""

    @property
    def type(self) -> str:
        """The type's name."""
        return "AWS::CodeCommit::Repository"

    @property
    def handled(self) -> frozenset[str]:
        """All but Code, a first commit from S3."""
        return frozenset({_NAME, _DESCRIPTION, _KEY, _TRIGGERS, "Tags"})

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Make the repository, then its triggers."""
        client, properties = target.clients(_SERVICE), target.properties
        members = {
            "repositoryName": properties.get(_NAME),
            "repositoryDescription": properties.get(_DESCRIPTION),
            "kmsKeyId": properties.get(_KEY),
            "tags": tags_of(Scope(target)) or None,
        }
        answer = client.create_repository(**present(members))
        created(answer["repositoryMetadata"]["repositoryId"])
        if properties.get(_TRIGGERS):
            _put_triggers(client, properties)

    def ready(self, target: Target, physical_id: str) -> bool:  # noqa: ARG002  # the protocol's
        """Always: a repository is ready when it is made."""
        return True

    def read(self, target: Target, physical_id: str) -> Properties:
        """The attributes of the repository of an id.

        Raises HandlerError NotFound.
        """
        client = target.clients(_SERVICE)
        name = _name_of(client, physical_id)
        if name is None:
            raise HandlerError(
                "NotFound", f"Resource of type '{self.type}' with identifier '{physical_id}' was not found."
            )
        found = client.get_repository(repositoryName=name)["repositoryMetadata"]
        return {
            "Arn": found["Arn"],
            "CloneUrlHttp": found["cloneUrlHttp"],
            "CloneUrlSsh": found["cloneUrlSsh"],
            "Name": found["repositoryName"],
            "RepositoryId": found["repositoryId"],
        }

    def update(self, target: Target, physical_id: str) -> None:
        """Rename, then change what differs under the new name."""
        client, now, before = target.clients(_SERVICE), target.properties, target.previous
        name = now[_NAME]
        if name != before.get(_NAME):
            _rename(client, physical_id, str(before[_NAME]), name)
        if now.get(_DESCRIPTION) != before.get(_DESCRIPTION):
            client.update_repository_description(repositoryName=name, repositoryDescription=now.get(_DESCRIPTION) or "")
        if now.get(_KEY) != before.get(_KEY):
            client.update_repository_encryption_key(repositoryName=name, kmsKeyId=now.get(_KEY) or _MANAGED_KEY)
        if (now.get(_TRIGGERS) or []) != (before.get(_TRIGGERS) or []):
            _put_triggers(client, now)
        _retag(client, target, name)

    def delete(self, target: Target, physical_id: str) -> None:
        """Delete the repository of an id, if there is one."""
        client = target.clients(_SERVICE)
        name = _name_of(client, physical_id)
        if name is not None:
            client.delete_repository(repositoryName=name)

    def gone(self, target: Target, physical_id: str) -> bool:  # noqa: ARG002  # the protocol's
        """Always: a deleted repository is gone at once."""
        return True


def _name_of(client: Any, repository_id: str) -> str | None:  # noqa: ANN401  # boto3's clients have no types
    """The name that the repository of an id has now, None where there is no such repository."""
    token: dict[str, str] = {}
    while True:
        answer = client.list_repositories(**token)
        for repository in answer["repositories"]:
            if repository["repositoryId"] == repository_id:
                return str(repository["repositoryName"])
        if not answer.get("nextToken"):
            return None
        token = {"nextToken": answer["nextToken"]}


def _rename(client: Any, repository_id: str, before: str, name: str) -> None:  # noqa: ANN401  # as above
    """Rename what does not have the name yet: a change that failed may have given it, or not have come so far."""
    current = _name_of(client, repository_id) or before
    if current != name:
        client.update_repository_name(oldName=current, newName=name)


def _put_triggers(client: Any, properties: Properties) -> None:  # noqa: ANN401  # as above
    shape = service_model(_SERVICE).operation_model("PutRepositoryTriggers").input_shape.members["triggers"]
    triggers = to_api(properties.get(_TRIGGERS) or [], shape)
    client.put_repository_triggers(repositoryName=properties[_NAME], triggers=triggers)


def _retag(client: Any, target: Target, name: str) -> None:  # noqa: ANN401  # as above
    now, before = tags_of(Scope(target)), tags_of(Scope(target), previous=True)
    arn = target.arn(_SERVICE, name)
    if removed := [key for key in before if key not in now]:
        client.untag_resource(resourceArn=arn, tagKeys=removed)
    if changed := {key: value for key, value in now.items() if before.get(key) != value}:
        client.tag_resource(resourceArn=arn, tags=changed)


HANDLERS: Final[tuple[Handler, ...]] = (RepositoryHandler(),)
