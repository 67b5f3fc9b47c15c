"""What remembering costs: ledger and fingerprints per record, and how long an answer waits until it is durable.

The ledger's share is of a run whose stages take 20 ms a picture: what an in-process run takes beyond the same stage
functions in a plain loop, per record. Answers arrive 64 at once, 200 ms apart, as from a model.
"""

import asyncio
import statistics
import tempfile
import time
from functools import partial

from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.store.local import LocalStore
from tests.benchmarks.annotate import by_hand, light, locally, shares, timed

RECORDS, ROUNDS, STAGES_MS = 2000, 3, 20.0
ANSWERS, AT_ONCE, LATENCY_S = 2000, 64, 0.2


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


async def waits(folder: str) -> list[float]:
    """Milliseconds between a reply and its answer."""
    found: list[float] = []
    places = asyncio.Semaphore(AT_ONCE)

    async def one(book: AnswerBook, number: int) -> None:
        arrived = 0.0

        async def send() -> Reply:
            nonlocal arrived
            await asyncio.sleep(LATENCY_S)
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
    with tempfile.TemporaryDirectory(dir=".") as folder:
        waited = asyncio.run(waits(folder))
    print(f"ledger and fingerprints, seven stages: {beyond:.2f} ms a record, median of {ROUNDS} rounds")
    print(f"  of a run whose stages take {STAGES_MS:.0f} ms a picture: {beyond / STAGES_MS:.1%} (aim: at most 5 %)")
    middle, late = statistics.median(waited), sorted(waited)[int(len(waited) * 0.95)]
    print(f"an answer waits until it is durable: {statistics.mean(waited):.2f} ms in the mean (aim: at most 2), median")
    print(f"  {middle:.2f}, 95 of 100 within {late:.2f}; {AT_ONCE} at once, {LATENCY_S * 1e3:.0f} ms each")


if __name__ == "__main__":
    main()
