"""Other people's readers load the folder as it is, with no code of ours."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import webdataset
from PIL import Image

from schemas.record import Record

from .press import Press, make_spec, record


@pytest.fixture
def documents(published: Press) -> dict[str, Any]:
    """Key -> document, read with the standard library."""
    found = {}
    for shard in published.folder.glob("*.tar"):
        with tarfile.open(shard) as tar:
            for member in tar.getmembers()[::2]:
                document = json.load(tar.extractfile(member) or io.BytesIO())
                found[document["key"]] = document
    return found


def test_webdataset_reads_pairs_under_our_keys(published: Press, documents: dict[str, Any]) -> None:
    urls = [str(path) for path in sorted(published.folder.glob("*.tar"))]
    samples = list(webdataset.WebDataset(urls, shardshuffle=False).decode("pil"))
    assert {sample["__key__"] for sample in samples} == set(documents)
    for sample in samples:
        assert sample["json"] == documents[sample["__key__"]]
        assert sample["jpg"].size == (96, 64)


LOAD = """
import json, sys
from datasets import load_dataset
found = load_dataset(sys.argv[1])
rows = {split: [{"json": row["json"], "size": row["jpg"].size, "key": row["__key__"]} for row in found[split]]
        for split in found}
print(json.dumps(rows))
"""


def load(folder: Path, home: Path) -> dict[str, Any]:
    """In a process of its own: `datasets` reads its settings when it is imported."""
    env = os.environ | {"HF_HOME": str(home), "HF_DATASETS_CACHE": str(home / "cache"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", LOAD, str(folder)], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows: dict[str, Any] = json.loads(done.stdout)
    return rows


def test_hugging_face_datasets_loads_the_folder_with_its_splits_and_nested_fields(
    published: Press, documents: dict[str, Any], tmp_path: Path
) -> None:
    rows = load(published.folder, tmp_path / "home")
    assert set(rows) == {"train", "val"}
    met = {row["key"]: row["json"] for split in rows.values() for row in split}
    assert met == documents
    assert {tuple(row["size"]) for split in rows.values() for row in split} == {(96, 64)}


def test_hugging_face_datasets_loads_conversations_whose_first_documents_have_empty_lists(
    press: Press, tmp_path: Path
) -> None:
    """Types come from the card: what the first rows lack would otherwise be typed null and break later ones."""
    records = [record(n) for n in range(8)]
    bare = [r.model_copy(update={"relations": ()}) for r in records[:7]]
    press.hold(records)
    press.publish([[*bare, records[7]]], make_spec(val=0), "grounding")
    rows = load(press.folder, tmp_path / "home")
    assert set(rows) == {"train"}
    assert sum(len(row["json"]["relations"]) for row in rows["train"]) == 1


RAY = """
import json, sys
import ray
ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
rows = ray.data.read_webdataset(sys.argv[1:], override_num_blocks=1).take_all()
print("ROWS" + json.dumps([[row["__key__"], row["json"]["key"], list(row["jpg"].shape)] for row in rows]))
"""


def test_ray_data_reads_the_folder(published: Press, documents: dict[str, Any]) -> None:
    urls = [str(path) for path in sorted(published.folder.glob("*.tar"))]
    done = subprocess.run([sys.executable, "-c", RAY, *urls], capture_output=True, text=True)
    assert "ROWS" in done.stdout, done.stderr
    rows = json.loads(done.stdout.rsplit("ROWS", 1)[1].splitlines()[0])
    assert {key for key, _, _ in rows} == set(documents)
    assert all(key == said and shape == [64, 96, 3] for key, said, shape in rows)


def test_a_picture_of_a_shard_opens(published: Press, records: list[Record]) -> None:
    with tarfile.open(published.folder / "train-00000.tar") as tar:
        jpg = tar.extractfile(tar.getmembers()[1])
        assert jpg is not None
        assert Image.open(jpg).size == records[0].image.size
