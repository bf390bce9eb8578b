"""What the project brings to its pipelines: files pushed to repositories, and objects uploaded to buckets.

Files come from `[tool.cfnproof.artifacts]`, objects from `[tool.cfnproof.objects]`. A file or an object waits until all
its placeholders have values; a file is pushed again when its content has changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from botocore.exceptions import ClientError

from cfnproof.config import OBJECT, Config, ObjectEntry
from cfnproof.emulator.context import ClientOf
from cfnproof.errors import CfnproofError, ConfigError
from cfnproof.gates.run.archives import content
from cfnproof.gates.run.sources import CODECOMMIT, S3, Source
from cfnproof.hosts.repositories import NO_REPOSITORY, PushRefusedError, push
from cfnproof.template.model import Template
from cfnproof.template.pushed import as_pushed, check_placeholders, fill, fill_text, filled_text, placeholders

MESSAGE = "Pushed by cfnproof's run gate"


@dataclass(slots=True)
class Supply:
    """What has been brought so far. `changed` are the sources that have got something."""

    client: ClientOf
    config: Config
    pushed: dict[Source, dict[str, bytes]] = field(default_factory=dict)
    uploaded: set[ObjectEntry] = field(default_factory=set)
    changed: set[Source] = field(default_factory=set)

    def sources(self) -> frozenset[str]:
        """The sources of placeholders that files and objects name."""
        texts = (
            *(filled_text(file) for file in self.config.artifacts.values()),
            *(one.address for one in self.config.objects),
        )
        return frozenset(found.source for text in texts for found in placeholders(text))

    def needs(self, path: str, source: str) -> bool:
        """Whether a pushed file has a placeholder of a source."""
        return any(found.source == source for found in placeholders(filled_text(self.config.artifacts[path])))

    def fault(self, path: str, values: Mapping[str, str]) -> CfnproofError | None:
        """Which of a file's placeholders have no value yet, None where all have one."""
        file = self.config.artifacts[path]
        try:
            fill(filled_text(file), values, file)
        except CfnproofError as error:
            return error
        return None

    def bring(self, source: Source, values: Mapping[str, str]) -> None:
        """Bring a source what it lacks, as far as placeholders have values.

        A repository that is not there gets nothing: the pipeline's own action says so. Raises PushRefusedError where
        CodeCommit refuses for another reason, CfnproofError where S3 does.
        """
        if source.provider == CODECOMMIT:
            self._push(source, values)
        elif source.provider == S3:
            for entry, address in self._ready(values):
                if address == (source.container, source.item):
                    self._upload(entry, *address)
                    self.changed.add(source)

    def upload(self, values: Mapping[str, str], apart: frozenset[Source]) -> None:
        """Upload the objects whose placeholders have values, apart from those that are a pipeline's source."""
        taken = {(source.container, source.item) for source in apart}
        for entry, address in self._ready(values):
            if entry not in self.uploaded and address not in taken:
                self._upload(entry, *address)

    def _push(self, source: Source, values: Mapping[str, str]) -> None:
        there = self.pushed.setdefault(source, {})
        artifacts = self.config.artifacts
        ready = {path: as_pushed(artifacts[path], values) for path in artifacts if self.fault(path, values) is None}
        files = {path: content for path, content in ready.items() if content != there.get(path)}
        if not files:
            return
        try:
            push(self.client, source.container, source.item, files, message=MESSAGE)
        except PushRefusedError as error:
            if error.code != NO_REPOSITORY:
                raise
            return
        there |= files
        self.changed.add(source)

    def _ready(self, values: Mapping[str, str]) -> Iterator[tuple[ObjectEntry, tuple[str, str]]]:
        """The objects whose addresses can be filled in, with bucket and key."""
        for entry in self.config.objects:
            if all(found.key in values for found in placeholders(entry.address)):
                match = OBJECT.fullmatch(fill_text(entry.address, values))
                if match is None:
                    raise ConfigError(f"object {entry.address!r} has no bucket", self.config.file, entry.line)
                yield entry, (match["bucket"], match["key"])

    def _upload(self, entry: ObjectEntry, bucket: str, key: str) -> None:
        try:
            self.client("s3").put_object(Bucket=bucket, Key=key, Body=content(entry.file))
        except ClientError as error:
            refusal = error.response["Error"]
            message = f"object {entry.address} was not uploaded: {refusal['Code']}: {refusal.get('Message', '')}"
            raise ConfigError(message, self.config.file, entry.line) from error
        self.uploaded.add(entry)


def check_objects(config: Config, templates: Mapping[str, Template]) -> None:
    """Raise ConfigError, with the line, for an object's address that cannot be filled in.

    `templates` are those of all stacks, by stack name.
    """
    for entry in config.objects:
        for problem in check_placeholders(entry.address, templates):
            raise ConfigError(f"object {entry.address}: {problem.message}", config.file, entry.line)
