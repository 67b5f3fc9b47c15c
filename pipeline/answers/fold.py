"""Logs of answers become Parquet parts, sorted and typed; and what all answers of a run cost together."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.answers.answer import Answer
from pipeline.answers.log import read_log
from pipeline.answers.parts import all_parts, find_in, index_part, read_answers, write_answers
from pipeline.answers.sink import LOGS
from pipeline.protocols.stage import Spend
from pipeline.store.store import Store

FOLD = 50_000
"""Answers in one part, or a whole log more: about 30 MB."""


def fold_logs(store: Store) -> int:
    """Logs of workers that are gone become parts; returns how many answers. Only when nobody is asking.

    Killed in the middle it leaves a log beside the part it went into; the next fold drops it. Memory: one part's
    answers, and 32 bytes for each in other parts.
    """
    folded, pending, read = 0, dict[str, Answer](), list[str]()
    known = [index for path in all_parts(store) if (index := index_part(store, path)) is not None]
    for name in store.names(LOGS):
        path = f"{LOGS}/{name}"
        for answer in _in_log(store, path):
            if all(find_in(index, answer.request) is None for index in known):
                pending[answer.request] = answer
        read.append(path)
        if len(pending) >= FOLD:
            folded += _write(store, pending, read)
    return folded + _write(store, pending, read)


def _write(store: Store, pending: dict[str, Answer], read: list[str]) -> int:
    if pending:
        write_answers(store, pending.values())
    for path in read:
        store.delete(path)
    count = len(pending)
    pending.clear()
    read.clear()
    return count


def _in_log(store: Store, path: str) -> Iterator[Answer]:
    return (answer for _, _, answer in read_log(store.read(path)) if answer is not None)


@dataclass(frozen=True, slots=True)
class Bought:
    """What one role's requests to one model took, over all runs of a folder."""

    role: str
    model: str
    spend: Spend


def bought(store: Store) -> list[Bought]:
    """By role and model, in their order. Answers in a part and still in a log (a fold was killed) count once."""
    sums: dict[tuple[str, str], Spend] = {}
    seen: set[str] = set()
    logs = [f"{LOGS}/{name}" for name in store.names(LOGS)]
    for answer in (answer for path in logs for answer in _in_log(store, path)):
        if answer.request not in seen:
            seen.add(answer.request)
            _add(sums, answer)
    for path in all_parts(store):
        for answer in read_answers(store, path) if index_part(store, path) is not None else ():
            if answer.request not in seen:
                _add(sums, answer)
    return [Bought(role, model, spend) for (role, model), spend in sorted(sums.items())]


def _add(sums: dict[tuple[str, str], Spend], answer: Answer) -> None:
    of, reply = (answer.role, answer.model), answer.reply
    before = sums.get(of, Spend())
    sums[of] = Spend(
        before.calls + 1,
        before.input_tokens + reply.input_tokens,
        before.output_tokens + reply.output_tokens,
        before.cost_usd + reply.cost_usd,
    )
