"""Drivers, stage workers and raylets killed on Ray: a run goes on, or stops with exit code 6 and is run again."""

from pathlib import Path

import pytest

from tests.chaos.armed import Armed
from tests.chaos.job import small_job
from tests.chaos.on_ray import A_RAYLET, DRIVER, ONLY_RAYLET, WORKER, Killing, ray_round, two_nodes
from tests.chaos.rounds import GOOD, Undisturbed, undisturbed

PICTURES = 12
KILLS = [
    *((DRIVER, at, 1) for at in (15, 60, 95, 130)),
    *((WORKER, at, times) for at, times in ((3, 1), (21, 1), (40, 2), (66, 3))),
    *((ONLY_RAYLET, at, 1) for at in (9, 30)),
]
"""Who, at which of its points, how many processes of the kind."""


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Undisturbed]:
    folder = tmp_path_factory.mktemp("ray-kills")
    path = small_job(folder, PICTURES)
    return folder, path, undisturbed(folder, path)


@pytest.mark.chaos
@pytest.mark.parametrize(("killing", "at", "times"), KILLS, ids=lambda value: getattr(value, "who", str(value)))
def test_a_process_killed_on_ray_changes_no_byte(job, outcomes, killing: Killing, at: int, times: int):
    found = ray_round(*job, killing, at, times=times)
    outcomes.append(found)
    assert found.outcome == GOOD


@pytest.mark.chaos
@pytest.mark.parametrize("at", [5, 14, 33])
def test_a_node_lost_on_the_way_changes_no_byte(job, outcomes, at: int):
    folder = job[0]
    armed = Armed(A_RAYLET.role, at, A_RAYLET.effect, str(folder / "out"), str(folder / "fired"))
    with two_nodes(armed) as address:
        found = ray_round(*job, A_RAYLET, at, "--set", f"execution.address={address}")
    outcomes.append(found)
    assert found.outcome == GOOD
