"""For any small pipeline: how many buckets, in which order, on which engine, broken where: the same results."""

import itertools
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ray
from hypothesis import HealthCheck, given, settings

from pipeline.engine.local import LocalEngine
from pipeline.engine.pool import Pool
from pipeline.engine.ray_engine import RayEngine
from pipeline.run.open import open_job
from tests.chaos.any_pipeline import (
    ANY_WAY,
    FULL,
    QUICK,
    AnyJob,
    AnyWay,
    BreakingStore,
    any_job,
    job_of,
    numbers,
    once,
    results,
)
from tests.front_door import digests

PLAIN = AnyWay(8, 0, ())


def check(job: AnyJob, way: AnyWay) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        assert results(job, PLAIN, folder, folder / "plain") == results(job, way, folder, folder / "other")


quickly = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@quickly
@given(any_job(QUICK), ANY_WAY)
def test_results_do_not_depend_on_buckets_order_or_where_the_run_broke(job, way):
    check(job, way)


@pytest.mark.chaos
@settings(quickly, max_examples=300, derandomize=False, print_blob=True)
@given(any_job(FULL), ANY_WAY)
def test_results_of_many_pipelines_do_not_depend_on_how_they_came_about(job, way):
    check(job, way)


FACTORS: dict[str, tuple[Any, ...]] = {
    "engine": ("local", "ray"),
    "workers": (1, 2, 3),
    "buckets": (1, 8, 32),
    "break": (None, 3, 20, 45),
}


def pairwise(rng: random.Random) -> list[dict[str, Any]]:
    """Few combinations in which each two values of two factors meet, found greedily."""
    names = list(FACTORS)
    every = [dict(zip(names, values, strict=True)) for values in itertools.product(*FACTORS.values())]
    rng.shuffle(every)

    def pairs(one: dict[str, Any]) -> set[Any]:
        return {((a, one[a]), (b, one[b])) for a, b in itertools.combinations(names, 2)}

    missing = set().union(*(pairs(one) for one in every))
    chosen = []
    while missing:
        best = max(every, key=lambda one: len(pairs(one) & missing))
        chosen.append(best)
        missing -= pairs(best)
    return chosen


@pytest.fixture
def cluster() -> Iterator[None]:
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


@pytest.mark.chaos
def test_engine_workers_buckets_and_break_pairwise_on_one_ray_session(tmp_path, cluster):
    job = AnyJob(
        6, 5, (2,), ("caption", "recognize", "ground"), (), (("max_documents", 2), ("val", 0.3), ("seed", 1)), None
    )
    wanted = results(job, PLAIN, tmp_path, tmp_path / "plain")
    out = tmp_path / "other"
    combinations = pairwise(random.Random(1))
    assert 12 <= len(combinations) <= 20
    for one in combinations:
        shutil.rmtree(out, ignore_errors=True)
        context = open_job(job_of(job, tmp_path, out))
        for left in (one["break"], None):
            broken = replace(context, store=BreakingStore(str(out), [] if left is None else [left]))
            engine = LocalEngine(broken) if one["engine"] == "local" else RayEngine(broken, None, Pool(one["workers"]))
            try:
                found = once(engine, broken, None, one["buckets"])
            except OSError:
                assert left is not None, one
            finally:
                engine.close()
        assert digests(out / "shards") == wanted["shards"], one
        assert numbers(found) == wanted["numbers"], one
