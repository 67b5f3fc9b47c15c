"""Questions become batches, and every asker gets its own result."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.backends.groundingdino.batcher import Batcher
from pipeline.protocols.stage import StopError


class Doubler:
    """A model that doubles numbers, and remembers the batches it saw."""

    def __init__(self, bad: int | None = None, error: type[Exception] = ValueError) -> None:
        self.batches: list[list[int]] = []
        self.threads: set[str] = set()
        self._bad, self._error = bad, error

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        self.threads.add(threading.current_thread().name)
        if self._bad in numbers:
            raise self._error(f"cannot double {self._bad}")
        return [number * 2 for number in numbers]


def is_odd(number: int) -> bool:
    return number % 2 == 1


async def ask_all(batcher: Batcher[int, int], numbers: Sequence[int]) -> list[int | BaseException]:
    return await asyncio.gather(*(batcher.ask(number) for number in numbers), return_exceptions=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 9))
def test_every_question_gets_its_own_result_and_no_batch_mixes_shapes(numbers: list[int], batch: int) -> None:
    model = Doubler()
    assert asyncio.run(ask_all(Batcher(model, is_odd, batch), numbers)) == [number * 2 for number in numbers]
    assert sorted(number for group in model.batches for number in group) == sorted(numbers)
    assert all(len(group) <= batch and len({is_odd(number) for number in group}) == 1 for group in model.batches)


def test_questions_asked_together_share_batches_in_the_order_they_came() -> None:
    model = Doubler()
    asyncio.run(ask_all(Batcher(model, is_odd, 4), [0, 2, 4, 6, 8, 10, 1]))
    assert model.batches == [[0, 2, 4, 6], [8, 10], [1]]
    assert len(model.threads) == 1


def test_questions_that_come_a_moment_apart_still_share_a_batch() -> None:
    model = Doubler()

    async def one_after_another() -> list[int]:
        batcher = Batcher(model, is_odd, 3)
        asking = []
        for number in (2, 4, 6):
            asking.append(asyncio.create_task(batcher.ask(number)))
            await asyncio.sleep(0.001)
        return await asyncio.gather(*asking)

    assert asyncio.run(one_after_another()) == [4, 8, 12]
    assert model.batches == [[2, 4, 6]]


def test_a_question_that_fails_fails_alone() -> None:
    results = asyncio.run(ask_all(Batcher(Doubler(bad=4), is_odd, 8), [2, 4, 6]))
    assert results[0] == 4 and results[2] == 12
    assert isinstance(results[1], ValueError)


def test_what_stops_the_run_is_told_to_all_at_once() -> None:
    model = Doubler(bad=4, error=StopError)
    results = asyncio.run(ask_all(Batcher(model, is_odd, 8), [2, 4, 6]))
    assert all(isinstance(result, StopError) for result in results)
    assert model.batches == [[2, 4, 6]], "nobody tries again"


def test_one_batcher_serves_one_event_loop_after_another() -> None:
    batcher = Batcher(Doubler(), is_odd, 2)
    for _ in range(3):
        assert asyncio.run(ask_all(batcher, [1, 2, 3])) == [2, 4, 6]


def test_an_asker_that_is_gone_holds_up_nobody() -> None:
    batcher = Batcher(Doubler(), is_odd, 2)

    async def with_one_given_up() -> int:
        gone = asyncio.create_task(batcher.ask(2))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await batcher.ask(4)

    assert asyncio.run(with_one_given_up()) == 8


def test_a_loop_that_ended_in_the_middle_leaves_nothing_to_the_next() -> None:
    model = Doubler()
    batcher = Batcher(model, is_odd, 2)

    async def cut_off() -> None:
        asking = asyncio.create_task(batcher.ask(2))
        await asyncio.sleep(0)
        asking.cancel()

    asyncio.run(cut_off())
    assert asyncio.run(ask_all(batcher, [4, 6])) == [8, 12]
    assert [2] not in model.batches
