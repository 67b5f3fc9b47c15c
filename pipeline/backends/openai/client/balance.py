"""Which endpoint takes the next request: the least busy that is open, within one bound over all; waits for one."""

import asyncio
from collections import deque
from collections.abc import Sequence

from pipeline.backends.openai.client.endpoint import Endpoint
from pipeline.backends.openai.errors import EndpointDownError

FIRST_PROBE_S, LAST_PROBE_S = 0.25, 15.0


class Balance:
    """Belongs to one event loop. `last_answer` is when any endpoint last answered, in the loop's time."""

    def __init__(self, endpoints: Sequence[Endpoint], bound: int, patience_s: float) -> None:
        self._endpoints, self._bound, self._patience_s = tuple(endpoints), bound, patience_s
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._revivals: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        self.last_answer = self._loop.time()
        self._under_way = 0
        self.in_flight = 0

    def begin(self) -> None:
        """A request will want places from now on, until `end`."""
        if self._under_way == 0:
            self.last_answer = self._loop.time()  # nobody asked: silence until now says nothing
        self._under_way += 1

    def end(self) -> None:
        self._under_way -= 1

    async def acquire(self) -> Endpoint:
        """A place at an endpoint. Raises EndpointDownError once nobody has answered for too long."""
        while (endpoint := self._pick()) is None:
            self.check_patience()
            await self._wait()
        self.in_flight += 1
        endpoint.limiter.enter()
        return endpoint

    def release(self, endpoint: Endpoint) -> None:
        self.in_flight -= 1
        endpoint.limiter.leave()
        self._wake()

    def answered(self, endpoint: Endpoint, began: float) -> None:
        self.last_answer = self._loop.time()
        endpoint.answered(began, self.last_answer)

    def set_aside(self, endpoint: Endpoint) -> None:
        """Down until a probe is answered; nobody is sent there meanwhile."""
        if not endpoint.is_down:
            endpoint.is_down = True
            endpoint.times_down += 1
            endpoint.limiter.shrink()
            task = self._loop.create_task(self._revive(endpoint))
            self._revivals.add(task)
            task.add_done_callback(self._revivals.discard)

    def check_patience(self) -> None:
        """Raises EndpointDownError."""
        silent = self._loop.time() - self.last_answer
        if silent > self._patience_s:
            where = ", ".join(endpoint.door.base_url for endpoint in self._endpoints)
            raise EndpointDownError(
                f"no answer from {where} for {silent:.0f} s (patience_s: {self._patience_s:g}); "
                f"the run can go on from here once the endpoint answers again"
            )

    async def close(self) -> None:
        for task in self._revivals:
            task.cancel()
        await asyncio.gather(*self._revivals, return_exceptions=True)

    def _pick(self) -> Endpoint | None:
        if self.in_flight >= self._bound:
            return None
        now = self._loop.time()
        open_ = [endpoint for endpoint in self._endpoints if endpoint.is_open(now)]
        return min(open_, key=lambda e: e.limiter.in_flight / e.limiter.window, default=None)

    async def _wait(self) -> None:
        waiter: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(waiter)
        now = self._loop.time()
        # a release wakes it, or the end of a pause, or of all patience
        ends = [e.opens_at for e in self._endpoints if e.opens_at > now and not e.is_down]
        end = min([*ends, self.last_answer + self._patience_s + 0.01])
        alarm = self._loop.call_at(max(end, now + 0.001), _ring, waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._wake()  # it was woken for a place it will not take
            raise
        finally:
            alarm.cancel()
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    def _wake(self) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    async def _revive(self, endpoint: Endpoint) -> None:
        pause = min(LAST_PROBE_S, FIRST_PROBE_S * 2.0 ** (endpoint.times_down - 1))
        while True:
            await asyncio.sleep(pause)
            if await endpoint.door.is_alive():
                break
            pause = min(LAST_PROBE_S, pause * 2)
        endpoint.is_down = False
        for _ in range(len(self._waiting)):
            self._wake()


def _ring(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
