"""A run that pays: driver and model server killed at 20 seeded moments, and what is bought again counted."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.rounds import GOOD, Round
from tests.front_door import ROOT, digests, in_own_process
from tests.run.asked_job import KEY, LIMIT, PICTURES, doubled, job
from tests.server.process import ServerProcess

MOMENTS, SEED, LATENCY_S = 20, 3, 0.05


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerProcess]:
    monkeypatch.setenv("MULTIGRAIN_TEST_KEY", KEY)
    with ServerProcess(tmp_path / "requests.jsonl") as one:
        yield one


def interrupted(path: Path, server: ServerProcess, who: str, after: int) -> int:
    """Requests that the run had made when `who` was killed, once `after` were reached."""
    command = [sys.executable, "-m", "jobs", "run", str(path)]
    running = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    while len(server.requests) < after and running.poll() is None:
        time.sleep(0.005)
    made = len(server.requests)
    if who == "driver":
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    else:
        server.kill()
        assert running.wait(timeout=120) == 6, "a run whose server is gone stops, and can be resumed"
        server.start()
    time.sleep(5 * LATENCY_S)
    return made


@pytest.mark.chaos
def test_a_paid_run_killed_at_random_moments_buys_only_what_was_in_flight_again(tmp_path, server, outcomes):
    dice, path = random.Random(SEED), job(tmp_path, server.url)
    server.behave(latency_s=LATENCY_S)
    assert in_own_process("run", path).returncode == 0
    wanted, asked = digests(tmp_path / "out/shards"), len(server.requests)
    assert asked > 2 * PICTURES
    for number in range(MOMENTS):
        who, after = ("driver", "model server")[number % 2], dice.randrange(1, asked)
        shutil.rmtree(tmp_path / "out")
        server.forget()
        server.behave(latency_s=LATENCY_S)
        made = interrupted(path, server, who, after)
        ended = in_own_process("run", path)
        assert ended.returncode == 0, ended.stderr
        again = len(server.requests) - asked
        same = digests(tmp_path / "out/shards") == wanted
        is_good = same and doubled(server) <= LIMIT and again <= LIMIT
        told = GOOD if is_good else f"killed at {made}: same {same}, doubled {doubled(server)}, {again} requests more"
        outcomes.append(Round(f"{who} of a paid run", "annotate", told))
        assert is_good, told
