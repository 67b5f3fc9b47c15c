"""Runs one call over many items on the engine and gives the results as they come."""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar, overload

from pipeline.engine.engine import Died, Engine, EngineError, Task
from pipeline.run.progress import Progress

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_DEATHS = 5
"""Of workers under one and the same item; workers killed from outside rarely meet one item twice."""


@overload
def run_each(
    engine: Engine,
    call: Callable[[Any, Item], Coroutine[Any, Any, Result]],
    items: Sequence[Item],
    progress: Progress,
    line: str,
) -> list[Result]: ...


@overload
def run_each(
    engine: Engine, call: Callable[[Any, Item], Result], items: Sequence[Item], progress: Progress, line: str
) -> list[Result]: ...


def run_each(
    engine: Engine, call: Callable[[Any, Any], Any], items: Sequence[Any], progress: Progress, line: str
) -> list[Any]:
    """Results in the order of `items`. Raises EngineError when one item keeps killing its worker."""
    results: dict[int, Any] = {}
    deaths: Counter[int] = Counter()

    def on_result(task: Task, result: Any) -> Iterable[Task]:
        index = task.tag
        if isinstance(result, Died):
            deaths[index] += 1
            if deaths[index] >= MAX_DEATHS:
                raise EngineError(f"{line}: item {task.item!r} killed its worker {MAX_DEATHS} times: {result.reason}")
            return [task]
        results[index] = result
        progress.show(line, len(results), len(items))
        return []

    progress.show(line, 0, len(items))
    engine.run((Task(call, item, index) for index, item in enumerate(items)), on_result)
    return [results[index] for index in range(len(items))]
