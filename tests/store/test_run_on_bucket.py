"""A run whose sources and folder lie in a bucket, over an unsteady line: a local run's bytes, nothing half done."""

import hashlib
import json
import tarfile
import tempfile
from pathlib import Path

import pytest

from pipeline.scenes import render_dataset
from pipeline.store import bucket
from tests.front_door import digests, multigrain, write_job
from tests.store.conftest import BUCKET, SECRET
from tests.store.proxy import Fault, Kind, Proxy
from tests.store.uploads import upload

PLACE = f"s3://{BUCKET}/runs/one"


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes")
    render_dataset(folder, 6, 0)
    return folder


def body(root: str, out: str) -> dict[str, object]:
    return {
        "name": "lab",
        "source": [
            {
                "kind": "coco",
                "images": f"{root}/images",
                "instances": f"{root}/coco/instances.json",
                "captions": f"{root}/coco/captions.json",
                "coco_ids": False,
            },
            {"kind": "visual_genome", "images": f"{root}/visual_genome/images", "annotations": f"{root}/visual_genome"},
        ],
        "publish": {"recipes": ["multigrained"], "shard": {"max_documents": 5}, "split": {"val": 0.2}},
        "out": out,
    }


def fetched(prefix: str) -> dict[str, str]:
    """sha256 of every object below, by relative path."""
    entries = [entry for entry in bucket.listing(prefix, recursive=True) if not entry.is_folder]
    return {entry.name: hashlib.sha256(bucket.read(f"{prefix}/{entry.name}")).hexdigest() for entry in entries}


@pytest.fixture
def quick(monkeypatch, tmp_path):
    monkeypatch.setattr(bucket, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(bucket, "SDK_ATTEMPTS", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def trouble() -> list[Fault]:
    """Some of every kind, spread over the run."""
    places = ("inputs", "ledger", "work/", "shards/", "images/", "manifest", "coco/instances")
    kinds: tuple[Kind, ...] = ("500", "503", "dropped", "unanswered")
    found = [Fault(kind, where=place) for place in places for kind in kinds]
    return [*found, Fault("half", times=5, method="GET"), Fault("slow", times=3, where="lock.json")]


@pytest.mark.usefixtures("quick")
def test_a_run_on_a_bucket_over_an_unsteady_line_gives_the_bytes_of_a_local_run(scenes, proxy, tmp_path, capsys):
    upload(scenes, f"{BUCKET}/data")
    local = write_job(tmp_path / "local.yaml", body(str(scenes), str(tmp_path / "out")))
    far = write_job(tmp_path / "far.yaml", body(f"s3://{BUCKET}/data", PLACE))
    code, expected = multigrain(capsys, "run", local, "--engine", "local")
    assert code == 0 and expected["published"]["multigrained"] > 0
    proxy.faults = trouble()
    code, found = multigrain(capsys, "run", far, "--engine", "local")
    assert code == 0
    assert [fault for fault in proxy.faults if fault.times] == []
    proxy.faults = []
    assert fetched(f"{BUCKET}/runs/one/shards") == digests(tmp_path / "out" / "shards")
    assert {**found, "out": "", "state": "", "stages": 0} == {**expected, "out": "", "state": "", "stages": 0}
    _asked_about(found, capsys)
    _left_behind(tmp_path)
    _published_again(far, proxy, capsys)


def _asked_about(run: dict[str, object], capsys) -> None:
    code, faults = multigrain(capsys, "verify", PLACE)
    assert code == 0 and faults["faults"] == [] and faults["checked"]["records"] > 0
    assert multigrain(capsys, "status", PLACE)[1] == run
    code, story = multigrain(capsys, "explain", PLACE, "coco/000000000001")
    assert code == 0 and story["fate"] == "annotated"


def _left_behind(temporary: Path) -> None:
    """Neither in the bucket nor on the machine; no credential anywhere."""
    entries = bucket.listing(f"{BUCKET}/runs/one", recursive=True)
    assert [entry.name for entry in entries if entry.name.startswith("work/") and not entry.is_folder] == []
    assert list(temporary.glob("multigrain-*/*/tars")) != [] == list(temporary.glob("multigrain-*/*/tars/*"))
    run = bucket.read(f"{BUCKET}/runs/one/run.json")
    assert json.loads(run)["job"]["out"] == PLACE and SECRET.encode() not in run


def _published_again(job: Path, proxy: Proxy, capsys) -> None:
    """The store goes down for good: what was published stays as it was."""
    before = fetched(f"{BUCKET}/runs/one/shards")
    proxy.faults = [Fault("503", times=10_000, method="PUT", where="work/")]
    code, said = multigrain(capsys, "publish", job, "--engine", "local")
    assert code == 6 and PLACE in said["message"] and SECRET not in said["message"]
    proxy.faults = []
    assert fetched(f"{BUCKET}/runs/one/shards") == before


@pytest.mark.usefixtures("quick")
def test_tars_and_conversations_are_read_from_a_bucket(scenes, proxy, tmp_path, capsys):
    upload(_tars(scenes, tmp_path / "web"), f"{BUCKET}/web")
    sources = [{"kind": "webdataset", "shards": f"s3://{BUCKET}/web/{{0..1}}.tar"}]
    sources.append({"kind": "folder", "images": f"s3://{BUCKET}/web"})
    sources.append({"kind": "llava", "images": f"s3://{BUCKET}/web", "conversations": f"s3://{BUCKET}/web/talk.json"})
    far = write_job(tmp_path / "far.yaml", {**body("", str(tmp_path / "far")), "source": sources})
    near = json.loads(json.dumps(sources).replace(f"s3://{BUCKET}/web", str(tmp_path / "web")))
    local = write_job(tmp_path / "local.yaml", {**body("", str(tmp_path / "near")), "source": near})
    for job in (far, local):
        code, found = multigrain(capsys, "run", job, "--engine", "local", "--set", "publish.recipes=[caption]")
        assert code == 0 and found["published"] == {"caption": 4} and found["merged"] == 2
        assert found["rejected_records"] == {"import": {"missing_image": 1, "unsafe_path": 1}}
    assert digests(tmp_path / "far" / "shards") == digests(tmp_path / "near" / "shards")


def _tars(scenes: Path, folder: Path) -> Path:
    """Two tars of two samples, and conversations about a picture that is there, one that is not, and one outside."""
    folder.mkdir()
    pictures = sorted((scenes / "images").iterdir())[:4]
    for number in range(2):
        with tarfile.open(folder / f"{number}.tar", "w") as tar:
            for picture in pictures[2 * number : 2 * number + 2]:
                tar.add(picture, f"{picture.stem}.jpg")
                text = folder / f"{picture.stem}.txt"
                text.write_text(f"picture {picture.stem}")
                tar.add(text, text.name)
    (folder / "a.jpg").write_bytes(pictures[0].read_bytes())
    turns = [{"from": "human", "value": "<image>What is it?"}, {"from": "gpt", "value": "A scene."}]
    names = ("a.jpg", "none.jpg", "../data/a.jpg")
    (folder / "talk.json").write_text(json.dumps([{"id": n, "image": n, "conversations": turns} for n in names]))
    return folder
