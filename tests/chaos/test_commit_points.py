"""The driver is killed at every commit point of a run; the same command then makes the undisturbed run's bytes."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.chaos.job import small_job
from tests.chaos.rounds import GOOD, Round, Undisturbed, kill_at, undisturbed

STRIDE = 31
"""Of the short selection: odd, so that it meets `before` as well as `after`, and no multiple of a write's 6 points."""


def bad(rounds: Iterable[Round]) -> list[str]:
    return [each.outcome for each in rounds if each.outcome != GOOD]


def fresh(folder: Path, points: slice) -> list[Round]:
    """From nothing: import, annotate, publish."""
    job = small_job(folder)
    wanted = undisturbed(folder, job)
    return [kill_at(folder, job, point, wanted, None) for point in range(1, len(wanted.points) + 1)[points]]


def again(folder: Path, points: slice) -> list[Round]:
    """Over a published run, under another seed and order: every shard there is replaced."""
    job = small_job(folder)
    undisturbed(folder, job)
    start = shutil.copytree(folder / "out", folder / "start")
    seed = ("--set", "publish.seed=1", "--set", "publish.shard.max_documents=1")
    wanted: Undisturbed = undisturbed(folder, job, *seed)
    return [kill_at(folder, job, point, wanted, start, *seed) for point in range(1, len(wanted.points) + 1)[points]]


@pytest.mark.parametrize("rounds_of", [fresh, again])
def test_a_driver_killed_at_a_commit_point_resumes_to_the_same_bytes(tmp_path, rounds_of):
    rounds = rounds_of(tmp_path, slice(3, None, STRIDE))
    assert len(rounds) > 5 and not bad(rounds)


@pytest.mark.chaos
@pytest.mark.parametrize("rounds_of", [fresh, again])
def test_a_driver_killed_at_any_commit_point_resumes_to_the_same_bytes(tmp_path, rounds_of, outcomes):
    rounds = rounds_of(tmp_path, slice(None))
    outcomes.extend(rounds)
    assert len(rounds) > 150 and not bad(rounds)
