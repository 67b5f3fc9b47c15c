"""As many requests at once as the bound and the server allow, and never a cent beyond the budget."""

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends.openai.captioner import OpenAICaptioner
from pipeline.backends.openai.client.budget import Budget, OwnPurse
from pipeline.backends.openai.client.limiter import Limiter
from pipeline.backends.openai.client.status import retry_after
from pipeline.backends.openai.errors import BudgetError, StopError
from pipeline.protocols.backend import Said
from tests.openai.desk import PRICES, caption, client, read, record, spec, spent_usd, texts
from tests.server.behaviour import Fault

RECORDS = [record(number) for number in range(80)]


def _billed(server) -> float:
    """What the server would put on the bill: it worked for all of these."""
    worked = [request for request in server.requests if request["output_tokens"]]
    tokens = sum(r["input_tokens"] * PRICES.input + r["output_tokens"] * PRICES.output for r in worked)
    return tokens / 1e6


@given(
    st.integers(1, 200),
    st.lists(st.sampled_from(["good", "away", "pause"]), max_size=400),
)
def test_the_window_stays_between_one_and_the_bound(bound, outcomes):
    limiter = Limiter(bound)
    for outcome in outcomes:
        {"good": limiter.succeeded, "away": lambda: limiter.turned_away(limiter.shrunk), "pause": limiter.shrink}[
            outcome
        ]()
        assert 1 <= limiter.window <= bound
    for _ in range(40 * bound + 400):
        limiter.succeeded()
    assert limiter.window == bound, "it recovers from anything"


def test_a_storm_of_refusals_shrinks_the_window_to_one_and_scattered_ones_do_not():
    storm, scattered = Limiter(64), Limiter(64)
    for number in range(700):
        storm.turned_away(storm.shrunk)
        if number % 3:
            scattered.succeeded()
        else:
            scattered.turned_away(0)
    assert storm.window == 1
    assert scattered.window == 64


def test_the_refusals_of_one_burst_shrink_the_window_once():
    limiter = Limiter(64)
    assert [limiter.turned_away(0) for _ in range(64)].count(True) == 1
    assert limiter.window == 32


def test_the_bound_is_reached_and_never_passed(server, tmp_path):
    server.behave(latency_s=0.05)
    caption(tmp_path, spec(server.url, limit=7), RECORDS)
    assert max(request["in_progress"] for request in server.requests) == 7


def test_a_server_that_takes_less_than_the_bound_is_found_out_and_everything_arrives(server, tmp_path):
    server.behave(latency_s=0.1, capacity=10)
    outcomes = caption(tmp_path, spec(server.url, limit=40), RECORDS)
    assert len(texts(outcomes)) == len(RECORDS) == server.done()["answered"]
    assert 20 < server.done()["refused"] < 2 * len(RECORDS), "it begins at the bound, and learns"


def test_a_storm_of_429_keeps_the_bound_and_recovers(server, tmp_path):
    server.behave(Fault(kind="429", first=60), latency_s=0.01)
    outcomes = caption(tmp_path, spec(server.url, limit=32), RECORDS)
    assert len(texts(outcomes)) == len(RECORDS)
    assert server.done() == {"429": 60, "answered": len(RECORDS)}
    assert max(request["in_progress"] for request in server.requests) <= 32


def test_retry_after_is_honoured(server, tmp_path):
    server.behave(Fault(kind="429", first=4, retry_after=1.0))
    began = time.monotonic()
    assert len(texts(caption(tmp_path, spec(server.url, limit=4), RECORDS[:12]))) == 12
    assert time.monotonic() - began > 1.0
    assert server.done()["429"] == 4, "while it was to be left alone nobody asked"


def test_retry_after_is_read_in_all_its_forms():
    assert retry_after({"retry-after": "2.5"}) == 2.5
    assert retry_after({"retry-after-ms": "300", "retry-after": "9"}) == 0.3
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
    assert retry_after({"retry-after": "soon"}) is retry_after({}) is retry_after({"retry-after": "-1"}) is None


