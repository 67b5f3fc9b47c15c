"""Runs on Ray in processes of their own, with a fault armed in the driver, in a worker, or in a worker's raylet."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.armed import Armed, Role
from tests.chaos.judge import computed, faults_of, ledger_rows
from tests.chaos.points import Effect
from tests.chaos.rounds import GOOD, Round, Undisturbed, run, torn
from tests.front_door import ROOT

ON_PATH = Path(__file__).parent / "on_path"


@dataclass(frozen=True)
class Killing:
    """`who` is the table's word for what dies; `ends`: the exit codes a run it happens to may end with."""

    who: str
    role: Role
    effect: Effect
    ends: tuple[int, ...]


DRIVER = Killing("driver, on Ray", "driver", "kill", (-9,))
WORKER = Killing("stage worker", "worker", "kill", (0,))
ONLY_RAYLET = Killing("the only raylet", "worker", "kill parent", (6,))
A_RAYLET = Killing("one raylet of two", "worker", "kill parent", (0,))


def environment(armed: Armed | None) -> dict[str, str]:
    paths = os.pathsep.join([str(ON_PATH), str(ROOT)])
    chaos = {"MULTIGRAIN_CHAOS": armed.to_json()} if armed else {}
    inherited = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    return {**inherited, "PYTHONPATH": paths, **chaos}


def ray_run(job: Path, workers: int, armed: Armed | None = None, *more: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, what --json said, and stderr."""
    command = [sys.executable, "-m", "jobs", "run", str(job), "--engine", "ray", "--json"]
    done = subprocess.run(
        [*command, "--set", f"execution.workers={workers}", *more],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(armed),
        timeout=420,  # without a single worker a run waits for 300 s before it gives up
        start_new_session=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else {}, done.stderr


def ray_round(
    folder: Path, job: Path, wanted: Undisturbed, killing: Killing, at: int, *more: str, times: int = 1
) -> Round:
    """Killed at the `at`-th point of a process, run again where it did not finish (half of them in-process)."""
    out, fired = folder / "out", folder / "fired"
    shutil.rmtree(out, ignore_errors=True)
    for shot in folder.glob("fired-*"):
        shot.unlink()
    armed = Armed(killing.role, at, killing.effect, str(out), str(fired), times)
    code, body, words = ray_run(job, 2, armed, *more)
    found = list(torn(out))
    if not list(folder.glob("fired-*")):
        return Round(killing.who, "?", f"point {at} was not reached: {code} {words[-1500:]}")
    if code not in killing.ends:
        found.append(f"ended with {code}, not {killing.ends}: {words[-2000:]}")
    phase = phase_reached(out) if code else "any"
    if code != 0:
        durable = len(ledger_rows(out))
        again, body, words = ray_run(job, 1) if at % 2 else in_process(folder, job)
        if again != 0:
            found.append(f"the second run ended with {again}: {words[-2000:]}")
        elif computed(body) != len(wanted.rows) - durable:
            found.append(f"{computed(body)} rows computed, {len(wanted.rows) - durable} were not durable")
    found.extend(faults_of(folder, wanted.shards, wanted.rows))
    return Round(killing.who, phase, f"{at}: {'; '.join(found)}" if found else GOOD)


def in_process(folder: Path, job: Path) -> tuple[int, dict[str, Any], str]:
    ended = run(folder, job)
    return ended.code, ended.body, ended.words


def phase_reached(out: Path) -> str:
    """Where the run was when it died."""
    if any(out.glob("work/publish-*")) or any(out.glob("shards/*")):
        return "publish"
    return "annotate" if any(out.glob("inputs/*/inputs.json")) else "import"


@contextmanager
def two_nodes(armed_for: Armed | None) -> Iterator[str]:
    """A cluster of a head without CPUs and two nodes with two CPUs each; its address. Workers inherit the fault."""
    program = (
        "import sys\n"
        "from ray.cluster_utils import Cluster\n"
        "cluster = Cluster(initialize_head=True, head_node_args={'num_cpus': 0, 'include_dashboard': False})\n"
        "nodes = [cluster.add_node(num_cpus=2) for _ in range(2)]\n"
        "cluster.wait_for_nodes()\n"
        "print(cluster.address, flush=True)\n"
        "sys.stdin.read()\n"
        "cluster.shutdown()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(armed_for),
        start_new_session=True,
    )
    assert holder.stdin is not None and holder.stdout is not None
    try:
        lines = iter(holder.stdout)
        yield next(line.strip() for line in lines if line.strip().rpartition(":")[2].isdigit())
    finally:
        holder.stdin.close()
        holder.wait(timeout=60)
