"""What containers leave in CloudWatch: a log stream and the metrics of the instance, written as the execution role.

The groups, streams, namespaces and dimensions are AWS's. Work goes on where the role may not write them.
https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.sagemaker.refusals import REFUSED

TRAINING: Final = "/aws/sagemaker/TrainingJobs"
ENDPOINTS: Final = "/aws/sagemaker/Endpoints"
"""Namespaces of metrics. Log groups are called like them, those of endpoints with the endpoint's name behind."""

_METRICS: Final = ("CPUUtilization", "MemoryUtilization", "DiskUtilization")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a container writes: its log's group and stream, its metrics' namespace and dimensions."""

    group: str
    stream: str
    namespace: str
    dimensions: Mapping[str, str]

    def write(self, clients: ClientOf, lines: Sequence[str], now: datetime) -> None:
        """Write the log, and one value of each metric: nothing runs, so all of them are 0."""
        self._log(clients("logs"), lines, now)
        dimensions = [{"Name": name, "Value": value} for name, value in self.dimensions.items()]
        data = [
            {"MetricName": name, "Dimensions": dimensions, "Timestamp": now, "Value": 0.0, "Unit": "Percent"}
            for name in _METRICS
        ]
        with suppress(*REFUSED):
            clients("cloudwatch").put_metric_data(Namespace=self.namespace, MetricData=data)

    def _log(self, logs: Any, lines: Sequence[str], now: datetime) -> None:  # noqa: ANN401  # boto3's clients have no types
        """Each step needs the one before, but for the first: the group may be there already."""
        with suppress(*REFUSED):
            logs.create_log_group(logGroupName=self.group)
        time = int(now.timestamp() * 1000)
        events = [{"timestamp": time, "message": line} for line in lines]
        place = {"logGroupName": self.group, "logStreamName": self.stream}
        steps: tuple[Callable[[], Any], ...] = (
            lambda: logs.describe_log_streams(logGroupName=self.group, logStreamNamePrefix=self.stream),
            lambda: logs.create_log_stream(**place),
            lambda: logs.put_log_events(**place, logEvents=events),
        )
        with suppress(*REFUSED):
            for step in steps:
                step()
