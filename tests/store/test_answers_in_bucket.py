"""Answers kept in a bucket: one object per group, none asked twice, merged while others read."""

import asyncio

from pipeline.answers import sink
from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.answers.fold import fold_logs
from pipeline.answers.sink import LOGS
from pipeline.store import bucket
from pipeline.store.object import ObjectStore
from tests.store.conftest import BUCKET
from tests.store.proxy import Fault


class Model:
    def __init__(self) -> None:
        self.calls = 0

    async def say(self, number: int) -> Reply:
        self.calls += 1
        return Reply(text=f"answer {number}")


async def asked(book: AnswerBook, model: Model, numbers: range) -> list[str]:
    requests = {n: Request(role="captioner", model="m", sample=n) for n in numbers}
    found = await asyncio.gather(*(book.ask(requests[n], lambda n=n: model.say(n)) for n in numbers))
    return [answer.reply.text for answer in found]


def test_answers_are_bought_once_whichever_worker_asks_and_however_they_lie(proxy, monkeypatch):
    monkeypatch.setattr(sink, "MERGE", 4)
    monkeypatch.setattr(bucket, "FIRST_WAIT_S", 0.02)
    store, model = ObjectStore(f"s3://{BUCKET}/run"), Model()
    expected = [f"answer {n}" for n in range(12)]

    async def both() -> None:
        async with AnswerBook(store) as one, AnswerBook(store) as two:
            for n in range(12):
                proxy.faults = [Fault("503", where="answers/log", method="PUT")]
                assert await asked(one, model, range(n, n + 1)) == [f"answer {n}"]
                if n % 5 == 0:  # also of objects that are merged afterwards
                    assert await asked(two, model, range(n + 1)) == expected[: n + 1]
            assert await asked(two, model, range(12)) == expected

    asyncio.run(both())
    assert model.calls == 12 and len(store.names(LOGS)) == 3
    assert fold_logs(store) == 12 and store.names(LOGS) == []

    async def again() -> None:
        async with AnswerBook(store) as book:
            assert await asked(book, model, range(12)) == expected

    asyncio.run(again())
    assert model.calls == 12


def test_answers_that_arrive_together_are_one_object(proxy):
    store, model = ObjectStore(f"s3://{BUCKET}/run"), Model()

    async def many() -> None:
        async with AnswerBook(store) as book:
            await asked(book, model, range(50))

    asyncio.run(many())
    assert len([line for line in proxy.seen if line.startswith("PUT") and "answers/log" in line]) <= 3
