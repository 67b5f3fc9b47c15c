"""A record that kills its worker is failed alone after two deaths; a worker killed from outside charges nobody."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import ray

from pipeline.engine.local import LocalEngine
from pipeline.engine.pool import Pool
from pipeline.engine.ray_engine import RayEngine
from pipeline.intake.inputs import Inputs
from pipeline.run.annotate import annotate
from pipeline.run.intake import take_in
from pipeline.run.progress import Unseen
from pipeline.run.survey import Survey, survey
from pipeline.store.local import LocalStore
from schemas.job import Job
from schemas.stages import CaptionSpec, StagesSpec
from tests.datasets import coco_job, make_coco
from tests.run.deaths import DyingContext

COUNT = 120


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def _context(tmp_path: Path, **deaths: object) -> tuple[DyingContext, Inputs]:
    job = Job.model_validate(coco_job(make_coco(tmp_path / "data", COUNT), tmp_path / "out"))
    store = LocalStore(str(tmp_path / "out"))
    context = DyingContext(job, StagesSpec(caption=CaptionSpec()), store, tmp_path / "scratch", **deaths)  # type: ignore[arg-type]
    return context, take_in(LocalEngine(context), context, None, Unseen())


def _annotated(context: DyingContext, inputs: Inputs) -> Survey:
    engine = RayEngine(context, None, Pool(workers=2))
    try:
        annotate(engine, context, inputs, False, Unseen())
    finally:
        engine.close()
    return survey(LocalEngine(context), context, inputs, Unseen())


def test_two_poisoned_records_fail_and_every_neighbour_gets_through(tmp_path):
    deadly = frozenset({"coco/000000000007", "coco/000000000044"})
    faulty = frozenset({"coco/000000000009"})
    counts = _annotated(*_context(tmp_path, deadly=deadly, faulty=faulty))
    assert counts["kept", "caption"] == COUNT - 3
    assert counts["failed_by", "caption", "worker_died"] == 2
    assert counts["failed_by", "caption", "ZeroDivisionError"] == 1
    assert counts["standing", "waiting"] == 0


def test_workers_killed_from_outside_charge_no_record(tmp_path):
    context, inputs = _context(tmp_path, pause_s=0.05)
    killed: list[int] = []
    stop = threading.Event()

    def kill_workers() -> None:
        while not stop.wait(1.5) and len(killed) < 4:
            for folder in Path("/proc").iterdir():
                try:
                    if folder.name.isdigit() and b"ray::Worker" in (folder / "cmdline").read_bytes():
                        os.kill(int(folder.name), signal.SIGKILL)
                        killed.append(int(folder.name))
                        break
                except OSError:
                    continue

    killer = threading.Thread(target=kill_workers)
    start = time.monotonic()
    killer.start()
    counts = _annotated(context, inputs)
    stop.set()
    killer.join()
    assert killed, f"done in {time.monotonic() - start:.1f} s, before any kill"
    assert counts["kept", "caption"] == COUNT
    assert counts["failed", "caption"] == 0
