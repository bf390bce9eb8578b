"""A KMS key is named by its ARN as well as by its id.

https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
"""

from cfnproof.hosts.moto.host import moto_host


def test_the_states_of_a_key_that_is_named_by_its_arn() -> None:
    """DescribeKey shows each."""
    with moto_host() as host:
        kms = host.client("kms")
        key = kms.create_key()["KeyMetadata"]["Arn"]
        seen = []
        for operation in ("disable_key", "enable_key", "schedule_key_deletion", "cancel_key_deletion"):
            getattr(kms, operation)(KeyId=key)
            seen.append(kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"])
        assert seen == ["Disabled", "Enabled", "PendingDeletion", "Disabled"]
