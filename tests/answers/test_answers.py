"""An answer is asked for once, durable before it is used, found again by any worker, and never damaged in silence."""

import asyncio
from pathlib import Path

import pandas as pd
import pytest

from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import LOGS, AnswerBook
from pipeline.answers.fold import fold_logs
from pipeline.answers.parts import PARTS
from pipeline.store.local import LocalStore


class Model:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    async def send(self) -> Reply:
        self.calls += 1
        await asyncio.sleep(0.002)
        return Reply(text=f"answer {self.calls}", input_tokens=3, output_tokens=2, cost_usd=0.01)


def _request(number: int) -> Request:
    return Request(role="caption", model="m", messages=({"role": "user", "content": str(number)},))


async def _ask_all(store: LocalStore, model: Model, numbers: range) -> list[str]:
    async with AnswerBook(store) as book:
        answers = await asyncio.gather(*(book.ask(_request(n), model.send) for n in numbers))
    return [answer.reply.text for answer in answers]


def test_the_same_question_is_sent_once_at_once_later_and_after_folding(tmp_path):
    store, model = LocalStore(str(tmp_path)), Model()
    first = asyncio.run(_ask_all(store, model, range(100)))
    assert model.calls == 100
    assert asyncio.run(_ask_all(store, model, range(100))) == first
    assert fold_logs(store) == 100 and not store.names(LOGS)
    assert asyncio.run(_ask_all(store, model, range(100))) == first
    assert model.calls == 100

    async def at_once() -> None:
        async with AnswerBook(store) as book:
            await asyncio.gather(*(book.ask(_request(7777), model.send) for _ in range(20)))

    asyncio.run(at_once())
    assert model.calls == 101


def test_an_answer_is_on_disk_before_it_is_returned(tmp_path):
    store, model = LocalStore(str(tmp_path)), Model()

    async def ask() -> None:
        async with AnswerBook(store) as book:
            for number in range(5):
                await book.ask(_request(number), model.send)
                logged = b"".join(path.read_bytes() for path in (tmp_path / LOGS).iterdir())
                assert _request(number).key.encode() in logged

    asyncio.run(ask())


def test_another_worker_finds_what_this_one_logged_while_both_run(tmp_path):
    store, model = LocalStore(str(tmp_path)), Model()

    async def two_workers() -> None:
        async with AnswerBook(store) as one, AnswerBook(store) as two:
            said = await one.ask(_request(1), model.send)
            assert await two.ask(_request(1), model.send) == said

    asyncio.run(two_workers())
    assert model.calls == 1


def test_a_torn_tail_is_asked_again_and_nothing_else(tmp_path):
    store, model = LocalStore(str(tmp_path)), Model()
    asyncio.run(_ask_all(store, model, range(10)))
    (log,) = (tmp_path / LOGS).iterdir()
    log.write_bytes(log.read_bytes()[:-7])
    asyncio.run(_ask_all(store, model, range(10)))
    assert model.calls == 11


def test_a_damaged_part_is_set_aside_and_its_answers_asked_again(tmp_path, caplog):
    store, model = LocalStore(str(tmp_path)), Model()
    asyncio.run(_ask_all(store, model, range(10)))
    fold_logs(store)
    (part,) = (tmp_path / PARTS).iterdir()
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    asyncio.run(_ask_all(store, model, range(10)))
    assert model.calls == 20 and part.name in caplog.text


def test_a_failed_request_is_not_kept(tmp_path):
    store, model = LocalStore(str(tmp_path)), Model()

    async def fail() -> Reply:
        raise ConnectionError("gone")

    async def ask() -> None:
        async with AnswerBook(store) as book:
            with pytest.raises(ConnectionError):
                await book.ask(_request(1), fail)
            await book.ask(_request(1), model.send)

    asyncio.run(ask())
    assert model.calls == 1


def test_pandas_reads_what_was_paid(tmp_path: Path):
    store, model = LocalStore(str(tmp_path)), Model()
    asyncio.run(_ask_all(store, model, range(10)))
    fold_logs(store)
    table = pd.read_parquet(tmp_path / PARTS)
    assert len(table) == 10 and table["cost_usd"].sum() == pytest.approx(0.1)
    assert (table["input_tokens"] == 3).all()
