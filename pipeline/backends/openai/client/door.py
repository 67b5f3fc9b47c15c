"""The door to the openai library and its HTTP client: one endpoint, one call in, one answer or a typed fault out."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx2
import openai

from pipeline.backends.openai.client.call import Call, Heard, Message, Mode
from pipeline.backends.openai.client.envelope import read_envelope
from pipeline.backends.openai.client.faults import BrokenError, DroppedError, StalledError, UnreachableError
from pipeline.backends.openai.client.secrecy import fit_to_print
from pipeline.backends.openai.client.status import fault_of_status

MOST_BYTES = 32 * 2**20
"""Of one response's body: 32 MiB is far beyond any max_tokens; more is cut off there, not read into memory."""
PROBE_S = 5.0
"""Patience with the list of models, which costs nothing."""

_STREAMED = {"X-Stainless-Raw-Response": "stream"}
"""What the library's `with_streaming_response` sets: the body is read here, and no further than MOST_BYTES."""

for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below that they log addresses, headers and bodies


class Door:
    """`key` may be empty: local servers ask for none."""

    def __init__(self, base_url: str, key: str, timeout_s: float, connections: int) -> None:
        self.base_url = base_url
        self._key, self._timeout_s = key, timeout_s
        limits = httpx2.Limits(max_connections=connections + 1, max_keepalive_connections=connections + 1)
        timeout = httpx2.Timeout(timeout_s, connect=min(10.0, timeout_s))
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=key or "none",  # the library insists on one
            max_retries=0,
            timeout=timeout,
            # aiohttp below: httpx's own pool looks at every connection for every request, with 64 of them a third of
            # a request's CPU time (measured)
            http_client=openai.DefaultAioHttpClient(limits=limits, timeout=timeout, follow_redirects=False),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def complete(self, call: Call, messages: Sequence[Message], mode: Mode) -> Heard:
        """Raises a TransientError, a StopError or RequestRefusedError; nothing of the library's own gets out."""
        fault: Exception
        try:
            async with asyncio.timeout(self._timeout_s):
                return read_envelope(await self._post(call, messages, mode))
        except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException):
            fault = StalledError(f"no whole answer in {self._timeout_s:g} s")
        except openai.APIStatusError as error:
            words = fit_to_print(error.message, self._key)
            fault = fault_of_status(
                error.status_code, error.code or "", words, error.response.headers, f"{call.model!r} at {self.base_url}"
            )
        except openai.APIConnectionError as error:
            is_before = isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
            fault = UnreachableError("no connection") if is_before else DroppedError("the connection ended")
        except (httpx2.HTTPError, openai.OpenAIError) as error:
            fault = DroppedError(f"the answer broke off ({type(error).__name__})")
        except UnicodeEncodeError:
            fault = BrokenError("the request holds text that is no Unicode")
        raise fault  # out here, so that it carries no request and no headers along

    async def is_alive(self) -> bool:
        """Does something there speak HTTP and not fail? Asks for the list of models, which is never billed."""
        try:
            async with asyncio.timeout(PROBE_S):
                await self._client.models.with_raw_response.list()
        except openai.APIStatusError as error:
            return error.status_code < 500
        except (openai.OpenAIError, httpx2.HTTPError, TimeoutError):
            return False
        return True

    async def _post(self, call: Call, messages: Sequence[Message], mode: Mode) -> bytes:
        # `post` and not `chat.completions.create`: that walks through every message by its type hints, 1.4 ms of the
        # 3.8 ms of CPU that a request takes (measured)
        response = await self._client.post(
            "/chat/completions",
            cast_to=httpx2.Response,
            body={"model": call.model, "messages": messages, **call.parameters, **_response_format(call, mode)},
            options={"headers": _STREAMED},
        )
        data = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                data += chunk
                if len(data) > MOST_BYTES:
                    break
        finally:
            await response.aclose()
        return bytes(data)


def _response_format(call: Call, mode: Mode) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = {"name": call.schema_name, "strict": True, "schema": call.schema}
    match mode:
        case "json_schema":
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case "json_object":
            return {"response_format": {"type": "json_object"}}
    return {}
