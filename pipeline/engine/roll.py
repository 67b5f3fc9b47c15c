"""Who is here: workers that are placed and have answered. Only they are given tasks.

A worker whose node is gone waits for room on the others. A task given to it meanwhile fails after 2 s, unstarted, as
if it had died with it (measured on Ray 2.60): that would send sound records down the slow path of the suspect ones.
"""

import time
from collections.abc import Sequence
from typing import Any

import ray
from ray.exceptions import RayActorError

from pipeline.engine.engine import EngineError

CALL_S = 0.5
"""Between two calls of one worker that did not answer."""
NOBODY_S = 300.0
"""Without a single worker before the run gives up on a cluster: spot nodes are replaced within a few minutes."""
NOBODY_HERE_S = 120.0
"""The same on the one node that the run started itself, which nothing replaces."""


class Roll:
    """Calls every worker once at the start, and again after it died. `patience_s`: without a single one of them."""

    def __init__(self, actors: Sequence[Any], patience_s: float) -> None:
        self._patience_s = patience_s
        self._here: list[Any] = []
        self._called: dict[Any, Any] = {}
        self._again: dict[Any, float] = {}
        self._nobody_since = time.monotonic()
        for actor in actors:
            self._call(actor)

    def here(self) -> Sequence[Any]:
        return tuple(self._here)

    def lost(self, actor: Any) -> None:
        """Its task ended with its death: it gets no other one until it answers."""
        if actor in self._here:
            self._here.remove(actor)
            self._nobody_since = time.monotonic()
            self._call(actor)

    def wait(self, hands: Sequence[Any]) -> list[Any]:
        """One of `hands` that is done, or none where only the roll changed. Raises EngineError when nobody is left."""
        now = time.monotonic()
        for actor in [actor for actor, when in self._again.items() if when <= now]:
            del self._again[actor]
            self._call(actor)
        if not self._here and not hands and now - self._nobody_since > self._patience_s:
            raise EngineError(f"no worker was there for {self._patience_s:g} s: nodes are gone or full; run again")
        refs = [*hands, *self._called]
        if not refs:
            time.sleep(CALL_S)
            return []
        is_whole = self._here and not self._again
        done, _ = ray.wait(refs, num_returns=1, timeout=None if is_whole else CALL_S)
        return [ref for ref in done if not self._answered(ref)]

    def _call(self, actor: Any) -> None:
        self._called[actor.here.remote()] = actor

    def _answered(self, ref: Any) -> bool:
        """False for a ref that is no call of ours."""
        if ref not in self._called:
            return False
        actor = self._called.pop(ref)
        try:
            ray.get(ref)
        except RayActorError as error:
            if error.actor_init_failed:
                raise EngineError(f"a worker cannot start: {' '.join(str(error).split())[-500:]}") from error
            self._again[actor] = time.monotonic() + CALL_S
        else:
            self._here.append(actor)
        return True
