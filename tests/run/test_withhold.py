"""Pictures of evaluation sets and near-duplicates are kept out by a setting, counted, and decided by content alone."""

import hashlib
import json
import random
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.intake.inputs import read_slice
from pipeline.run.open import open_folder
from tests.datasets import coco_job, make_coco
from tests.front_door import digests, multigrain, write_job


def photograph(path: Path, number: int, size: tuple[int, int] = (96, 72)) -> None:
    """A picture of soft patches, others for each number."""
    patches = Image.new("L", (12, 9))
    patches.putdata(list(random.Random(f"photograph {number}").randbytes(12 * 9)))
    patches.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(path, quality=90)


def dataset(root: Path, count: int) -> Path:
    make_coco(root, count)
    for number in range(1, count + 1):
        photograph(root / "images" / f"{number:012d}.jpg", number)
    return root


def with_copies(tmp_path: Path) -> dict[str, Any]:
    """A second source, `copies`: COCO's pictures 1 to 3 encoded anew and smaller, and one of its own."""
    root = dataset(tmp_path / "data", 12)
    copies = tmp_path / "copies"
    copies.mkdir()
    for number in (1, 2, 3, 99):
        photograph(copies / f"copy {number}.jpg", number, (80, 60))
    body = coco_job(root, tmp_path / "out")
    body["source"] = [body["source"], {"kind": "folder", "name": "copies", "images": str(copies)}]
    return body


def run(tmp_path: Path, capsys: Any, body: dict[str, Any], **publish: Any) -> dict[str, Any]:
    body = {"stages": {"caption": {}, "recognize": {}, "ground": {}}} | body
    body |= {"publish": {"recipes": ["caption"], "split": {"val": 0}} | publish}
    code, found = multigrain(capsys, "run", write_job(tmp_path / "job.yaml", body), "--engine", "local")
    assert code == 0, found
    (rules,) = found["unpublished"].values()
    (published,) = found["published"].values()
    ended = sum(sum(rules.values()) for rules in found["rejected_records"].values())
    assert published + sum(rules.values()) + found["merged"] + ended == found["inputs"], "conservation"
    code, verified = multigrain(capsys, "verify", body["out"])
    assert code == 0, verified
    return dict(found)


def keys(out: str) -> set[str]:
    found = set()
    for shard in Path(out).glob("shards/caption/*.tar"):
        with tarfile.open(shard) as tar:
            found |= {name.removesuffix(".json") for name in tar.getnames() if name.endswith(".json")}
    return found


def test_listed_pictures_are_kept_out_and_counted(tmp_path: Path, capsys: Any) -> None:
    listed = tmp_path / "evaluation.txt"
    listed.write_text("coco/000000000001\ncoco/000000000007  # two of twelve\ncoco/000000009999\n")
    body = coco_job(dataset(tmp_path / "data", 12), tmp_path / "out")
    found = run(tmp_path, capsys, body)
    assert found["published"] == {"caption": 12} and len(keys(body["out"])) == 12
    found = run(tmp_path, capsys, body, exclude=[str(listed)])
    assert found["unpublished"] == {"caption": {"evaluation_image": 2}}
    assert sum(stage["computed"] for stage in found["stages"]) == 0, "nothing is annotated again"
    assert keys(body["out"]) == {f"coco/{n:012d}" for n in range(1, 13)} - {"coco/000000000001", "coco/000000000007"}
    card = (tmp_path / "out/shards/caption/README.md").read_text()
    assert "| evaluation.txt | 3 |" in card and "| not for this recipe: evaluation_image | 2 |" in card


def test_a_run_without_lists_says_on_its_card_that_nobody_looked(tmp_path: Path, capsys: Any) -> None:
    body = coco_job(dataset(tmp_path / "data", 3), tmp_path / "out")
    run(tmp_path, capsys, body)
    assert "No list of evaluation sets was given" in (tmp_path / "out/shards/caption/README.md").read_text()


def test_copies_across_sources_are_kept_out_and_the_first_source_wins(tmp_path: Path, capsys: Any) -> None:
    body = with_copies(tmp_path)
    found = run(tmp_path, capsys, body, near_duplicates={"max_distance": 4})
    assert found["unpublished"]["caption"] == {"near_duplicate": 3, "no_caption": 1}
    code, measured = multigrain(capsys, "evaluate", body["out"])
    assert code == 0 and measured["near_duplicates"]["are_kept_out"]
    pairs = {pair["key"]: pair["like"] for pair in measured["near_duplicates"]["pairs"]}
    assert pairs == {f"copies/copy%20{n}%2Ejpg": f"coco/{n:012d}" for n in (1, 2, 3)}
    body["source"] = body["source"][::-1]
    found = run(tmp_path, capsys, body | {"out": str(tmp_path / "turned")}, near_duplicates={})
    assert found["unpublished"]["caption"] == {"near_duplicate": 3, "no_caption": 4}
    assert keys(str(tmp_path / "turned")) == {f"coco/{n:012d}" for n in range(4, 13)}


