"""`multigrain evaluate` on finished runs: the figures are pycocotools' own on the same boxes."""

import contextlib
import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from jobs.cli import main
from tests.datasets import coco_job, make_coco
from tests.front_door import multigrain, write_job

STAGES = {"caption": {}, "recognize": {}, "ground": {}}


def finished(tmp_path: Path, capsys: Any, **source: str) -> str:
    """A run over `data`, and its folder."""
    body = coco_job(tmp_path / "data", tmp_path / "out") | {"stages": STAGES}
    body["source"] |= source
    body["publish"]["recipes"] = ["caption+label"]
    code, found = multigrain(capsys, "run", write_job(tmp_path / "job.yaml", body), "--engine", "local")
    assert code == 0, found
    return str(tmp_path / "out")


def moved(path: Path) -> dict[str, Any]:
    """The annotations as a middling detector would find them: some missed, some shifted, some misnamed."""
    body: dict[str, Any] = json.loads(path.read_text())
    kept = []
    for number, one in enumerate(copy.deepcopy(body["annotations"])):
        x, y, w, h = one["bbox"]
        one["bbox"] = [x, y, w, h * 0.83] if number % 3 else one["bbox"]
        one["category_id"] = 62 if number % 7 == 0 else one["category_id"]
        if number % 5:
            kept.append(one)
    return body | {"annotations": kept}


def official(truth: str, found: list[dict[str, Any]]) -> list[float]:
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(truth)
        run = COCOeval(coco, coco.loadRes(found), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    return [float(value) for value in run.stats]


def test_boxes_against_the_annotations_the_run_did_not_use(tmp_path: Path, capsys: Any) -> None:
    truth = make_coco(tmp_path / "data", 12) / "instances.json"
    boxes = moved(truth)
    (tmp_path / "found.json").write_text(json.dumps(boxes))
    out = finished(tmp_path, capsys, instances=str(tmp_path / "found.json"))
    code, body = multigrain(capsys, "evaluate", out, "--truth", truth)
    assert code == 0 and body["truth"] == ["instances.json"] and body["records"] == 12
    found = body["boxes"]["instances.json"]
    rows = [{**{k: one[k] for k in ("image_id", "category_id", "bbox")}, "score": 1.0} for one in boxes["annotations"]]
    assert found["regions"] == len(rows)
    wanted = official(str(truth), rows)
    assert [-1 if value is None else value for value in found["stats"].values()] == pytest.approx(wanted, abs=1e-9)
    assert 0.1 < found["stats"]["ap"] < 0.9
    labels = body["labels"]["instances.json"]
    assert 0.5 < labels["recall"] < 1 and labels["recognised"] < labels["annotated"]


def test_a_run_over_annotations_says_that_it_measures_itself(tmp_path: Path, capsys: Any) -> None:
    truth = make_coco(tmp_path / "data", 6) / "instances.json"
    out = finished(tmp_path, capsys)
    for more in ((), ("--truth", str(truth))):
        code, body = multigrain(capsys, "evaluate", out, *more)
        (found,) = body["boxes"].values()
        assert code == 0 and found["measures_itself"] and found["stats"]["ap"] == pytest.approx(1.0)
        assert main(["evaluate", out, *more]) == 0
        said = capsys.readouterr().out
        assert "THIS RUN MEASURES ITSELF" in said and max(len(line) for line in said.splitlines()) <= 80


def test_leaks_are_reported_by_every_list(tmp_path: Path, capsys: Any) -> None:
    make_coco(tmp_path / "data", 6)
    out = finished(tmp_path, capsys)
    (tmp_path / "keys.txt").write_text("coco/000000000002\ncoco/000000000099\n")
    code, body = multigrain(capsys, "evaluate", out, "--leaks", tmp_path / "keys.txt")
    assert code == 0 and body["lists"] == {str(tmp_path / "keys.txt"): 2}
    (leak,) = body["leaks"]
    assert leak["key"] == "coco/000000000002" and not leak["is_kept_out"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--truth", "none.json"], "--truth: there is no file 'none.json'"),
        (["--leaks", "none.txt"], "--leaks: there is no file 'none.txt'"),
        (["--truth", "other.json"], "lists no picture of this run"),
        (["--truth", "cut.json"], "damaged or cut off"),
        (["--truth", "odd.json"], "expected whole numbers id, width, height"),
    ],
)
def test_files_that_cannot_serve_are_refused(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    text = (make_coco(tmp_path / "data", 3) / "instances.json").read_text()
    out = finished(tmp_path, capsys)
    monkeypatch.chdir(tmp_path)
    Path("other.json").write_text(json.dumps({"images": [{"id": 7, "file_name": "x.jpg", "width": 1, "height": 1}]}))
    Path("cut.json").write_text(text[: len(text) // 2])
    Path("odd.json").write_text(json.dumps({"images": [{"id": 7, "file_name": "x.jpg"}]}))
    code, body = multigrain(capsys, "evaluate", out, *arguments)
    assert code == 2 and said in body["message"]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, capsys: Any) -> None:
    code, body = multigrain(capsys, "evaluate", tmp_path)
    assert code == 2 and "no run folder" in body["message"]


def test_pictures_of_another_size_are_measured_in_their_own_pixels(tmp_path: Path, capsys: Any) -> None:
    """The truth is of pictures twice as large; one has another shape and is not measured."""
    truth = json.loads((make_coco(tmp_path / "data", 5) / "instances.json").read_text())
    out = finished(tmp_path, capsys)
    for image in truth["images"]:
        image["width"], image["height"] = image["width"] * 2, image["height"] * 2
    truth["images"][0]["height"] *= 2
    for one in truth["annotations"]:
        one["bbox"], one["area"] = [v * 2 for v in one["bbox"]], one["area"] * 4
    (tmp_path / "large.json").write_text(json.dumps(truth))
    code, body = multigrain(capsys, "evaluate", out, "--truth", tmp_path / "large.json")
    assert code == 0 and body["other_shape"] == ["coco/000000000001"] and body["records"] == 4
    assert body["boxes"]["large.json"]["stats"]["ap"] == pytest.approx(1.0)
