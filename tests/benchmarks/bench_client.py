"""`python -m tests.benchmarks.bench_client`: the openai client beside a plain asyncio loop, answers durable in both.

Prints for even latency, for 1 % slow answers and for 30 % random faults: seconds of both, and their ratio; then what
the client reaches when the server takes no time, with one process and with two.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import openai

from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.backends.openai.client.call import Call
from pipeline.backends.openai.client.client import Client
from pipeline.store.local import LocalStore
from schemas.models import EndpointSpec
from tests.server.behaviour import Fault
from tests.server.process import ServerProcess

LIMIT = 64
LATENCY_S = 0.2


def _messages(number: int) -> list[dict[str, str]]:
    return [{"role": "user", "content": f"Question {number}: " + "what is there to see? " * 20}]


def _request(number: int) -> Request:
    return Request(role="bench", model="m", messages=tuple(_messages(number)))


def _call(number: int) -> Call:
    async def messages() -> Sequence[dict[str, str]]:
        return _messages(number)

    return Call(
        key=str(number),
        model="m",
        messages=messages,
        parameters={"temperature": 0.0, "max_tokens": 200},
        schema_name="bench",
        schema={},
        structured="text",
        max_tokens=200,
        input_tokens=500,
        num_pictures=0,
    )


async def with_client(folder: Path, url: str, numbers: Sequence[int]) -> None:
    spec = EndpointSpec(base_url=(url,), limit=LIMIT)
    async with AnswerBook(LocalStore(str(folder))) as book, Client(spec, book) as client:
        await asyncio.gather(*(client.ask(_request(n), partial(_call, n)) for n in numbers))


async def plainly(folder: Path, url: str, numbers: Sequence[int]) -> None:
    """A semaphore, the same library, the same book of answers; tries again at once when something goes wrong."""
    places = asyncio.Semaphore(LIMIT)

    async def send(api: openai.AsyncOpenAI, number: int) -> Reply:
        while True:
            try:
                said = await api.chat.completions.create(
                    model="m",
                    messages=_messages(number),  # type: ignore[arg-type]
                    temperature=0.0,
                    max_tokens=200,
                )
            except openai.APIError:
                continue
            return Reply(text=said.choices[0].message.content or "", finish_reason="stop")

    async with (
        AnswerBook(LocalStore(str(folder))) as book,
        openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as api,
    ):

        async def one(number: int) -> None:
            async with places:
                await book.ask(_request(number), lambda: send(api, number))

        await asyncio.gather(*map(one, numbers))


def _seconds(way: Callable[[Path, str, Sequence[int]], Awaitable[None]], url: str, numbers: Sequence[int]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        asyncio.run(_run(way(Path(folder), url, numbers)))
        return time.perf_counter() - began


async def _run(work: Awaitable[None]) -> None:
    await work


def _client_seconds(url: str, first: int, last: int) -> float:
    return _seconds(with_client, url, range(first, last))


def compare(server: ServerProcess, name: str, count: int, rounds: int) -> None:
    """Turn by turn, the best of each: what else the machine does meets both."""
    plain: list[float] = []
    ours: list[float] = []
    for _ in range(rounds):
        for way, seconds in ((plainly, plain), (with_client, ours)):
            server.forget_attempts()
            seconds.append(_seconds(way, server.url, range(count)))
    ratio = min(plain) / min(ours)
    print(
        f"{name:<24} plain {min(plain):6.2f} s   client {min(ours):6.2f} s   throughput ratio {ratio:.2f}", flush=True
    )


def ceiling(server: ServerProcess, count: int) -> None:
    one = count / _client_seconds(server.url, 0, count)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(len, ([], [])))  # both are up
        began = time.perf_counter()
        halves = [pool.submit(_client_seconds, server.url, at, at + count) for at in (count, 2 * count)]
        [half.result() for half in halves]
        two = 2 * count / (time.perf_counter() - began)
    print(f"no latency: {one:.0f} requests/s with one process, {two:.0f} with two", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_client")
    parser.add_argument("--count", type=int, default=2000, help="requests in each run")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each; the best one counts")
    given = parser.parse_args()
    count, rounds = given.count, given.rounds
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder) / "requests.jsonl") as server:
        server.behave(latency_s=LATENCY_S)
        compare(server, "even latency", count, rounds)
        server.behave(latency_s=LATENCY_S, slow_share=0.01, slow_s=2.0)
        compare(server, "1 % take 2 s", count, rounds)
        half = (Fault(kind="429", share=0.15), Fault(kind="500", share=0.176))
        server.behave(*half, latency_s=LATENCY_S)
        compare(server, "15 % 429 and 15 % 500", count, rounds)
        server.behave()
        ceiling(server, count // 2)


if __name__ == "__main__":
    main()
