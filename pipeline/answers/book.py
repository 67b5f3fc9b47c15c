"""The book of answers of one worker: looks in the shared store before it asks, asks once, keeps before it tells."""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from pipeline.answers.answer import Answer, Reply, Request
from pipeline.answers.log import AnswerLog, from_line, read_log
from pipeline.answers.parts import Index, all_parts, fetch, find_in, index_part
from pipeline.answers.sink import LOGS, Place, sink_for
from pipeline.store.local import LocalStore
from pipeline.store.store import Store


class AnswerBook:
    """An async context manager, one per worker process and event loop.

    `guard` is called before a request is sent and before its answer is kept: it raises where the run has lost the
    folder. Memory: 32 bytes for each answer at rest, about 200 for each asked since the last fold.
    """

    def __init__(self, store: Store, guard: Callable[[], None] = lambda: None) -> None:
        self._store, self._guard = store, guard
        self._parts: dict[str, Index] = {}
        self._logged: dict[str, Place] = {}
        self._tails: dict[str, int] = {}
        self._asking: dict[str, asyncio.Future[Answer]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._next_look: asyncio.Task[None] | None = None
        worker = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._log = AnswerLog(sink_for(store, worker), self._note)
        self._logs_grow = isinstance(store, LocalStore)

    async def __aenter__(self) -> Self:
        await self._log.__aenter__()
        self.refresh()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._log.__aexit__(kind, error, trace)

    async def ask(self, request: Request, send: Callable[[], Awaitable[Reply]]) -> Answer:
        """The kept answer, or what `send` brings, durable before it is returned. The same question asked twice at

        once in one process is sent once. Raises what `send` and `guard` raise, UnkeptError when the disk is full.
        """
        key = request.key
        if key in self._asking:
            return await asyncio.shield(self._asking[key])
        mine: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asking[key] = mine
        try:
            answer = await self._kept(key) or await self._bought(request, send)
            mine.set_result(answer)
            return answer
        except BaseException as error:
            mine.set_exception(error)
            mine.exception()  # seen here: nobody else may be waiting for it
            raise
        finally:
            del self._asking[key]

    async def _bought(self, request: Request, send: Callable[[], Awaitable[Reply]]) -> Answer:
        self._guard()
        answer = Answer(request=request.key, role=request.role, model=request.model, reply=await send())
        self._guard()
        await self._log.put(answer)
        return answer

    def _note(self, key: str, place: Place) -> None:
        """What this worker wrote need not be read again: parsing it would hold up the loop that sends."""
        self._logged[key] = place
        self._tails[place.path] = max(self._tails.get(place.path, 0), place.start + place.length)

    async def _kept(self, key: str) -> Answer | None:
        """Looks first where it is fast, then what others have logged: one look, off the loop, for all who wait."""
        if not self._has(key):
            await self._look()
        return await asyncio.to_thread(self.find, key) if self._has(key) else None

    async def _look(self) -> None:
        """A look that begins from now on: one under way may have passed by what was just written."""
        if self._next_look is None:
            self._next_look = asyncio.create_task(self._look_after(self._looking))
        await asyncio.shield(self._next_look)

    async def _look_after(self, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        self._looking, self._next_look = self._next_look, None
        await asyncio.to_thread(self._read_tails)

    def _has(self, key: str) -> bool:
        return key in self._logged or any(find_in(index, key) is not None for index in self._parts.values())

    def find(self, key: str) -> Answer | None:
        """From the logs, then from the parts."""
        if not self._has(key):
            self._read_tails()
        if key in self._logged:
            try:
                return self._fetch_logged(key)
            except FileNotFoundError:  # its owner merged it into another object
                self._forget(self._logged[key].path)
                return self.find(key)
        for path, index in self._parts.items():
            row = find_in(index, key)
            if row is not None:
                return fetch(self._store, path, row)
        return None

    def _fetch_logged(self, key: str) -> Answer | None:
        place = self._logged[key]
        with self._store.open(place.path) as file:
            file.seek(place.start)
            return from_line(file.read(place.length))

    def _forget(self, path: str) -> None:
        self._logged = {key: place for key, place in list(self._logged.items()) if place.path != path}

    def refresh(self) -> None:
        """Takes note of parts written since."""
        for path in all_parts(self._store):
            if path not in self._parts:
                index = index_part(self._store, path)
                if index is not None:
                    self._parts[path] = index

    def _read_tails(self) -> None:
        """What any worker has logged since the last look: a listing and a size per log."""
        for name in self._store.names(LOGS):
            path = f"{LOGS}/{name}"
            known = self._tails.get(path, 0)
            with contextlib.suppress(FileNotFoundError):  # merged or folded since the listing
                if self._has_more(path, known):
                    self._read_tail(path, known)

    def _has_more(self, path: str, known: int) -> bool:
        return self._store.size(path) > known if self._logs_grow else not known

    def _read_tail(self, path: str, known: int) -> None:
        with self._store.open(path) as file:
            file.seek(known)
            for start, length, answer in read_log(file.read()):
                self._tails[path] = known + start + length
                if answer is not None:
                    self._logged[answer.request] = Place(path, known + start, length)
