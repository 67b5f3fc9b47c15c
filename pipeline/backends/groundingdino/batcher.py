"""Batches out of questions that records ask at their own time: one thread, one model, each asker its own result."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.protocols.stage import StopError

Q = TypeVar("Q")
R = TypeVar("R")

QUIET_S = 0.005
"""A batch that is not full waits so long for another question: next to nothing beside a forward pass."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Q, R]):
    question: Q
    shape: Hashable
    done: "asyncio.Future[R]"


class Batcher(Generic[Q, R]):
    """Only questions of one shape go together, at most `batch`, in the order they came. `run` works in a thread of

    its own; meanwhile further pictures are read and decoded. It holds no task between questions, so one batcher
    serves one event loop after another.
    """

    def __init__(self, run: Callable[[Sequence[Q]], Sequence[R]], shape: Callable[[Q], Hashable], batch: int) -> None:
        self._run, self._shape, self._batch = run, shape, batch
        self._waiting: list[_Waiting[Q, R]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._serving: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> R:
        """Raises what `run` raises for this question alone, or a StopError."""
        loop = asyncio.get_running_loop()
        mine: _Waiting[Q, R] = _Waiting(question, self._shape(question), loop.create_future())
        self._waiting.append(mine)
        if self._serving is None or self._serving.done():
            self._serving = loop.create_task(self._serve())
        return await mine.done

    async def _serve(self) -> None:
        while self._waiting:
            for one in await self._next():
                self._waiting.remove(one)
            self._waiting = [one for one in self._waiting if not one.done.done()]

    async def _next(self) -> list[_Waiting[Q, R]]:
        """Serves the oldest question with what goes along; returns those served."""
        group = self._group()
        seen = 0
        while len(group) < self._batch and seen != len(self._waiting):
            seen = len(self._waiting)
            await asyncio.sleep(QUIET_S)
            group = self._group()
        for one, result in zip(group, await self._results(group), strict=True):
            if one.done.done():  # its record was given up meanwhile
                continue
            if isinstance(result, BaseException):
                one.done.set_exception(result)
            else:
                one.done.set_result(result)
        return group

    def _group(self) -> list[_Waiting[Q, R]]:
        """The first full batch of one shape, else all of the oldest question's shape."""
        by_shape: dict[Hashable, list[_Waiting[Q, R]]] = {}
        for one in self._waiting:
            group = by_shape.setdefault(one.shape, [])
            group.append(one)
            if len(group) == self._batch:
                return group
        return next(iter(by_shape.values()))

    async def _results(self, group: list[_Waiting[Q, R]]) -> Sequence[R | BaseException]:
        """A batch that fails is asked again one by one: no question fails for its neighbours."""
        try:
            return await self._think([one.question for one in group])
        except StopError as error:
            return [error] * len(group)
        except Exception as error:
            if len(group) == 1:
                return [error]
        return [result for one in group for result in await self._results([one])]

    async def _think(self, questions: list[Q]) -> Sequence[R]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, questions)
