"""Operations on repositories.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_Operations.html
"""

from operator import attrgetter
from typing import Any, Final

from cfnproof.emulator.codecommit import errors, references, tags
from cfnproof.emulator.codecommit.keys import MANAGED_KEY, check_key
from cfnproof.emulator.codecommit.state import CodeCommitContext, Repository
from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.partitions import URL_SUFFIXES
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_PAGE: Final = 1000
_SORT: Final = {"repositoryName": attrgetter("name"), "lastModifiedDate": attrgetter("modified")}


class RepositoryOperations:
    """Create, describe, list, change and delete repositories."""

    def create_repository(self, context: CodeCommitContext, request: Request) -> Answer:
        """Make an empty repository."""
        name, key = request["repositoryName"], request.get("kmsKeyId", MANAGED_KEY)
        wanted = dict(request.get("tags", {}))
        tags.check(wanted)
        check_key(context, key)
        now = context.clock.now()
        made = Repository(context.ids.uuid(), name, now, now, key, request.get("repositoryDescription"), wanted)
        if context.state.repositories.setdefault(name, made) is not made:
            raise errors.name_taken(name)
        return {"repositoryMetadata": _metadata(context, made)}

    def get_repository(self, context: CodeCommitContext, request: Request) -> Answer:
        """Describe one repository."""
        return {"repositoryMetadata": _metadata(context, errors.find(context, request["repositoryName"]))}

    def batch_get_repositories(self, context: CodeCommitContext, request: Request) -> Answer:
        """Describe several repositories; those that are not there are named."""
        known, names = context.state.repositories, request["repositoryNames"]
        return {
            "repositories": [_metadata(context, known[name]) for name in names if name in known],
            "repositoriesNotFound": [name for name in names if name not in known],
            "errors": [],
        }

    def list_repositories(self, context: CodeCommitContext, request: Request) -> Answer:
        """Names and ids, a thousand at a time."""
        found = sorted(
            context.state.repositories.values(),
            key=_SORT[request.get("sortBy", "repositoryName")],
            reverse=request.get("order") == "descending",
        )
        try:
            part = page(found, request.get("nextToken"), _PAGE)
        except InvalidTokenError as error:
            raise errors.invalid_token("ListRepositories") from error
        pairs = [{"repositoryName": one.name, "repositoryId": one.id} for one in part.items]
        return {"repositories": pairs} | ({"nextToken": part.next_token} if part.next_token else {})

    def delete_repository(self, context: CodeCommitContext, request: Request) -> Answer:
        """Delete a repository; the answer for one that is not there is empty."""
        gone = context.state.repositories.pop(request["repositoryName"], None)
        return {"repositoryId": gone.id} if gone else {}

    def update_repository_name(self, context: CodeCommitContext, request: Request) -> Answer:
        """Give a repository another name; its ARN and addresses change with it."""
        repository, new = errors.find(context, request["oldName"]), request["newName"]
        if context.state.repositories.setdefault(new, repository) is not repository or new == repository.name:
            raise errors.name_taken(new)
        del context.state.repositories[repository.name]
        repository.name, repository.modified = new, context.clock.now()
        return {}

    def update_repository_description(self, context: CodeCommitContext, request: Request) -> Answer:
        """Change or, without one given, remove the description."""
        repository = errors.find(context, request["repositoryName"])
        repository.description = request.get("repositoryDescription") or None
        repository.modified = context.clock.now()
        return {}

    def update_repository_encryption_key(self, context: CodeCommitContext, request: Request) -> Answer:
        """Encrypt with another key."""
        repository, key = errors.find(context, request["repositoryName"]), request["kmsKeyId"]
        check_key(context, key)
        before, repository.key = repository.key, key
        return {"repositoryId": repository.id, "kmsKeyId": key, "originalKmsKeyId": before}


def _metadata(context: CodeCommitContext, repository: Repository) -> dict[str, Any]:
    host = f"git-codecommit.{context.region}.{URL_SUFFIXES[context.partition]}"
    served = f"https://{host}" if context.address is None else context.address
    optional = {
        "repositoryDescription": repository.description,
        "defaultBranch": references.default_branch(repository),
    }
    return {
        "accountId": context.account,
        "repositoryId": repository.id,
        "repositoryName": repository.name,
        **present(optional),
        "lastModifiedDate": repository.modified,
        "creationDate": repository.created,
        "cloneUrlHttp": f"{served}/v1/repos/{repository.name}",
        "cloneUrlSsh": f"ssh://{host}/v1/repos/{repository.name}",
        "Arn": context.arn("codecommit", repository.name),
        "kmsKeyId": repository.key,
    }
