"""What an engine is: it runs tasks on workers and hands back each result as it comes. Knows nothing of stages."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Task:
    """`call(context, item)` on some worker: a module-level function, plain or async. `item` is small: no image bytes.

    `tag` is the driver's own: which item of many this is.
    """

    call: Callable[..., Any]
    item: Any
    tag: int = 0


@dataclass(frozen=True, slots=True)
class Died:
    """The worker that ran the task is gone; the task may or may not have had its effects, which are idempotent."""

    reason: str


Result = Any
OnResult = Callable[[Task, Result], Iterable[Task]]
"""Called in the driver with each result or `Died`, in any order; the tasks it returns run before waiting ones."""


Shared = Callable[..., Awaitable[Any]]
"""One object for all workers, asked from any of them: `await shared(method, *arguments)`. Small enough for an item."""


class EngineError(Exception):
    """The run's surroundings gave way (workers keep dying, the cluster is gone). Resumable; nothing was published."""


class Engine(Protocol):
    """Exceptions a task raises are raised in the driver: record-level failures never get this far."""

    num_workers: int

    def run(self, tasks: Iterable[Task], on_result: OnResult) -> None:
        """Until no task is left. `tasks` is drawn lazily, as workers become free."""

    def share(self, owned: Any) -> Shared:
        """Keeps the object; its async methods are called one at a time. Gone with the engine."""

    def close(self) -> None: ...
