"""Permissions of topics are for accounts.

https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
"""

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import moto_host


@pytest.mark.parametrize("account", ["", "me", "\u0661" * 12])
def test_permissions_are_for_accounts(account: str) -> None:
    """A policy with another principal could not be read again."""
    with moto_host() as host:
        sns = host.client("sns")
        topic = sns.create_topic(Name="models")["TopicArn"]
        with pytest.raises(ClientError, match="AWSAccountId") as caught:
            sns.add_permission(TopicArn=topic, Label="l", AWSAccountId=[account], ActionName=["Publish"])
        assert caught.value.response["Error"]["Code"] == "InvalidParameter"
        sns.add_permission(TopicArn=topic, Label="l", AWSAccountId=["111122223333"], ActionName=["Publish"])
        assert "111122223333" in sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
