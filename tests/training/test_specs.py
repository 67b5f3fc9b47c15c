"""Every ready spec starts and trains in its tiny configuration, from shards as the command line publishes them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.front_door import ROOT, multigrain

SPECS = ROOT / "jobs" / "train"
OVERLAYS = [*sorted((SPECS / "curricula").glob("*.yaml")), *sorted((SPECS / "grains").glob("*.yaml"))]


@pytest.fixture(autouse=True)
def _surroundings(shards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SHARDS", shards), ("CAPTIONS", shards / "caption"), ("DOCUMENTS", 10)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("IMAGE_TOKENIZER", str(tmp_path / "none"))


def train(capsys: Any, spec: str, out: Path, *more: str, overlays: tuple[Path, ...] = ()) -> tuple[int, dict[str, Any]]:
    family = "discrete" if spec.startswith("discrete") else "grounding"
    laid = [word for path in (SPECS / "tiny" / f"{family}.yaml", *overlays) for word in ("--with", str(path))]
    return multigrain(capsys, "train", SPECS / f"{spec}.yaml", *laid, "--set", f"out={out}", *more)


def test_the_four_grounding_stages_follow_one_another(capsys: Any, tmp_path: Path) -> None:
    before: list[str] = []
    for stage in ("1-pretrain", "1-finetune", "2-fine-grained", "3-global"):
        code, body = train(capsys, f"grounding-{stage}", tmp_path / stage, *before)
        assert code == 0
        assert Path(body["model"], "multigrain.json").exists()
        before = ["--set", f"start_from={body['model']}"]


def test_the_discrete_family_learns_documents_then_instructions(capsys: Any, tmp_path: Path) -> None:
    code, body = train(capsys, "discrete", tmp_path / "1")
    assert code == 0
    again = ["--set", f"start_from={body['model']}"]
    assert train(capsys, "discrete-instruct", tmp_path / "2", *again)[0] == 0


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_curriculum_and_grain_trains(capsys: Any, tmp_path: Path, overlay: Path) -> None:
    code, body = train(capsys, "discrete", tmp_path, "--stop-after", "2", overlays=(overlay,))
    assert code == 0
    assert body["step"] == min(2, body["steps"])
    if overlay.parent.name == "grains":
        assert [counts["documents"] for counts in body["sets"]] == [10]


def test_settings_the_papers_publish_are_theirs() -> None:
    specs = [yaml.safe_load(path.read_text()) for path in sorted(SPECS.glob("grounding-*.yaml"))]
    found = {
        s["name"]: (s["optimize"]["learning_rate"], s["optimize"]["batch"], s["model"]["image_size"]) for s in specs
    }
    assert found == {
        "grounding-1-pretrain": (1e-3, 32, 336),
        "grounding-1-finetune": (2e-5, 32, 336),
        "grounding-2-fine-grained": (2e-5, 32, 336),
        "grounding-3-global": (2e-5, 16, 336),
    }


@pytest.mark.shared
@pytest.mark.parametrize("spec", ["grounding-2-fine-grained", "discrete"])
def test_specs_train_from_coco(spec: str, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coco = ROOT.parent / "shared" / "data" / "coco"
    if not coco.exists():
        pytest.skip("needs ../shared/data/coco beside the checkout")
    monkeypatch.setenv("COCO", str(coco))
    recipes = ["--set", "publish.recipes=[multigrained, grounding]", "--set", "publish.split.val=0"]
    run = ["run", ROOT / "jobs" / "regenerate-coco.yaml", "--engine", "local", *recipes, "--set", f"out={tmp_path}/run"]
    assert multigrain(capsys, *run)[0] == 0
    monkeypatch.setenv("SHARDS", f"{tmp_path}/run/shards")
    code, body = train(capsys, spec, tmp_path / "out", "--set", "start_from=null", "--stop-after", "3")
    assert code == 0
    assert body["step"] == min(3, body["steps"])
