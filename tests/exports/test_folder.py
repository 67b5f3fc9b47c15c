"""The folder of an export: whole or not there, nobody else's files touched, nothing outside of it."""

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import tracemalloc
from pathlib import Path

import pytest

from pipeline.exports import ExportError, export
from pipeline.publish.close import MANIFEST
from schemas.manifest import Manifest
from tests.exports.conftest import Publish, exported
from tests.exports.scene import scene
from tests.publish.press import Press


def test_a_folder_that_holds_anything_is_refused_and_kept(publish: Publish) -> None:
    press = publish("grounding")
    stranger = press.root / "out" / "ms-swift" / "thesis.txt"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("mine")
    with pytest.raises(ExportError, match=r"holds 'thesis\.txt' already"):
        exported(press, "ms-swift")
    assert stranger.read_text() == "mine" and [p.name for p in stranger.parent.iterdir()] == ["thesis.txt"]


def test_an_export_is_never_written_over(publish: Publish) -> None:
    press = publish("grounding")
    exported(press, "ms-swift")
    with pytest.raises(ExportError, match=r"holds .* already"):
        exported(press, "ms-swift")


def test_an_empty_folder_is_taken(publish: Publish) -> None:
    press = publish("grounding")
    (press.root / "out" / "ms-swift").mkdir(parents=True)
    assert (exported(press, "ms-swift").out / "export.json").is_file()
    assert [p.name for p in (press.root / "out").iterdir()] == ["ms-swift"]


def test_somebody_elses_folder_under_the_unfinished_name_is_refused(publish: Publish) -> None:
    press = publish("grounding")
    other = press.root / "out" / "ms-swift.unfinished" / "note"
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    with pytest.raises(ExportError, match="no unfinished export"):
        exported(press, "ms-swift")
    assert other.read_text() == "mine"


def test_a_link_in_place_of_the_folder_is_refused(publish: Publish) -> None:
    press = publish("grounding")
    (press.root / "elsewhere").mkdir()
    (press.root / "out").mkdir()
    (press.root / "out" / "ms-swift").symlink_to(press.root / "elsewhere")
    with pytest.raises(ExportError, match="is no folder"):
        exported(press, "ms-swift")


def test_the_runs_own_shards_are_no_place_for_an_export(publish: Publish) -> None:
    press = publish("grounding")
    with pytest.raises(ExportError, match="among the run's own shards"):
        export(press.store, "shards", "ms-swift", press.folder / "swift")


def test_a_recipe_that_is_not_published_is_refused(publish: Publish) -> None:
    press = publish("grounding")
    with pytest.raises(ExportError, match="holds no manifest"):
        export(press.store, "shards/other", "ms-swift", press.root / "out")


SLOW = """
import sys
from pathlib import Path
from pipeline.exports import export
from pipeline.store.local import LocalStore
export(LocalStore(sys.argv[1]), "shards", "ms-swift", Path(sys.argv[2]))
"""


def test_a_killed_export_is_no_export_and_the_next_one_is_whole(publish: Publish) -> None:
    press = publish("grounding", [scene(number) for number in range(60)])
    out = press.root / "out" / "ms-swift"
    process = subprocess.Popen([sys.executable, "-c", SLOW, press.store.root, str(out)])
    unfinished = out.with_name("ms-swift.unfinished")
    while not list(unfinished.glob("objects/coco/*")) and process.poll() is None:
        time.sleep(0.002)
    with pytest.raises(ExportError, match="another export is being written"):
        exported(press, "ms-swift")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists() and list(unfinished.iterdir())
    (unfinished / "half.jpg").write_text("left over")
    done = exported(press, "ms-swift")
    assert done.documents == 60 and sum(done.rows.values()) == 180
    assert not (out / "half.jpg").exists() and not unfinished.exists()
    assert sorted(os.listdir(out)) == ["README.md", "export.json", "images", "objects", "train.jsonl", "val.jsonl"]


def rewrite(press: Press, shard: Path, members: list[tuple[str, bytes]]) -> None:
    """A shard with these members instead, and a manifest that says so."""
    with tarfile.open(shard, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    place = press.folder / MANIFEST
    manifest = Manifest.model_validate_json(place.read_bytes())
    place.write_bytes(manifest.sealed().to_bytes())


def members_of(shard: Path) -> list[tuple[str, bytes]]:
    with tarfile.open(shard) as tar:
        return [(m.name, (tar.extractfile(m) or io.BytesIO()).read()) for m in tar.getmembers()]


@pytest.mark.parametrize("key", ["../../evil", "/tmp/evil", "coco/../../evil", "coco/.hidden", "a\\b", "coco//evil"])
def test_a_key_that_leaves_the_folder_is_refused(publish: Publish, key: str) -> None:
    press = publish("grounding", [scene(1)])
    (shard,) = press.folder.glob("*.tar")
    (_, document), (_, jpg) = members_of(shard)
    body = json.loads(document) | {"key": key}
    rewrite(press, shard, [(f"{key}.json", json.dumps(body).encode()), (f"{key}.jpg", jpg)])
    with pytest.raises(ExportError):
        exported(press, "ms-swift")
    assert not list(press.root.rglob("evil*")) and list((press.root / "out").iterdir()) == []


def test_a_damaged_picture_and_a_cut_shard_are_refused(publish: Publish) -> None:
    press = publish("grounding")
    shard = press.folder / "train-00000.tar"
    whole = members_of(shard)
    rewrite(press, shard, whole[:-2])
    with pytest.raises(ExportError, match=r"holds \d documents, its manifest says \d; `multigrain verify`"):
        exported(press, "ms-swift")
    rewrite(press, shard, [whole[0], (whole[1][0], whole[3][1]), *whole[2:]])
    with pytest.raises(ExportError, match="do not belong together"):
        exported(press, "ms-swift")
    shard.unlink()
    with pytest.raises(ExportError, match=r"train-00000\.tar"):
        exported(press, "ms-swift")


@pytest.mark.parametrize("name", ["qwen3-vl", "coco"])
def test_memory_does_not_grow_with_the_run(publish: Publish, name: str) -> None:
    press = publish("grounding", [scene(number) for number in range(20)])
    few = peak(press, name, "few")
    press = publish("grounding", [scene(number) for number in range(120)])
    many = peak(press, name, "many")
    assert many < few + 200_000, (few, many)  # 100 more documents take 0.6 MB as JSON, their pictures 1 MB


def peak(press: Press, name: str, where: str) -> int:
    tracemalloc.start()
    try:
        export(press.store, "shards", name, press.root / where)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
