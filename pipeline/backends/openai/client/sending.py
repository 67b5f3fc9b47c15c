"""One request on its way: money set aside, a place taken, tried until answered, the place kept until it is durable."""

import asyncio
from collections.abc import Callable

from pipeline.backends.openai.client.balance import Balance
from pipeline.backends.openai.client.budget import Budget
from pipeline.backends.openai.client.call import Call, Heard
from pipeline.backends.openai.client.cost import Costs
from pipeline.backends.openai.client.endpoint import Endpoint
from pipeline.backends.openai.client.faults import OverloadedError, TransientError, UnreachableError
from pipeline.backends.openai.client.retry import Tries
from pipeline.backends.openai.errors import RequestRefusedError, UnansweredError
from pipeline.protocols.stage import Spend


class Sending:
    """`close` must follow, whatever happened: it gives back the place and what was set aside and not spent."""

    def __init__(self, balance: Balance, budget: Budget, costs: Costs, check: Callable[[], None]) -> None:
        self._balance, self._budget, self._costs, self._check = balance, budget, costs, check
        self._endpoint: Endpoint | None = None
        self._is_under_way = False
        self._reserved = self._cost = 0.0
        self.spend = Spend()

    async def send(self, call: Call) -> tuple[Heard, float]:
        """The answer and its cost in US dollars. Raises a StopError or a RecordError."""
        tries = Tries(call.key)
        self._balance.begin()
        self._is_under_way = True
        try:
            async for attempt in tries.policy(self._balance.check_patience):
                with attempt:
                    heard = await self._try(call, tries)
        except TransientError as error:
            raise UnansweredError(f"tried {tries.blamed} times while others were answered; at last: {error}") from None
        self._cost = self._costs.actual(call, heard.usage)
        self.spend = Spend(1, heard.usage.input_tokens or 0, heard.usage.output_tokens or 0, self._cost)
        return heard, self._cost

    def close(self) -> None:
        self._leave()
        self._settle(self._cost)
        if self._is_under_way:
            self._is_under_way = False
            self._balance.end()

    async def _try(self, call: Call, tries: Tries) -> Heard:
        endpoint = self._endpoint = await self._balance.acquire()
        since, began = endpoint.limiter.shrunk, self._now()
        try:
            await self._reserve(self._costs.at_most(call))
            self._check()
            heard = await self._complete(endpoint, call)
        except TransientError as error:
            self._leave()
            self._settle(self._reserved if error.may_be_billed else 0.0)
            await self._note(endpoint, error, tries, since, began)
            raise
        except BaseException:
            self._leave()
            raise
        self._balance.answered(endpoint, began)
        return heard

    async def _complete(self, endpoint: Endpoint, call: Call) -> Heard:
        """A refused request is tried in plainer modes first: the server may not know the schema's."""
        messages = await call.messages()
        modes = endpoint.modes(call)
        for mode in modes:
            try:
                heard = await endpoint.door.complete(call, messages, mode)
            except RequestRefusedError:
                if mode == modes[-1]:
                    raise
                continue
            if call.structured == "auto":
                endpoint.prove(mode)
            return heard
        raise AssertionError("there is always one mode")

    async def _note(self, endpoint: Endpoint, error: TransientError, tries: Tries, since: int, began: float) -> None:
        """Whose fault was it? An overload is nobody's; else the endpoint's if it is down or fails everyone."""
        now = self._now()
        if isinstance(error, OverloadedError):
            endpoint.turned_away(now, error.retry_after, since)
            return
        endpoint.failed(tries.key, now)
        is_alive = endpoint.last_answer > began or await endpoint.door.is_alive()
        if isinstance(error, UnreachableError) or endpoint.is_sick(now) or not is_alive:
            self._balance.set_aside(endpoint)
        else:
            tries.blame(error)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _reserve(self, usd: float) -> None:
        """Only with a place: money that waits for a place would wait for places that wait for money."""
        await self._budget.reserve(usd)
        self._reserved = usd

    def _settle(self, cost: float) -> None:
        self._budget.settle(self._reserved, cost)
        self._reserved = self._cost = 0.0

    def _leave(self) -> None:
        if self._endpoint is not None:
            self._balance.release(self._endpoint)
            self._endpoint = None
