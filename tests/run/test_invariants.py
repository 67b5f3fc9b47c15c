"""The promises of a run, through the command line on real files: nothing lost, same bytes, only what changed, ..."""

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.datasets import coco_job, make_coco
from tests.front_door import digests, in_own_process, multigrain, write_job


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return make_coco(tmp_path / "data", 60)


def documents(shards: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(shards.rglob("*.tar")):
        with tarfile.open(path) as tar:
            for member in tar:
                if member.name.endswith(".json"):
                    file = tar.extractfile(member)
                    assert file is not None
                    yield json.load(file)


def test_every_input_ends_in_exactly_one_place(tmp_path, dataset, capsys):
    """Damage of every kind: records rejected, items dropped, a recipe that cannot use some."""
    images = sorted((dataset / "images").iterdir())
    images[0].unlink()
    images[1].write_bytes(images[1].read_bytes()[:200])
    images[2].write_bytes(b"")
    instances = json.loads((dataset / "instances.json").read_text())
    instances["annotations"][-1]["bbox"] = [500, 500, 5, 5]
    instances["annotations"][-2]["category_id"] = 999
    (dataset / "instances.json").write_text(json.dumps(instances))
    captions = json.loads((dataset / "captions.json").read_text())
    captions["annotations"] = captions["annotations"][:-10]
    (dataset / "captions.json").write_text(json.dumps(captions))
    job = write_job(tmp_path / "job.yaml", coco_job(dataset, tmp_path / "out"))

    code, found = multigrain(capsys, "run", job, "--engine", "local")

    assert code == 0 and found["inputs"] == 60
    assert sum(found["rejected_records"]["import"].values()) == 3
    for stage in found["stages"]:
        assert stage["in"] == stage["out"] + stage["merged"] + stage["rejected"] + stage["failed"]
        for flow in stage["items"].values():
            assert flow["made"] == flow["kept"] + flow["rejected"]
    ended = found["merged"] + sum(
        sum(rules.values()) for kind in ("rejected_records", "failed_records") for rules in found[kind].values()
    )
    for recipe, published in found["published"].items():
        assert published + sum(found["unpublished"][recipe].values()) + ended == 60
        keys = [document["key"] for document in documents(tmp_path / "out/shards" / recipe)]
        assert len(keys) == len(set(keys)) == published
    assert found["unpublished"]["caption"] == {"no_caption": 10}
    code, verified = multigrain(capsys, "verify", tmp_path / "out")
    assert code == 0 and verified["faults"] == [] and verified["checked"]["records"] == 57
    assert sum(found["rejected_items"]["import"]["object"].values()) == 2


def test_ray_with_one_and_with_four_workers_makes_the_bytes_of_the_local_engine(tmp_path, dataset, capsys):
    job = write_job(tmp_path / "job.yaml", coco_job(dataset, tmp_path / "local"))
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    wanted = digests(tmp_path / "local/shards")
    assert len(wanted) > 6
    for workers in (1, 4):
        out = tmp_path / f"ray-{workers}"
        done = in_own_process("run", job, "--set", f"out={out}", "--set", f"execution.workers={workers}", "--json")
        assert done.returncode == 0, done.stderr
        assert digests(out / "shards") == wanted


def test_moved_data_another_folder_and_another_day_make_the_same_bytes(tmp_path, dataset, capsys):
    one = write_job(tmp_path / "one.yaml", coco_job(dataset, tmp_path / "one"))
    assert multigrain(capsys, "run", one, "--engine", "local")[0] == 0
    moved = Path(shutil.move(dataset, tmp_path / "elsewhere"))
    for path in moved.rglob("*"):
        os.utime(path, (1e9, 1e9))
    two = write_job(tmp_path / "two.yaml", coco_job(moved, tmp_path / "two"))
    assert multigrain(capsys, "run", two, "--engine", "local")[0] == 0
    assert digests(tmp_path / "one/shards") == digests(tmp_path / "two/shards")


def test_a_changed_threshold_recomputes_its_stage_and_what_depends_on_it_and_plan_says_so(tmp_path, dataset, capsys):
    job = write_job(tmp_path / "job.yaml", coco_job(dataset, tmp_path / "out") | {"stages": ALL})
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    change = ("--set", "stages.relate.min_area=0.2")
    _, plan = multigrain(capsys, "plan", job, *change)
    planned = {stage["name"]: (stage["reused"], stage["compute"]) for stage in plan["stages"]}
    assert planned["ground"] == (60, 0) and planned["relate"] == (0, 60)
    _, found = multigrain(capsys, "run", job, *change, "--engine", "local")
    computed = {stage["name"]: stage["computed"] for stage in found["stages"]}
    assert [computed[name] for name in ("caption", "recognize", "ground", "describe")] == [0, 0, 0, 0]
    assert computed["relate"] == 60 and 0 < computed["ask"] <= 60
    _, again = multigrain(capsys, "run", job, *change, "--engine", "local")
    assert all(stage["computed"] == 0 for stage in again["stages"])


ALL: dict[str, dict[str, Any]] = {
    name: {} for name in ("caption", "recognize", "ground", "describe", "relate", "ask", "check")
}


def test_publishing_again_under_another_recipe_annotates_nothing(tmp_path, dataset, capsys):
    job = write_job(tmp_path / "job.yaml", coco_job(dataset, tmp_path / "out"))
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    ledger = digests(tmp_path / "out/ledger")
    code, found = multigrain(capsys, "publish", job, "--recipe", "fine", "--engine", "local")
    assert code == 0 and found["published"]["fine"] > 0
    assert digests(tmp_path / "out/ledger") == ledger


def test_publish_before_run_is_refused_with_what_to_do(tmp_path, dataset, capsys):
    job = write_job(tmp_path / "job.yaml", coco_job(dataset, tmp_path / "out"))
    code, found = multigrain(capsys, "publish", job, "--engine", "local")
    assert code == 2 and "multigrain run" in found["message"]


def test_a_stage_or_recipe_nothing_can_feed_is_refused_before_any_work(tmp_path, dataset, capsys):
    body = coco_job(dataset, tmp_path / "out")
    del body["source"]["captions"]
    job = write_job(tmp_path / "job.yaml", body)
    code, found = multigrain(capsys, "run", job, "--engine", "local")
    assert code == 2 and "caption" in found["message"] and not (tmp_path / "out").exists()
    code, found = multigrain(capsys, "run", job, "--set", "publish.recipes=[nonesuch]", "--engine", "local")
    assert code == 2 and "nonesuch" in found["message"]
    stages = ("--set", "stages={relate: {}}", "--set", "publish.recipes=[fine]")
    code, found = multigrain(capsys, "run", job, *stages, "--engine", "local")
    assert code == 2 and "stages.relate works on regions" in found["message"]
    unfed = "stages={caption: {}, recognize: {}, ground: {}, describe: {}}"
    stages = ("--set", unfed, "--set", "publish.recipes=[fine]")
    code, found = multigrain(capsys, "run", job, *stages, "--engine", "local")
    assert code == 2 and "stages.caption.backend: annotations" in found["message"]


def test_every_published_sentence_says_who_said_it(tmp_path, dataset, capsys):
    body = coco_job(dataset, tmp_path / "out")
    body["publish"]["recipes"] = ["multigrained", "grounding", "conversation", "description"]
    assert multigrain(capsys, "run", write_job(tmp_path / "job.yaml", body), "--engine", "local")[0] == 0
    texts = 0
    for document in documents(tmp_path / "out/shards"):
        turns = [turn for conversation in document["conversations"] for turn in conversation["turns"]]
        for part in [*document["segments"], *(part for turn in turns for part in turn["parts"])]:
            if part["text"] is not None:
                texts += 1
                by = part["by"]
                assert by["stage"] and by["backend"] and (by["prompt"] or by["source"] or by["model"])
                assert all(region < len(document["regions"]) for region in part["about"])
    assert texts > 500


def test_limit_takes_the_same_first_records_and_publishes_beside(tmp_path, dataset, capsys):
    job = write_job(tmp_path / "job.yaml", coco_job(dataset, tmp_path / "out"))
    _, ten = multigrain(capsys, "run", job, "--limit", "10", "--engine", "local")
    _, twenty = multigrain(capsys, "run", job, "--limit", "20", "--engine", "local")
    assert ten["inputs"] == 10 and twenty["inputs"] == 20
    first = {d["key"] for d in documents(tmp_path / "out/shards-limit-10/caption")}
    second = {d["key"] for d in documents(tmp_path / "out/shards-limit-20/caption")}
    assert len(first) == 10 and first < second
    assert not (tmp_path / "out/shards").exists()