def test_what_looks_like_a_picture_of_an_evaluation_set_is_kept_out_too(tmp_path: Path, capsys: Any) -> None:
    body = with_copies(tmp_path)
    body["source"] = body["source"][::-1]
    (tmp_path / "list.json").write_text(json.dumps(["coco/000000000002"]))
    found = run(tmp_path, capsys, body, near_duplicates={}, exclude=str(tmp_path / "list.json"))
    rules = found["unpublished"]["caption"]
    assert rules == {"evaluation_image": 1, "near_duplicate": 3, "no_caption": 3}


def test_a_rejected_picture_does_not_take_its_copy_along(tmp_path: Path, capsys: Any) -> None:
    """Picture 1 is rejected by its licence; the copy of it stays."""
    root = dataset(tmp_path / "data", 4)
    shutil.copytree(root, tmp_path / "other")
    instances = json.loads((root / "instances.json").read_text())
    instances["licenses"] = [{"id": n, "url": "closed"} for n in (1, 2)]
    for name in ("instances.json", "captions.json"):
        body = json.loads((root / name).read_text())
        (root / name).write_text(json.dumps(body | {"licenses": instances["licenses"]}))
    job = coco_job(root, tmp_path / "out")
    other = {**job["source"], "name": "other"}
    other = {k: v.replace(str(root), str(tmp_path / "other")) if isinstance(v, str) else v for k, v in other.items()}
    job["source"] = [job["source"], other]
    allowed = ["http://creativecommons.org/licenses/by/2.0/", "http://creativecommons.org/licenses/by-nc/2.0/"]
    job["stages"] = {"caption": {}, "recognize": {}, "ground": {}, "ask": {}, "check": {"licenses": allowed}}
    for number in range(1, 5):  # other bytes, so that they are not merged as one picture
        photograph(tmp_path / "other/images" / f"{number:012d}.jpg", number, (94, 70))
    found = run(tmp_path, capsys, job, near_duplicates={})
    assert sum(found["rejected_records"]["check"].values()) == 4 and found["published"] == {"caption": 4}
    assert keys(job["out"]) == {f"other/{n:012d}" for n in range(1, 5)}


def test_a_picture_that_was_merged_is_found_by_the_name_of_its_other_source(tmp_path: Path, capsys: Any) -> None:
    body = {"name": "scenes", "source": {"kind": "scenes", "count": 3}, "out": str(tmp_path / "out")}
    found = run(tmp_path, capsys, body)
    assert found["merged"] == 3 and found["published"] == {"caption": 3}
    opened = open_folder(body["out"])
    rows = [row for one in opened.inputs.slices() for row in read_slice(opened.context.store, one)]
    gone = next(row for row in rows if row.fate == "merged")
    (tmp_path / "list").write_text(gone.key)
    found = run(tmp_path, capsys, body, exclude=str(tmp_path / "list"))
    assert found["unpublished"] == {"caption": {"evaluation_image": 1}} and gone.detail not in keys(body["out"])


def test_a_picture_is_found_by_the_hash_of_its_bytes(tmp_path: Path, capsys: Any) -> None:
    body = coco_job(dataset(tmp_path / "data", 3), tmp_path / "out")
    picture = (tmp_path / "data/images/000000000002.jpg").read_bytes()
    (tmp_path / "list").write_text(hashlib.sha256(picture).hexdigest())
    run(tmp_path, capsys, body, exclude=str(tmp_path / "list"))
    assert keys(body["out"]) == {"coco/000000000001", "coco/000000000003"}


def test_buckets_do_not_decide_who_stays(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    body = with_copies(tmp_path)
    run(tmp_path, capsys, body, near_duplicates={})
    monkeypatch.setattr("pipeline.run.intake.choose_buckets", lambda _: 64)
    run(tmp_path, capsys, body | {"out": str(tmp_path / "more")}, near_duplicates={})
    assert digests(tmp_path / "more/shards") == digests(tmp_path / "out/shards")


@pytest.mark.parametrize(
    ("publish", "said"),
    [
        ({"exclude": ["none.txt"]}, "publish.exclude: there is no file 'none.txt'"),
        ({"near_duplicates": {"max_distance": 9}}, "publish.near_duplicates.max_distance"),
    ],
)
def test_plan_checks_the_settings(tmp_path: Path, capsys: Any, publish: dict[str, Any], said: str) -> None:
    body = coco_job(make_coco(tmp_path / "data", 1), tmp_path / "out") | {"publish": publish}
    code, found = multigrain(capsys, "plan", write_job(tmp_path / "job.yaml", body))
    assert code == 2 and said in found["message"]
