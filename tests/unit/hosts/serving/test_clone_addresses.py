"""Where repositories are cloned from: the address at which the account is served.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_RepositoryMetadata.html
"""

from tests.unit.hosts.serving.client import Served


def test_a_repository_is_cloned_from_the_server(served: Served) -> None:
    """As git's door has its path there."""
    made = served.client("codecommit").create_repository(repositoryName="near")["repositoryMetadata"]
    assert made["cloneUrlHttp"] == f"{served.url}/v1/repos/near"
