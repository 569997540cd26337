"""What a machine asks of its upstream; over HTTP it is a `Link`."""

from typing import Protocol

from kiosk.domain.witness import Witness
from kiosk.wire import BlobState, Leased, LeaseRequest, Page, Push, PushAnswer, Replicated


class Upstream(Protocol):
    """One request at a time; LinkTrouble where it cannot be used now."""

    offset_ms: int

    def learn(self, server_time: str) -> None: ...

    def push(self, push: Push) -> PushAnswer: ...

    def page(self, partition: str, after: int, limit: int, known: Witness | None = None) -> Page: ...

    def snapshot(self, partition: str) -> Page: ...

    def replicate(self, page: Page) -> Replicated: ...

    def lease(self, request: LeaseRequest) -> Leased: ...

    def blob_state(self, name: str) -> BlobState: ...

    def blob_extend(self, name: str, size: int, offset: int, data: bytes) -> BlobState: ...

    def blob_read(self, name: str) -> bytes: ...
