"""`multigrain train` and `multigrain evaluate MODEL`, as a user types them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.front_door import ROOT, multigrain, write_job
from tests.training.specs import body

WITHOUT_TORCH = "import sys; sys.modules['torch'] = None; from jobs.cli import main; sys.exit(main(sys.argv[1:]))"


def test_a_spec_trains_resumes_and_is_evaluated(shards: Path, tmp_path: Path, capsys: Any) -> None:
    spec = write_job(tmp_path / "train.yaml", body(shards, tmp_path / "out", "grounding"))
    code, first = multigrain(capsys, "train", spec, "--stop-after", "2")
    assert (code, first["step"], first["model"]) == (0, 2, None)
    code, second = multigrain(capsys, "train", spec)
    assert (code, second["step"]) == (0, second["steps"])
    asked = ["--shards", shards / "grounding", "--shards", shards / "caption", "--questions", "4"]
    code, found = multigrain(capsys, "evaluate", second["model"], *asked)
    grounding, caption = found["shards"].values()
    assert code == 0
    assert {"accuracy", "centre_box", "mean_box", "random_box", "any_region", "another_region"} <= grounding[
        "referring"
    ].keys()
    assert {"random", "popular", "adversarial"} == grounding["probes"].keys()
    assert grounding["relation"]["chance"] == 0.25
    assert caption["loss"]["segments"]["loss"] > 0
    assert Path(second["model"], "evaluation.json").exists()


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"optimise": {}}, "optimise: the spec knows no such key"),
        ({"optimize": {"learning_rate": -1}}, "optimize.learning_rate"),
        ({"model": {"family": "grounding", "language": {"config": {}}, "vision": ["x"]}}, "needs a model_type"),
    ],
)
def test_a_wrong_spec_names_its_key_without_torch(tmp_path: Path, capsys: Any, over: Any, said: str) -> None:
    spec = write_job(tmp_path / "train.yaml", body(tmp_path, tmp_path, "caption") | over)
    code, found = multigrain(capsys, "train", spec)
    assert code == 2
    assert said in found["message"]


def run_without_torch(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_TORCH, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=250)


def test_training_without_torch_says_how_to_install_it(tmp_path: Path) -> None:
    spec = tmp_path / "train.yaml"
    spec.write_text(yaml.safe_dump(body(tmp_path, tmp_path, "caption")))
    done = run_without_torch("train", spec)
    assert done.returncode == 2
    assert "-e '.[train]'" in done.stderr


def test_other_commands_start_without_torch() -> None:
    assert run_without_torch("scenes", "--help").returncode == 0
