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
from pipeline.answers.parts import Index, all_parts, fetch, find_in, index_part, write_answers
from pipeline.answers.sink import LOGS, sink_for
from pipeline.store.local import LocalStore
from pipeline.store.store import Store


class AnswerBook:
    """An async context manager, one per worker process and event loop.

    Memory: 32 bytes for each answer at rest, about 200 for each asked since the last fold.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parts: dict[str, Index] = {}
        self._logged: dict[str, tuple[str, int, int]] = {}
        self._tails: dict[str, int] = {}
        self._asking: dict[str, asyncio.Future[Answer]] = {}
        worker = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._log = AnswerLog(sink_for(store, worker))
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

        once in one process is sent once. Raises what `send` raises, OSError when the disk is full.
        """
        key = request.key
        known = self.find(key)
        if known is not None:
            return known
        if key in self._asking:
            return await asyncio.shield(self._asking[key])
        mine: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asking[key] = mine
        try:
            answer = Answer(request=key, role=request.role, model=request.model, reply=await send())
            await self._log.put(answer)
            mine.set_result(answer)
            return answer
        except BaseException as error:
            mine.set_exception(error)
            mine.exception()  # seen here: nobody else may be waiting for it
            raise
        finally:
            del self._asking[key]

    def find(self, key: str) -> Answer | None:
        """From the logs, then from the parts."""
        if key not in self._logged:
            self._read_tails()
        if key in self._logged:
            try:
                return self._fetch_logged(key)
            except FileNotFoundError:  # its owner merged it into another object
                self._forget(self._logged[key][0])
                return self.find(key)
        for path, index in self._parts.items():
            row = find_in(index, key)
            if row is not None:
                return fetch(self._store, path, row)
        return None

    def _fetch_logged(self, key: str) -> Answer | None:
        path, start, length = self._logged[key]
        with self._store.open(path) as file:
            file.seek(start)
            return from_line(file.read(length))

    def _forget(self, path: str) -> None:
        self._logged = {key: place for key, place in self._logged.items() if place[0] != path}

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
                    self._logged[answer.request] = (path, known + start, length)


FOLD = 50_000
"""Answers in one part: about 30 MB."""


def fold_logs(store: Store) -> int:
    """Logs of workers that are gone become parts; returns how many answers. Only when nobody is asking.

    Killed in the middle it leaves doubles, which are the same answers under the same hash.
    """
    folded, pending, names = 0, dict[str, Answer](), store.names(LOGS)
    for name in names:
        for _, _, answer in read_log(store.read(f"{LOGS}/{name}")):
            if answer is not None:
                pending[answer.request] = answer
    answers = list(pending.values())
    for start in range(0, len(answers), FOLD):
        write_answers(store, answers[start : start + FOLD])
        folded += len(answers[start : start + FOLD])
    for name in names:
        store.delete(f"{LOGS}/{name}")
    return folded
