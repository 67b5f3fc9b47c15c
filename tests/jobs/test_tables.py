"""What `plan` and `status` print: nothing wider than 80 columns, digits in line, every count there."""

from pathlib import Path
from typing import Any

import pytest

from jobs.cli import main
from jobs.tables import plan_table, status_table
from tests.datasets import coco_job, make_coco
from tests.front_door import write_job

STAGES = ("import", "caption", "recognize", "ground", "describe", "relate", "ask", "check")


def lines_of(text: str) -> list[str]:
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80, max(lines, key=len)
    return lines


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One picture is cut off; its paths are short, for paths are printed whole."""
    monkeypatch.chdir(tmp_path)
    data = make_coco(tmp_path / "data", 8)
    broken = data / "images" / "000000000008.jpg"
    broken.write_bytes(broken.read_bytes()[:300])
    return write_job(tmp_path / "job.yaml", coco_job(Path("data"), Path("run")))


def test_plan_and_status_fit_80_columns(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("plan", "run", "plan"):
        assert main([verb, str(job), "--engine", "local"]) == 0
        lines_of(capsys.readouterr().out)
    assert main(["status", "run"]) == 0
    lines = lines_of(capsys.readouterr().out)
    assert any(line.split() == ["import", "rejected", "truncated", "1"] for line in lines)
    assert any(line.split()[:3] == ["caption", "7", "7"] for line in lines)


def numbered(stage: str, count: int) -> dict[str, Any]:
    counts = dict.fromkeys(("in", "out", "merged", "rejected", "failed", "reused"), count)
    return {"name": stage, **counts, "seconds": count / 10, "items": {"question": _flow(count)}}


def _flow(count: int) -> dict[str, int]:
    return {"made": count, "kept": count, "rejected": count}


def status_of(count: int) -> dict[str, Any]:
    rules = {"max_boxes_per_label": count, "ambiguous_reference": count, "option_images_overlap_too_much": count}
    spent = {"calls": count, "input_tokens": count * 900, "output_tokens": count * 90, "cost_usd": count / 1e3}
    return {
        "run": "synthesized-from-everything",
        "out": "runs/everything",
        "stages": [numbered(stage, count) for stage in STAGES],
        "rejected_records": {"import": rules, "check": rules},
        "failed_records": {"ask": {"ModelRefusedError": count}},
        "not_merged": {"aspect_ratio": count},
        "rejected_items": {"check": {"question": rules}},
        "answers": [{"role": "recognize", "model": "a-models/quite-long-name-of-7B-instruct-2026", **spent}],
        "waiting": count,
        "published": {"multigrained+relation": count},
        "unpublished": {"multigrained+relation": {"no_object_image": count}},
        "shards": {"multigrained+relation": [{"path": "shards/multigrained+relation/train-0.tar", "bytes": count}]},
    }


@pytest.mark.parametrize("count", [0, 7, 2_345_678, 123_456_789, 12_345_678_901])
def test_numbers_of_any_size_fit_and_stay_whole(count: int) -> None:
    """A number broken over two lines would be read as two."""
    lines = lines_of(status_table(status_of(count)))
    said = {0: "0", 7: "7", 2_345_678: "2.346 M", 123_456_789: "123.5 M", 12_345_678_901: "12,346 M"}[count]
    for stage, line in zip(STAGES, lines[3:], strict=False):
        assert line.startswith(f"{stage} ") and line.count(f" {said}") >= 6


def test_every_digit_is_said_where_there_is_room() -> None:
    body = status_of(7)
    body["stages"][0]["in"] = body["stages"][0]["out"] = 113_287_000
    assert lines_of(status_table(body))[3].split()[:3] == ["import", "113,287,000", "113,287,000"]


def test_a_plan_with_models_fits(job: Path) -> None:
    asked = {"calls": 12_345_678, "input_tokens": 9_876_543_210, "output_tokens": 123_456_789, "cost_usd": 98_765.43}
    body = {
        "job": "synthesized-from-everything",
        "out": "runs/everything",
        "sources": [{"name": "coco", "grains": ["caption", "label", "region"]}],
        "is_imported": True,
        "records": 113_287_000,
        "most_records": None,
        "stages": [
            {
                "name": stage,
                "backend": "annotations+rules+openai",
                "reads": ["captions", "conversations", "given", "labels", "regions", "relations"],
                "reused": 113_287_000,
                "compute": 113_287_000,
                "is_exact": False,
            }
            for stage in STAGES[1:]
        ],
        "recipes": ["caption", "caption+label+description", "multigrained", "multigrained+relation", "grounding"],
        "forecast": {"stages": [{"stage": "describe", "role": "describe", "model": "m" * 40, **asked}], **asked},
        "budget_usd": 100_000.0,
        "warnings": ["labels without descriptions: " + "accounts report that bare labels hurt " * 4],
    }
    lines_of(plan_table(body))
