"""What remembering costs: ledger and fingerprints per record, and how long an answer waits until it is durable.

The ledger's share is of a run whose stages take 20 ms a picture: what an in-process run takes beyond the same stage
functions in a plain loop, per record. Answers are asked for 64 at once and take 160 to 240 ms, as from a model; then
exactly 200 ms, so that they arrive in waves of 64 and wait for each other too.
"""

import asyncio
import random
import statistics
import tempfile
import time
from functools import partial

from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.store.local import LocalStore
from tests.benchmarks.annotate import by_hand, light, locally, shares, timed

RECORDS, ROUNDS, STAGES_MS = 2000, 3, 20.0
ANSWERS, AT_ONCE, LATENCY_S, SPREAD_S = 2000, 64, 0.2, 0.04


def ledger_ms() -> float:
    """Per record, of several rounds in turns, the median."""
    context, inputs = light(RECORDS)
    locally(context, inputs)
    found = []
    for _ in range(ROUNDS):
        beyond = 0.0
        for piece in shares(inputs, inputs.num_buckets):
            beyond -= timed(context, partial(by_hand, context, piece))
            beyond += timed(context, partial(locally, context, piece))
        found.append(beyond / RECORDS * 1e3)
    return statistics.median(found)


async def waits(folder: str, spread_s: float) -> list[float]:
    """Milliseconds between a reply and its answer."""
    found: list[float] = []
    places, dice = asyncio.Semaphore(AT_ONCE), random.Random(0)

    async def one(book: AnswerBook, number: int) -> None:
        arrived = 0.0

        async def send() -> Reply:
            nonlocal arrived
            await asyncio.sleep(LATENCY_S + dice.uniform(-spread_s, spread_s))
            arrived = time.perf_counter()
            return Reply(text="a dog beside a tree " * 20)

        async with places:
            await book.ask(Request(role="bench", model="m", messages=({"n": number},)), send)
            found.append((time.perf_counter() - arrived) * 1e3)

    async with AnswerBook(LocalStore(folder)) as book:
        await asyncio.gather(*(one(book, number) for number in range(ANSWERS)))
    return found


def main() -> None:
    beyond = ledger_ms()
    print(f"ledger and fingerprints, seven stages: {beyond:.2f} ms a record, median of {ROUNDS} rounds")
    print(f"  of a run whose stages take {STAGES_MS:.0f} ms a picture: {beyond / STAGES_MS:.1%} (aim: at most 5 %)")
    print(f"an answer waits until it is durable, {AT_ONCE} at once (aim: at most 2 ms in the mean)")
    for spread_s in (SPREAD_S, 0.0):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            waited = asyncio.run(waits(folder, spread_s))
        middle, late = statistics.median(waited), sorted(waited)[int(len(waited) * 0.95)]
        print(
            f"  after {LATENCY_S - spread_s:.2f} to {LATENCY_S + spread_s:.2f} s: {statistics.mean(waited):.2f} ms "
            f"in the mean, median {middle:.2f}, 95 of 100 within {late:.2f}"
        )


if __name__ == "__main__":
    main()
