"""The Availability Zones that `Fn::GetAZs` stands for.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
"""

from cfnproof.emulator.context import ClientOf


def zones_of(clients: ClientOf, region: str) -> list[str]:
    """The names of a region's zones that have a default subnet, in order; of all of them where none has one.

    Raises ClientError where one of the three permissions that this needs is missing.
    """
    ec2 = clients("ec2")
    ec2.describe_account_attributes(AttributeNames=["supported-platforms"])
    zones = ec2.describe_availability_zones(Filters=[{"Name": "region-name", "Values": [region]}])
    subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
    names = sorted(zone["ZoneName"] for zone in zones["AvailabilityZones"])
    with_subnet = {subnet["AvailabilityZone"] for subnet in subnets["Subnets"]}
    return [name for name in names if name in with_subnet] or names