@pytest.mark.parametrize("limit", [1, 16])
def test_the_budget_is_a_hard_stop_and_what_was_bought_is_kept(server, tmp_path, limit):
    server.behave(latency_s=0.01)
    to = spec(server.url, limit=limit, max_tokens=200)
    budget_usd = 0.02
    outcomes = caption(tmp_path, to, RECORDS, Budget(OwnPurse(budget_usd, lambda: 0.0)))
    stopped = [outcome for outcome in outcomes if not isinstance(outcome, Said)]
    assert {type(outcome) for outcome in stopped} == {BudgetError}
    assert 10 < len(outcomes) - len(stopped) == len(server.requests)
    assert _billed(server) == pytest.approx(spent_usd(tmp_path)) and budget_usd * 0.5 < _billed(server) <= budget_usd


def test_the_budget_spans_runs_and_a_larger_one_finishes_the_work(server, tmp_path):
    to = spec(server.url, limit=8, max_tokens=200)

    def run(budget_usd: float) -> list[object]:
        return caption(tmp_path, to, RECORDS, Budget(OwnPurse(budget_usd, lambda: spent_usd(tmp_path))))

    run(0.02)
    asked = len(server.requests)
    run(0.02)
    assert _billed(server) <= 0.02 and len(server.requests) - asked <= 1
    assert len(texts(run(1.0))) == len(RECORDS) == len(server.requests)


def test_two_workers_on_one_purse_stay_within_it(server, tmp_path):
    server.behave(latency_s=0.01)
    to = spec(server.url, limit=8, max_tokens=200)

    async def both() -> list[object]:
        purse = OwnPurse(0.02, lambda: 0.0)

        async def work(records) -> list[object]:
            async with client(tmp_path, to, Budget(purse)) as it:
                return await asyncio.gather(
                    *map(OpenAICaptioner(to, it, read).caption, records), return_exceptions=True
                )

        first, second = await asyncio.gather(work(RECORDS[:40]), work(RECORDS[40:]))
        return first + second

    outcomes = asyncio.run(both())
    assert any(isinstance(outcome, StopError) for outcome in outcomes)
    assert 0.01 < _billed(server) <= 0.02


def test_answers_lost_on_the_way_count_as_spent_at_the_most_they_can_have_cost(server, tmp_path):
    server.behave(Fault(kind="drop_body", attempts=1))
    to = spec(server.url, limit=8, max_tokens=200)
    outcomes = caption(tmp_path, to, RECORDS, Budget(OwnPurse(0.02, lambda: 0.0)))
    assert {type(o) for o in outcomes if not isinstance(o, Said)} == {BudgetError}
    assert 3 < server.done()["drop_body"] <= 8, "at $0.0025 each"


def test_money_and_places_never_wait_for_each_other(server, tmp_path):
    server.behave(Fault(kind="500", attempts=1, share=0.7), latency_s=0.01)
    to = spec(server.url, limit=4, max_tokens=200, patience_s=3.0, timeout_s=2.0)
    outcomes = caption(tmp_path, to, RECORDS, Budget(OwnPurse(0.012, lambda: 0.0)))
    assert {type(o) for o in outcomes if not isinstance(o, Said)} == {BudgetError}
    assert len(texts([o for o in outcomes if isinstance(o, Said)])) > 5


def test_a_purse_gives_what_it_has_once():
    async def draw() -> tuple[float, float, float]:
        purse = OwnPurse(1.0, lambda: 0.4)
        first = await purse.draw(0.5, 0.5)
        second = await purse.draw(0.2, 0.2)
        await purse.put_back(0.25)
        return first, second, purse.left_usd

    first, second, left = asyncio.run(draw())
    assert (first, second) == (0.5, 0.0) and left == pytest.approx(0.35)


def test_a_place_is_free_only_when_its_answer_is_durable(server, tmp_path, monkeypatch):
    disk, sync = threading.Event(), os.fdatasync

    def slow_disk(file: int) -> None:
        disk.wait(10)
        sync(file)

    monkeypatch.setattr(os, "fdatasync", slow_disk)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(caption, tmp_path, spec(server.url, limit=2), RECORDS[:6])
        time.sleep(1.0)
        exposed = len(server.requests)
        disk.set()
        assert len(texts(asking.result())) == 6
    assert exposed == 2
