"""The Ray engine: a pool of actors, two tasks in hand each, and a driver that decides what a death means.

Ray's own retries are off (`max_task_retries=0`): a record that kills its worker would be retried for ever, and a
bounded count would charge its neighbours (measured on Ray 2.60). Actors restart without bound; the driver counts.
"""

import inspect
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ray
from ray.exceptions import ActorDiedError, ActorUnavailableError, RayActorError, RayTaskError

from pipeline.engine.engine import Died, EngineError, OnResult, Task

TASKS_IN_HAND = 2
"""Per actor: one running and one waiting, so that no actor idles while the driver is busy."""
DEATHS_PER_WORKER = 20
"""Restarts in a row without one finished task before the run gives up; a restart takes about 2.3 s."""

_log = logging.getLogger(__name__)


class Worker:
    """Holds the context: sources, stages, models."""

    def __init__(self, context: Any) -> None:
        self._context = context

    async def call(self, task: Task) -> Any:
        found = task.call(self._context, task.item)
        return await found if inspect.iscoroutine(found) else found


_RemoteWorker: Any = ray.remote(max_restarts=-1, max_task_retries=0)(Worker)


@dataclass(slots=True)
class _InHand:
    actor: Any
    task: Task


class RayEngine:
    """Connects to `address` or starts Ray on this machine. Raises EngineError when the cluster cannot hold it."""

    def __init__(self, context: Any, address: str | None, workers: int | None) -> None:
        self._owns = not ray.is_initialized()
        if self._owns:
            logging.getLogger("ray").setLevel(logging.ERROR)  # Ray's own remarks on how it starts are nobody's here
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False)
        cpus = float(ray.cluster_resources().get("CPU", 0))  # type: ignore[no-untyped-call]
        self.num_workers = workers or max(1, int(cpus))
        # actors that hold every CPU wait for ever without a word: keep half a CPU free for the rest
        share = min(1.0, max(0.1, (cpus - 0.5) / self.num_workers))
        if share * self.num_workers > cpus:
            raise EngineError(f"{self.num_workers} workers do not fit the cluster's {cpus:g} CPUs; lower workers")
        # the context goes by value: a restarted actor must not depend on an object that was lost with its node
        self._actors = [_RemoteWorker.options(num_cpus=share).remote(context) for _ in range(self.num_workers)]

    def run(self, tasks: Iterable[Task], on_result: OnResult) -> None:
        waiting: deque[Task] = deque()
        fresh = iter(tasks)
        hands: dict[Any, _InHand] = {}
        queues: dict[Any, deque[Any]] = {actor: deque() for actor in self._actors}
        deaths = 0
        while True:
            self._hand_out(waiting, fresh, hands, queues)
            if not hands:
                return
            done, _ = ray.wait(list(hands), num_returns=1)
            for ref in done:
                hand = hands.pop(ref)
                was_first = queues[hand.actor][0] == ref
                queues[hand.actor].remove(ref)
                result = _fetch(ref)
                if isinstance(result, Died):
                    deaths += 1
                    _log.info("a worker died: %s", result.reason)
                    if deaths > DEATHS_PER_WORKER * self.num_workers:
                        raise EngineError(f"workers keep dying, the last one with: {result.reason}")
                    if not was_first:  # behind the one that ran: never started, goes back without blame
                        waiting.append(hand.task)
                        continue
                else:
                    deaths = 0
                waiting.extend(on_result(hand.task, result))

    def _hand_out(
        self,
        waiting: deque[Task],
        fresh: Iterator[Task],
        hands: dict[Any, _InHand],
        queues: dict[Any, deque[Any]],
    ) -> None:
        for _ in range(TASKS_IN_HAND):
            for actor in sorted(self._actors, key=lambda a: len(queues[a])):
                if len(queues[actor]) >= TASKS_IN_HAND:
                    continue
                task = waiting.popleft() if waiting else next(fresh, None)
                if task is None:
                    return
                ref = actor.call.remote(task)
                hands[ref] = _InHand(actor, task)
                queues[actor].append(ref)

    def close(self) -> None:
        for actor in self._actors:
            ray.kill(actor)
        if self._owns:
            ray.shutdown()


def _fetch(ref: Any) -> Any:
    try:
        return ray.get(ref)
    except (ActorDiedError, ActorUnavailableError, RayActorError) as death:
        return Died(str(death).strip().splitlines()[-1] if str(death).strip() else type(death).__name__)
    except RayTaskError as error:
        if isinstance(error.cause, Exception):
            raise error.cause from error  # itself, not Ray's subclass of it: that one's message is a whole traceback
        raise
