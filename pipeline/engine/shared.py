"""One object in an actor of its own, which all workers ask: a purse, say. It lives and dies with the driver."""

from dataclasses import dataclass
from typing import Any

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy


class _Keeper:
    """Async, and one call at a time: what a method reads and then writes is its own meanwhile."""

    def __init__(self, owned: Any) -> None:
        self._owned = owned

    async def call(self, method: str, *arguments: Any) -> Any:
        return await getattr(self._owned, method)(*arguments)


_RemoteKeeper: Any = ray.remote(_Keeper)


@dataclass(frozen=True)
class RayShared:
    """The way to the actor; small and picklable."""

    actor: Any

    async def __call__(self, method: str, *arguments: Any) -> Any:
        return await self.actor.call.remote(method, *arguments)


def share_on_ray(owned: Any) -> RayShared:
    """On the driver's node: no other node's end takes it along."""
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    return RayShared(_RemoteKeeper.options(max_concurrency=1, num_cpus=0, scheduling_strategy=here).remote(owned))
