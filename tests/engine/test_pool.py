"""Whether workers fit the nodes of a cluster, and which settings of a job are refused because they would do nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engine.pool import Pool, room, said
from tests.datasets import coco_job, make_coco
from tests.front_door import multigrain, write_job


def test_a_worker_lies_on_one_node():
    nodes = [{"CPU": 3.0, "memory": 8e9}, {"CPU": 3.0, "memory": 8e9, "GPU": 1.0, "spot": 1.0}]
    assert room(nodes, {"CPU": 2.0}) == 2
    assert room(nodes, {"CPU": 4.0}) == 0
    assert room(nodes, {"CPU": 0.5, "GPU": 0.5}) == 2
    assert room(nodes, {"CPU": 0.5, "memory": 3e9}) == 4
    assert room(nodes, {"CPU": 0.5, "spot": 0.25}) == 4
    assert said({"CPU": 0.75, "memory": 2.5e9}) == "0.75 CPU, 2.5 GB memory"


@given(st.lists(st.integers(1, 64), min_size=1, max_size=6))
def test_one_worker_per_cpu_always_fits_and_leaves_a_machine_alone_some_room(cpus):
    total = float(sum(cpus))
    pool = Pool()
    needs = pool.needs(total)
    assert pool.count(total) == total
    assert room([{"CPU": float(each)} for each in cpus], needs) >= pool.count(total)
    assert needs["CPU"] * total <= total - 0.4


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"execution.stages.ask.gpus": 1}, "no use for a GPU"),
        ({"execution.stages.ask.workers": 4}, "set execution.workers"),
        ({"execution.stages.ask.batch": 16}, "one image at a time"),
        ({"execution.stages.relate.cpus": 1, "stages.caption": "{}"}, "no such stage"),
        ({"execution.stages.dance.cpus": 1}, "execution.stages.dance"),
        ({"execution.stages.ask.memory": "lots"}, "is no size"),
        ({"execution.where": "local", "execution.address": "auto"}, "execution.address"),
        ({"execution.resources.GPU": 1}, "execution.resources"),
        ({"execution.resources.spot": 0}, "execution.resources.spot"),
    ],
)
def test_a_setting_that_would_do_nothing_is_refused_before_any_work(tmp_path, capsys, settings, expected):
    job = write_job(tmp_path / "job.yaml", coco_job(make_coco(tmp_path / "data", 3), tmp_path / "out"))
    flags = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    code, found = multigrain(capsys, "plan", job, *flags)
    assert code == 2 and expected in found["message"]


def test_what_applies_is_handed_on(tmp_path, capsys):
    job = write_job(tmp_path / "job.yaml", coco_job(make_coco(tmp_path / "data", 3), tmp_path / "out"))
    flags = ("execution.stages.ask.memory=2GB", "execution.stages.ask.cpus=1.5", "execution.workers=3")
    assert multigrain(capsys, "plan", job, *(word for flag in flags for word in ("--set", flag)))[0] == 0
