"""Runs suspect rows one at a time in a child process, so that a record that kills its process is found and charged.

A worker that dies takes every row in its hands along and tells nothing of which one it was. So rows a worker died under
run here: the child says which row it starts, and what its own death says is about that row alone. A worker that is
killed from outside takes the child along and charges nobody: its task simply runs again.
"""

import asyncio
import ctypes
import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import IO

from pipeline.annotate.advance import Tallies
from pipeline.run.context import Context
from pipeline.run.slice import AnnotateItem, annotate_slice, fail_row, join

DEATHS_ALONE = 2
"""A record that twice killed the process it had to itself is failed (`worker_died`)."""
_PR_SET_PDEATHSIG = 1


def annotate_alone(context: Context, item: AnnotateItem) -> Tallies:
    """Like `annotate_slice`, row by row; idempotent."""
    totals: Tallies = {}
    deaths: Counter[int] = Counter()
    at = item.rows.start
    while at < item.rows.stop:
        reached, last_words = _run_child(context, replace(item, rows=replace(item.rows, start=at)), totals)
        at = reached
        if last_words:
            deaths[at] += 1
            if deaths[at] >= DEATHS_ALONE:
                join(totals, fail_row(context, _only(item, at), last_words))
                at += 1
    return totals


def _only(item: AnnotateItem, row: int) -> AnnotateItem:
    return replace(item, rows=replace(item.rows, start=row, stop=row + 1))


def _run_child(context: Context, item: AnnotateItem, totals: Tallies) -> tuple[int, str]:
    """The first row that is not done, and how the child died under it ("" when all are done)."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.run.alone"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        pickle.dump((os.getpid(), context, item), child.stdin)
        child.stdin.flush()
        reached = item.rows.start
        while (done := _read(child.stdout)) is not None:
            join(totals, done)
            reached += 1
    return reached, "" if reached == item.rows.stop else _last_words(child.returncode)


def _read(pipe: IO[bytes]) -> Tallies | None:
    try:
        found: Tallies = pickle.load(pipe)
    except (EOFError, pickle.UnpicklingError):
        return None
    return found


def _last_words(code: int) -> str:
    if code >= 0:
        return f"its process ended with exit code {code}"
    return f"its process was ended by {signal.Signals(-code).name}"


def main() -> None:
    """The child: rows from stdin, one pickled result per row to stdout."""
    parent, context, item = pickle.load(sys.stdin.buffer)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        return
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with results
    with asyncio.Runner() as runner:
        for row in range(item.rows.start, item.rows.stop):
            pickle.dump(runner.run(annotate_slice(context, _only(item, row))), out)
            out.flush()


if __name__ == "__main__":
    main()
