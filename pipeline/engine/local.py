"""The in-process engine: the same tasks one after the other, for debugging and as the yardstick."""

from collections import deque
from collections.abc import Iterable
from typing import Any

from pipeline.engine.engine import OnResult, Task


class LocalEngine:
    num_workers = 1

    def __init__(self, context: Any) -> None:
        self._context = context

    def run(self, tasks: Iterable[Task], on_result: OnResult) -> None:
        for task in tasks:
            following = deque([task])
            while following:
                now = following.popleft()
                following.extend(on_result(now, now.call(self._context, now.item)))

    def close(self) -> None:
        pass
