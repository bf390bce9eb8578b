"""What EventBridge in LocalStack does not deliver, to whichever target, is told."""

import json

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.waiting import until


def test_a_target_that_localstack_itself_delivers_to(host: LocalStackHost) -> None:
    """It only logs what fails."""
    stream = f"arn:aws:firehose:{host.region}:{host.account}:deliverystream/kept"
    statement = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = host.client("iam").create_role(RoleName="putter", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    events = host.client("events")
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["my.app"]}))
    events.put_targets(Rule="all", Targets=[{"Id": "kept", "Arn": stream, "RoleArn": role}])
    events.put_events(Entries=[{"Source": "my.app", "DetailType": "done", "Detail": "{}"}])
    (lost,) = until(lambda: host.control.undelivered, bool, "what was not delivered")
    assert (lost.target_arn, lost.code) == (stream, "NO_PERMISSIONS")
    assert "events.amazonaws.com is not authorized to perform: sts:AssumeRole" in lost.message
