"""What the stages of one worker share to ask models: the book of answers, a client per endpoint, the pictures."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.book import AnswerBook
from pipeline.backends.openai.client.budget import Budget
from pipeline.engine.engine import Shared
from pipeline.run.pictures import Pictures
from pipeline.run.purse import RunPurse
from pipeline.sources.source import Source
from pipeline.store.store import Store
from schemas.detection import DetectorSpec
from schemas.models import EndpointSpec

if TYPE_CHECKING:
    from pipeline.backends.detector.detector import Detector
    from pipeline.backends.openai.client.client import Client


@dataclass(frozen=True)
class Share:
    """What a worker may take of the run's: one part in `workers` of every limit, and money from the purse."""

    workers: int = 1
    purse: Shared | None = None


class Desk:
    """Made with the stages, anywhere; opened in a worker, in the event loop that runs them."""

    def __init__(self, store: Store, sources: Callable[[], Mapping[str, Source]], guard: Callable[[], None]) -> None:
        self._book = AnswerBook(store, guard)
        self.pictures = Pictures(sources)
        self._budget = Budget()
        self._clients: dict[str, tuple[EndpointSpec, Client]] = {}
        self._stack = AsyncExitStack()
        self._detectors: dict[str, Detector] = {}
        self._opening, self._is_used, self._is_open = asyncio.Lock(), False, False

    def answers(self) -> AnswerBook:
        """For a backend that keeps what it found."""
        self._is_used = True
        return self._book

    def detector(self, spec: DetectorSpec) -> "Detector":
        """One for the stages that use the same one."""
        from pipeline.backends.detector.detector import Detector

        name = spec.model_dump_json()
        if name not in self._detectors:
            self._detectors[name] = Detector(spec, self.answers(), self.pictures.read)
        return self._detectors[name]

    def client(self, spec: EndpointSpec) -> "Client":
        """One for all stages that ask the same endpoints under the same limit."""
        from pipeline.backends.openai.client.client import Client  # 0.6 s that runs without a model do without

        endpoint = EndpointSpec.model_validate(spec.model_dump(include=set(EndpointSpec.model_fields)))
        name = endpoint.model_dump_json()
        if name not in self._clients:
            self._clients[name] = endpoint, Client(endpoint, self.answers(), self._budget)
        return self._clients[name][1]

    async def open(self, share: Share) -> None:
        """Once; where no stage asks a model there is nothing to open. Raises CredentialsError."""
        async with self._opening:
            if not self._is_open and self._is_used:
                await self._open(share)
                self._is_open = True

    async def _open(self, share: Share) -> None:
        self._budget.fund(RunPurse(share.purse) if share.purse is not None else None)
        await self._stack.enter_async_context(self._book)
        for spec, client in self._clients.values():
            client.take(max(1, spec.limit // share.workers))
            await self._stack.enter_async_context(client)

    async def close(self) -> None:
        """Hands back the money that was drawn and not spent."""
        await self._stack.aclose()
