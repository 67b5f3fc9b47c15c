"""Runs suspect rows one at a time in a child process, so that a record that kills its process is found and charged.

A worker that dies takes every row in its hands along and tells nothing of which one it was. So rows a worker died under
run here: the child says which row it starts, and what its own death says is about that row alone. A worker that is
killed from outside takes the child along and charges nobody: its task simply runs again.
"""

import asyncio
import math
import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import IO

from pipeline.annotate.advance import Tallies
from pipeline.backends.openai.client.budget import OwnPurse
from pipeline.run.context import Context
from pipeline.run.slice import AnnotateItem, fail_row, join

DEATHS_ALONE = 2
"""A record that twice killed the process it had to itself is failed (`worker_died`)."""


async def annotate_alone(context: Context, item: AnnotateItem) -> Tallies:
    """Like `annotate_slice`, row by row; idempotent. Raises what stops a run."""
    purse, allowance = item.share.purse, None
    if purse is not None:
        allowance = OwnPurse(await purse("draw", 0.0, math.inf), lambda: 0.0)
    alone = replace(item, share=replace(item.share, purse=None))
    try:
        return await asyncio.to_thread(_one_by_one, context, alone, allowance)
    finally:
        if purse is not None and allowance is not None:
            await purse("put_back", allowance.left_usd)


def _one_by_one(context: Context, item: AnnotateItem, allowance: OwnPurse | None) -> Tallies:
    totals: Tallies = {}
    deaths: Counter[int] = Counter()
    at = item.rows.start
    while at < item.rows.stop:
        rest = replace(item, rows=replace(item.rows, start=at))
        reached, last_words = _run_child(context, rest, allowance, totals)
        at = reached
        if last_words:
            deaths[at] += 1
            if deaths[at] >= DEATHS_ALONE:
                join(totals, fail_row(context, only(item, at), last_words))
                at += 1
    return totals


def only(item: AnnotateItem, row: int) -> AnnotateItem:
    return replace(item, rows=replace(item.rows, start=row, stop=row + 1))


def _run_child(context: Context, item: AnnotateItem, allowance: OwnPurse | None, totals: Tallies) -> tuple[int, str]:
    """The first row that is not done, and how the child died under it ("" when all are done)."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.run.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        pickle.dump((os.getpid(), context, item, allowance.left_usd if allowance else None), child.stdin)
        child.stdin.flush()
        reached = item.rows.start
        while (done := _read(child.stdout)) is not None:
            if done.error is not None:
                raise done.error
            join(totals, done.tallies)
            reached += 1
            if allowance is not None:
                allowance.left_usd = done.left_usd
    return reached, "" if reached == item.rows.stop else _last_words(child.returncode)


@dataclass(frozen=True)
class Done:
    """What the child says of one row: what became of it, and of the money; or what stops the run."""

    tallies: Tallies
    left_usd: float = 0.0
    error: Exception | None = None


def _read(pipe: IO[bytes]) -> Done | None:
    try:
        found: Done = pickle.load(pipe)
    except (EOFError, pickle.UnpicklingError):
        return None
    return found


def _last_words(code: int) -> str:
    if code >= 0:
        return f"its process ended with exit code {code}"
    return f"its process was ended by {signal.Signals(-code).name}"
