"""The same training under Ray Train: its workers are the ranks."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from pipeline.training.train import train
from tests.front_door import in_own_process, write_job
from tests.training.specs import body, quiet, spec


def test_two_workers_of_ray_learn_what_one_process_learns(shards: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray.train")
    one = train(spec(shards, tmp_path / "one", "caption"), quiet)
    job = write_job(tmp_path / "train.yaml", body(shards, tmp_path / "two", "caption"))
    done = in_own_process("train", job, "--ray", "2", "--json", OMP_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["step"] == one.steps
    mine, theirs = (load_file(Path(folder) / "model.safetensors") for folder in (str(one.model), found["model"]))
    assert all(torch.allclose(mine[name], theirs[name], atol=2e-4) for name in mine)
