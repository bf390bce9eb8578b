"""Drives one handler as the engine does, and lets tests look at what it left through boto3."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.target import Handler, Properties
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, target_of

REGION: Final = "us-east-1"


def clients(region: str = REGION) -> Callable[[str], Any]:
    """boto3 clients of one session, made once a service."""
    session = boto3.Session("testing", "testing", region_name=region)
    return cache(session.client)


class Driver:
    """One resource: what was wanted last is what the next update compares with."""

    def __init__(self, handler: Handler, client_of: Callable[[str], Any], **changes: Any) -> None:  # noqa: ANN401  # fields
        self.handler = handler
        self.physical_id = ""
        stack_id = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/stack/1"
        self.target = target_of(
            handler, client_of, **{"stack_name": "stack", "stack_id": stack_id, "region": REGION, "tags": {}, **changes}
        )

    def create(self, properties: Properties, tags: Mapping[str, str] | None = None) -> str:
        """Create, and return the physical id."""
        self.target = replace(self.target, properties=properties, tags=tags or {})
        self.handler.create(self.target, self._created)
        return self.physical_id

    def update(self, properties: Properties, tags: Mapping[str, str] | None = None) -> None:
        """Update to these properties; tags stay where none are given."""
        before = self.target
        self.target = replace(
            before,
            properties=properties,
            previous=before.properties,
            tags=before.tags if tags is None else tags,
            previous_tags=before.tags,
        )
        self.handler.update(self.target, self.physical_id)

    def delete(self) -> None:
        """Delete."""
        self.handler.delete(self.target, self.physical_id)

    def attributes(self) -> Properties:
        """What Fn::GetAtt gives."""
        return self.handler.read(self.target, self.physical_id)

    def _created(self, physical_id: str) -> None:
        self.physical_id = physical_id


class Recorder:
    """A client factory for what moto lacks: it keeps each call with its request.

    A call is named `service.method`. It gets the answer of `answers`, or the error code of `failures`, else nothing.
    """

    def __init__(
        self, answers: Mapping[str, Mapping[str, Any]] | None = None, failures: Mapping[str, str] | None = None
    ) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.answers = answers or {}
        self.failures = failures or {}

    def __call__(self, service: str) -> "_RecordingClient":
        """A client of any service."""
        return _RecordingClient(self, service)


class _RecordingClient:
    def __init__(self, recorder: Recorder, service: str) -> None:
        self._recorder = recorder
        self._service = service

    def get_paginator(self, method: str) -> "_Pages":
        """A paginator whose only page is the answer."""
        return _Pages(getattr(self, method))

    def __getattr__(self, method: str) -> Callable[..., Mapping[str, Any]]:
        """Any method of a boto3 client."""

        def call(**request: Any) -> Mapping[str, Any]:  # noqa: ANN401  # any request
            name = f"{self._service}.{method}"
            self._recorder.calls.append((name, request))
            if name in self._recorder.failures:
                error = {"Code": self._recorder.failures[name], "Message": "as the test asks"}
                raise ClientError({"Error": error}, method)
            return self._recorder.answers.get(name, {})

        return call


class _Pages:
    def __init__(self, call: Callable[..., Mapping[str, Any]]) -> None:
        self._call = call

    def paginate(self, **request: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  # any request
        """The only page."""
        return [self._call(**request)]
