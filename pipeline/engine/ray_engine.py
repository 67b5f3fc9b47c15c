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

from pipeline.engine.cluster import connect, make_room
from pipeline.engine.collector import calm
from pipeline.engine.engine import Died, EngineError, OnResult, Shared, Task
from pipeline.engine.pool import Pool
from pipeline.engine.roll import NOBODY_HERE_S, NOBODY_S, Roll
from pipeline.engine.shared import share_on_ray

TASKS_IN_HAND = 2
"""Per actor: one running and one waiting, so that no actor idles while the driver is busy."""
DEATHS_PER_WORKER = 20
"""Restarts in a row without one finished task before the run gives up; a restart takes about 2.3 s."""

_log = logging.getLogger(__name__)


class Worker:
    """Holds the context: sources, stages, models."""

    def __init__(self, context: Any) -> None:
        calm()
        self._context = context

    async def call(self, task: Task) -> Any:
        found = task.call(self._context, task.item)
        return await found if inspect.iscoroutine(found) else found

    async def here(self) -> None:
        """Answers once it was placed and started."""


_RemoteWorker: Any = ray.remote(max_restarts=-1, max_task_retries=0)(Worker)


@dataclass(slots=True)
class _InHand:
    actor: Any
    task: Task


class RayEngine:
    """Connects to `address` or starts Ray on this machine. Raises EngineError when the cluster cannot hold the pool."""

    def __init__(self, context: Any, address: str | None, pool: Pool) -> None:
        self._owns = connect(address)
        try:
            self.num_workers, needs = make_room(pool)
        except BaseException:
            self._leave()
            raise
        options: dict[str, Any] = {"num_cpus": needs.pop("CPU"), "num_gpus": needs.pop("GPU", 0)}
        if "memory" in needs:
            options["memory"] = needs.pop("memory")
        remote = _RemoteWorker.options(**options, resources=needs)
        # the context goes by value: a restarted actor must not depend on an object that was lost with its node
        self._actors = [remote.remote(context) for _ in range(self.num_workers)]
        self._roll = Roll(self._actors, NOBODY_HERE_S if self._owns else NOBODY_S)

    def run(self, tasks: Iterable[Task], on_result: OnResult) -> None:
        waiting: deque[Task] = deque()
        fresh = iter(tasks)
        hands: dict[Any, _InHand] = {}
        queues: dict[Any, deque[Any]] = {actor: deque() for actor in self._actors}
        deaths = 0
        while True:
            self._hand_out(waiting, fresh, hands, queues)
            if not hands and not waiting:
                task = next(fresh, None)
                if task is None:
                    return
                waiting.append(task)  # nobody is here to take it
            for ref in self._roll.wait(list(hands)):
                hand = hands.pop(ref)
                was_first = queues[hand.actor][0] == ref
                queues[hand.actor].remove(ref)
                result = _fetch(ref)
                if isinstance(result, Died):
                    deaths += 1
                    self._roll.lost(hand.actor)
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
            for actor in sorted(self._roll.here(), key=lambda a: len(queues[a])):
                if len(queues[actor]) >= TASKS_IN_HAND:
                    continue
                task = waiting.popleft() if waiting else next(fresh, None)
                if task is None:
                    return
                ref = actor.call.remote(task)
                hands[ref] = _InHand(actor, task)
                queues[actor].append(ref)

    def share(self, owned: Any) -> Shared:
        return share_on_ray(owned)

    def close(self) -> None:
        for actor in self._actors:
            ray.kill(actor)
        self._leave()

    def _leave(self) -> None:
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
