"""The in-process engine: the same tasks one after the other, for debugging and as the yardstick."""

import asyncio
import inspect
from collections import deque
from collections.abc import Iterable
from typing import Any

from pipeline.engine.collector import calm
from pipeline.engine.engine import OnResult, Shared, Task


def share_here(owned: Any) -> Shared:
    """For workers that are this process."""

    async def call(method: str, *arguments: Any) -> Any:
        return await getattr(owned, method)(*arguments)

    return call


class LocalEngine:
    num_workers = 1

    def __init__(self, context: Any) -> None:
        calm()
        self._context = context
        self._runner = asyncio.Runner()

    def run(self, tasks: Iterable[Task], on_result: OnResult) -> None:
        for task in tasks:
            following = deque([task])
            while following:
                now = following.popleft()
                following.extend(on_result(now, self._result(now)))

    def _result(self, task: Task) -> Any:
        found = task.call(self._context, task.item)
        return self._runner.run(found) if inspect.iscoroutine(found) else found

    def share(self, owned: Any) -> Shared:
        return share_here(owned)

    def close(self) -> None:
        self._runner.close()
