"""The job specs that come along: each is read and checked whole; from bare pictures to shards with real predictions."""

import os
import shutil
from pathlib import Path

import pytest

from jobs.spec import read_job
from pipeline.run.forecast import check_budget
from pipeline.run.pool import pool_of
from tests.front_door import ROOT, in_own_process, write_job
from tests.server.process import ServerProcess

SPECS = sorted((ROOT / "jobs").glob("*.yaml"))
SHARED = ROOT.parent / "shared"
VARIABLES = ("COCO", "VG", "PICTURES", "DETECTOR", "MODEL", "MODEL_URL", "VLLM_URL")


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_ready_spec_is_sound(path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "http://host:8000/v1" if name.endswith("URL") else "/data")
    job = read_job(path)
    if job.stages is not None:
        check_budget(job, job.stages)
        pool_of(job.execution, job.stages)


def test_several_servers_may_stand_in_one_variable(monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "/data")
    monkeypatch.setenv("VLLM_URL", "http://one:8000/v1, http://two:8000/v1")
    stages = read_job(ROOT / "jobs/synthesize-vllm.yaml").stages
    assert stages is not None and stages.ask is not None
    assert stages.ask.base_url == ("http://one:8000/v1", "http://two:8000/v1")


@pytest.mark.shared
@pytest.mark.parametrize("pictures", ["unlabelled", "coco/val2017"])
def test_bare_pictures_become_verified_shards_with_a_real_detector_and_a_model_server(tmp_path, pictures):
    pytest.importorskip("onnxruntime", reason="the detector needs the extra: uv pip install -e '.[detector]'")
    if not SHARED.exists():
        pytest.skip("the real data in ../shared is not here")
    detector = tmp_path / "detector"
    detector.mkdir()
    shutil.copy(SHARED / "weights/yolox_nano/yolox_nano.onnx", detector / "detector.onnx")
    shutil.copy(SHARED / "weights/yolox_nano/coco_classes.txt", detector / "classes.txt")
    with ServerProcess(tmp_path / "requests.jsonl") as server:
        given = {"PICTURES": str(SHARED / "data" / pictures), "DETECTOR": str(detector), "MODEL": "m"}
        environment = {**given, "MODEL_URL": server.url}
        out = tmp_path / "out"
        job = ("jobs/synthesize.yaml", "--set", f"out={out}", "--limit", "20")
        ended = in_own_process("run", *job, **environment)
        assert ended.returncode == 0, ended.stderr
        assert in_own_process("verify", out).returncode == 0
        assert {path.name for path in Path(out, "shards-limit-20").iterdir()} >= {"multigrained", "grounding"}
        server.forget()
        assert in_own_process("run", *job, **environment).returncode == 0
        assert not server.requests


def test_a_missing_package_fails_with_the_line_that_installs_it(tmp_path):
    """`import` is answered as where the package is not installed."""
    blocked = tmp_path / "blocked" / "onnxruntime"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not installed')")
    model, classes, pictures = tmp_path / "m.onnx", tmp_path / "c.txt", tmp_path / "pictures"
    model.write_bytes(b"onnx")
    classes.write_text("\n".join(f"class {number}" for number in range(80)))
    shutil.copytree(ROOT / ".readme", pictures)
    looks = {"backend": "detector", "detector": {"model": str(model), "classes": str(classes), "vocabulary": None}}
    body = {
        "name": "x",
        "source": {"kind": "folder", "images": str(pictures)},
        "stages": {"recognize": looks, "ground": looks, "describe": {"backend": "rules"}},
        "publish": {"recipes": ["fine"]},
        "execution": {"where": "local"},
        "out": str(tmp_path / "out"),
    }
    write_job(tmp_path / "job.yaml", body)
    path = os.pathsep.join((str(tmp_path / "blocked"), str(ROOT)))
    ended = in_own_process("run", tmp_path / "job.yaml", PYTHONPATH=path)
    assert ended.returncode in (2, 6) and "'.[detector]'" in ended.stderr, ended.stderr
