"""The command line in a forked child that a fault may end: forked from a clean server that has all imports done."""

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobs.cli import main
from pipeline.run import lock
from tests.chaos.points import Fault, Points

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "pandas", "jobs.cli", "pipeline.run.verify", "tests.chaos.child"])

NEVER = Fault(0)
KILLED = -9


@dataclass(frozen=True)
class Ended:
    """Exit code (negative: the signal), what --json said, and the points met in a child that lived."""

    code: int
    body: dict[str, Any]
    words: str
    points: list[str] = field(default_factory=list)


def in_child(
    folder: Path, arguments: Sequence[str | Path], fault: Fault = NEVER, before: Callable[[], None] | None = None
) -> Ended:
    """Runs `multigrain ARGUMENTS --json`, counting points below `folder`/out. `before` is a module-level function."""
    said = folder / "said"
    child = _forks.Process(target=_run, args=([*map(str, arguments), "--json"], folder, fault, before))
    child.start()
    child.join(timeout=240)
    assert child.exitcode is not None, f"{arguments} hangs"
    text = said.with_suffix(".out").read_text()
    points = said.with_suffix(".points")
    names = json.loads(points.read_text()) if points.exists() else []
    body = json.loads(text) if text.strip() and child.exitcode >= 0 else {}
    return Ended(child.exitcode, body, said.with_suffix(".err").read_text(), names)


def _run(arguments: list[str], folder: Path, fault: Fault, before: Callable[[], None] | None) -> None:
    said = folder / "said"
    said.with_suffix(".points").unlink(missing_ok=True)
    for number, kind in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(said.with_suffix(kind), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    lock.SETTLE_S = 0.01  # nobody else takes this folder; the matrix would wait for minutes
    if before is not None:
        before()
    points = Points(folder / "out", fault)
    points.install()
    code = main(arguments)
    said.with_suffix(".points").write_text(json.dumps(points.names))
    sys.exit(code)
