"""The client: many requests at once over one or several endpoints, each place held until its answer is durable."""

import os
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from pipeline.answers.answer import Answer, Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.backends.openai.client.balance import Balance
from pipeline.backends.openai.client.budget import Budget
from pipeline.backends.openai.client.call import Call, Heard
from pipeline.backends.openai.client.cost import Costs
from pipeline.backends.openai.client.door import Door
from pipeline.backends.openai.client.endpoint import Endpoint
from pipeline.backends.openai.client.sending import Sending
from pipeline.backends.openai.errors import CredentialsError, StopError
from pipeline.protocols.stage import Spend
from schemas.models import EndpointSpec


class Client:
    """An async context manager, one per worker process and event loop, shared by the stages that use one spec.

    `limit` is this worker's part of the spec's. After a StopError nothing more is sent: all who ask get the same.
    """

    def __init__(
        self,
        spec: EndpointSpec,
        book: AnswerBook,
        budget: Budget | None = None,
        limit: int | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._spec, self._book, self._budget = spec, book, budget or Budget(None)
        self._limit = limit or spec.limit
        self._environment = environment
        self._costs = Costs(spec)
        self._stack = AsyncExitStack()
        self._stopped: StopError | None = None

    def take(self, limit: int) -> None:
        """This worker's part of the spec's limit, before the client is entered."""
        self._limit = limit

    async def __aenter__(self) -> Self:
        """Raises CredentialsError when the variable that should hold the key is not set."""
        spec, key = self._spec, key_from(self._spec, self._environment)
        endpoints: list[Endpoint] = []
        for url in spec.base_url:
            door = await self._stack.enter_async_context(Door(url, key, spec.timeout_s, self._limit))
            endpoints.append(Endpoint(door, self._limit))
        self._balance = Balance(endpoints, self._limit, spec.patience_s + spec.timeout_s)
        self._stack.push_async_callback(self._balance.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()
        await self._budget.close()

    async def ask(self, request: Request, make: Callable[[], Call]) -> tuple[Answer, Spend]:
        """The kept answer, or a bought one, durable. The spend is empty when it was not bought here and now.

        Raises a StopError, a RecordError, OSError when the disk is full.
        """
        sending = Sending(self._balance, self._budget, self._costs, self._check)
        try:
            answer = await self._book.ask(request, lambda: self._send(sending, make()))
        finally:
            sending.close()
        return answer, sending.spend

    async def _send(self, sending: Sending, call: Call) -> Reply:
        try:
            heard, cost = await sending.send(call)
        except StopError as error:
            self._stopped = self._stopped or error
            raise
        return _reply(heard, cost)

    def _check(self) -> None:
        if self._stopped is not None:
            raise type(self._stopped)(*self._stopped.args)


def key_from(spec: EndpointSpec, environment: Mapping[str, str]) -> str:
    """Empty when the spec names no variable. Raises CredentialsError when the variable is not set."""
    if spec.api_key_env is None:
        return ""
    key = environment.get(spec.api_key_env, "").strip()
    if not key:
        raise CredentialsError(f"api_key_env: the variable {spec.api_key_env!r} is not set; export the key in it")
    return key


def _reply(heard: Heard, cost: float) -> Reply:
    return Reply(
        text=heard.text,
        finish_reason=heard.finish_reason,
        input_tokens=heard.usage.input_tokens or 0,
        output_tokens=heard.usage.output_tokens or 0,
        cost_usd=cost,
    )
