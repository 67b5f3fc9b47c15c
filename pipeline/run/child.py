"""The child process of `alone`: rows from stdin, one pickled `Done` per row to stdout."""

import asyncio
import ctypes
import os
import pickle
import signal
import sys
from dataclasses import replace

from pipeline.backends.openai.client.budget import OwnPurse
from pipeline.engine.local import share_here
from pipeline.run.alone import Done, only
from pipeline.run.context import Context
from pipeline.run.slice import AnnotateItem, annotate_slice

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, context, item, allowance = pickle.load(sys.stdin.buffer)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        return
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with results
    purse = OwnPurse(allowance, lambda: 0.0) if allowance is not None else None
    if purse is not None:
        item = replace(item, share=replace(item.share, purse=share_here(purse)))
    with asyncio.Runner() as runner:
        for row in range(item.rows.start, item.rows.stop):
            done = _one(runner, context, only(item, row), purse)
            pickle.dump(done, out)
            out.flush()
            if done.error is not None:
                return


def _one(runner: asyncio.Runner, context: Context, item: AnnotateItem, purse: OwnPurse | None) -> Done:
    try:
        return Done(runner.run(annotate_slice(context, item)), purse.left_usd if purse is not None else 0.0)
    except Exception as error:  # it stops the run: the parent raises it
        return Done({}, error=error)


if __name__ == "__main__":
    main()
