"""64 rounds of kills at seeded random moments, up to three in a row, then one last run: nothing lost or doubled."""

import random
import shutil
from pathlib import Path

import pytest

from tests.chaos.child import KILLED
from tests.chaos.job import small_job
from tests.chaos.judge import faults_of, ledger_rows
from tests.chaos.points import Fault
from tests.chaos.rounds import GOOD, Round, Undisturbed, phases, run, torn, undisturbed

ROUNDS = 64


def one_round(folder: Path, job: Path, wanted: Undisturbed, rng: random.Random) -> Round:
    """Each kill is at a random point of what then is left to do; what is durable may only grow."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    found, phase, durable = list[str](), "after its end", 0
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(1, len(wanted.points) + 1)
        ended = run(folder, job, fault=Fault(at))
        if ended.code == KILLED:
            phase = phases(wanted.points)[at - 1]
        elif ended.code != 0:  # 0: the point lay beyond what was left to do
            found.append(f"ended with {ended.code}: {ended.words}")
        found.extend(torn(out))
        now = len(ledger_rows(out))
        if now < durable:
            found.append(f"{durable - now} durable rows were lost")
        durable = now
    last = run(folder, job)
    if last.code != 0:
        found.append(f"the last run ended with {last.code}: {last.words}")
    found.extend(faults_of(folder, wanted.shards, wanted.rows))
    return Round("driver, up to 3 times", phase, "; ".join(found) or GOOD)


def rounds(folder: Path, count: int) -> list[Round]:
    job = small_job(folder, 12)
    wanted = undisturbed(folder, job)
    rng = random.Random("64 rounds")
    return [one_round(folder, job, wanted, rng) for _ in range(count)]


def test_kills_in_a_row_lose_and_double_nothing(tmp_path):
    assert [each.outcome for each in rounds(tmp_path, 3)] == [GOOD] * 3


@pytest.mark.chaos
def test_64_rounds_of_kills_lose_and_double_nothing(tmp_path, outcomes):
    found = rounds(tmp_path, ROUNDS)
    outcomes.extend(found)
    assert [each.outcome for each in found] == [GOOD] * ROUNDS
