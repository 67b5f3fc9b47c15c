"""The consumers' own libraries load what was exported for them."""

import contextlib
import io
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image
from pycocotools.coco import COCO

from pipeline.exports.lines import JsonRows
from pipeline.exports.tally import Tally
from schemas.frames import SmartResized
from tests.exports.conftest import Publish, exported
from tests.exports.scene import BOXES, SIZES, scene
from tests.exports.test_refusals import asks

DATASETS = """
import json, sys
from datasets import load_dataset
found = {}
for folder, kind, suffix in json.loads(sys.argv[1]):
    rows = load_dataset(kind, data_files={s: f"{folder}/{s}{suffix}" for s in ("train", "val")})
    found[folder + suffix] = {split: [row for row in rows[split]] for split in rows}
print(json.dumps(found))
"""


def test_hugging_face_datasets_loads_lines_and_tables(publish: Publish) -> None:
    """It is what ms-swift and LLaMA-Factory read their files with. One process: importing it takes seconds."""
    press = publish("multigrained")
    loads = {
        ("json", "-pretrain.jsonl"): exported(press, "ms-swift"),
        ("parquet", ".parquet"): exported(press, "obelics"),
    }
    loads["json", ".jsonl"] = exported(publish("grounding"), "llama-factory")
    named = [(str(done.out), kind, suffix) for (kind, suffix), done in loads.items()]
    home = str(press.root / "home")
    env = os.environ | {"HF_HOME": home, "HF_DATASETS_CACHE": home, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", DATASETS, json.dumps(named)]
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    for (_, suffix), done in loads.items():
        splits = found[str(done.out) + suffix]
        assert {f"{split}{suffix}": len(rows) for split, rows in splits.items()} == done.rows
        for row in (row for rows in splits.values() for row in rows):
            assert all((done.out / path).is_file() for path in row["images"] if path)


def test_pycocotools_and_supervision_load_the_instances(publish: Publish) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        supervision = pytest.importorskip("supervision", reason="supervision is not installed")
    done = exported(publish("multigrained"), "coco")
    for split in ("train", "val"):
        with contextlib.redirect_stdout(io.StringIO()):
            coco = COCO(str(done.out / f"instances_{split}.json"))
            captions = COCO(str(done.out / f"captions_{split}.json"))
        assert len(coco.anns) == done.rows[f"instances_{split}.json"] == 3 * len(coco.imgs)
        assert len(captions.anns) == len(captions.imgs) == len(coco.imgs)
        dataset = supervision.DetectionDataset.from_coco(
            str(done.out / "images"), str(done.out / f"instances_{split}.json")
        )
        assert set(dataset.classes) == set(BOXES) and len(dataset) == len(coco.imgs)
        for _, image, found in dataset:
            assert image.shape[1::-1] in SIZES
            met = {dataset.classes[c]: tuple(box) for c, box in zip(found.class_id, found.xyxy.tolist(), strict=True)}
            assert met == BOXES


def test_categories_have_the_same_numbers_in_both_splits(publish: Publish) -> None:
    done = exported(publish("multigrained"), "coco")
    train, val = (json.loads((done.out / f"instances_{s}.json").read_text()) for s in ("train", "val"))
    assert train["categories"] == val["categories"] and train["info"]["frame"] == "pixels"
    assert not {i["id"] for i in train["images"]} & {i["id"] for i in val["images"]}


def test_pandas_joins_the_flat_tables(publish: Publish) -> None:
    done = exported(publish("grounding"), "parquet")
    tables = {path.stem: pd.read_parquet(path) for path in done.out.glob("*.parquet")}
    assert {name: len(table) for name, table in tables.items()} == {
        name.removesuffix(".parquet"): rows for name, rows in done.rows.items()
    }
    parts, regions = tables["parts"], tables["regions"]
    asked = parts[parts["kind"] == "region"].merge(regions, left_on=["key", "region"], right_on=["key", "number"])
    assert len(asked) == 6 * 6
    assert {tuple(row) for row in asked[["label", "x0", "y0", "x1", "y1"]].to_numpy()} == {
        (name, *box) for name, box in BOXES.items()
    }
    assert tables["documents"].groupby("split").size().to_dict().keys() == {"train", "val"}


def test_long_tables_are_written_in_row_groups(publish: Publish) -> None:
    done = exported(publish("grounding", [scene(number) for number in range(80)]), "parquet")
    groups = pq.ParquetFile(done.out / "parts.parquet").metadata
    sizes = [groups.row_group(number).num_rows for number in range(groups.num_row_groups)]
    assert len(sizes) > 1 and sum(sizes) == done.rows["parts.parquet"] and max(sizes) <= 1024


def test_llama_factory_finds_its_files_by_dataset_info(publish: Publish) -> None:
    done = exported(publish("grounding"), "llama-factory")
    info = json.loads((done.out / "dataset_info.json").read_text())
    assert list(info) == ["multigrain_grounding_train", "multigrain_grounding_val"]
    for entry in info.values():
        columns, tags = entry["columns"], entry["tags"]
        for line in (done.out / entry["file_name"]).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            messages = row[columns["messages"]]
            roles = [message[tags["role_tag"]] for message in messages]
            assert roles == [tags["user_tag"], tags["assistant_tag"]] * (len(roles) // 2)
            text = "".join(message[tags["content_tag"]] for message in messages)
            assert text.count("<image>") == len(row[columns["images"]])


def test_qwen_answers_that_are_places_are_json(publish: Publish) -> None:
    done = exported(publish("grounding"), "qwen3-vl", tasks=["text_to_coordinate", "coordinate_to_text"])
    lines = (done.out / "train.jsonl").read_text(encoding="utf-8").splitlines()
    one, two = json.loads(lines[0]), json.loads(lines[1])
    answer = json.loads(one["conversations"][1]["value"])
    assert answer["label"] == "red" and len(answer["bbox_2d"]) == 4
    assert [place["label"] for place in json.loads(two["conversations"][1]["value"])] == ["green", "white"]
    assert two["conversations"][3]["value"].startswith("The white one, at [")
    assert not any("<image>" in turn["value"] for turn in (*one["conversations"][1::2], *two["conversations"][1::2]))


def test_qwens_own_processor_resizes_the_pictures_to_the_frame_of_the_boxes(publish: Publish) -> None:
    """Boxes are in pixels of what the processor makes of the picture with the limits that the export names."""
    pytest.importorskip("torch", reason="torch is not installed: uv pip install -c constraints.txt -e '.[train]'")
    library = pytest.importorskip("transformers", reason="transformers is not installed: the extra `train` has it")
    done = exported(publish("grounding"), "qwen2.5-vl", min_pixels=16 * 28 * 28, max_pixels=64 * 28 * 28)
    frame = json.loads((done.out / "export.json").read_text())["frame"]
    size = {"shortest_edge": frame["min_pixels"], "longest_edge": frame["max_pixels"]}
    processor = library.Qwen2VLImageProcessor(size=size)
    for line in (done.out / "train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        (name,) = row["image"] if isinstance(row.get("image"), list) else [row.get("image") or row["images"][0]]
        picture = Image.open(done.out / name).convert("RGB")
        _, rows, columns = processor(images=[picture], return_tensors="pt")["image_grid_thw"][0].tolist()
        ours = SmartResized(frame["min_pixels"], frame["max_pixels"]).resized(picture.size)
        assert (columns * processor.patch_size, rows * processor.patch_size) == ours != picture.size


def test_lists_that_are_empty_for_the_first_10_mb_load_all_the_same(tmp_path: Path) -> None:
    """`datasets` takes the types of all rows from its first block of 10 MB, where it would find no reference's."""
    empty = {"text": "x" * 4000, "images": [], "objects": {"ref": [], "bbox": []}}
    full = {"text": "y", "images": ["a.jpg"], "objects": {"ref": ["a"], "bbox": [[1.0, 2.0, 3.0, 4.0]]}}
    rows = [*[empty] * 3000, full, full, *[empty] * 3000]
    (tmp_path / "rows").mkdir()
    with JsonRows(tmp_path / "rows", "train.jsonl", Tally()) as file:
        for number, row in enumerate(rows):
            file.add({"number": number} | row)
    code = (
        "import json, sys; from datasets import load_dataset; "
        "rows = load_dataset('json', data_files=sys.argv[1], split='train'); "
        "print(json.dumps([rows['number'][:], rows[0], rows[3001]]))"
    )
    home = str(tmp_path / "home")
    env = os.environ | {"HF_HOME": home, "HF_DATASETS_CACHE": home, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", code, str(tmp_path / "rows" / "train.jsonl")]
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    numbers, first, second = json.loads(run.stdout)
    assert numbers == [3000, *range(3000), *range(3001, len(rows))]
    assert first == {"number": 3000} | full and second == {"number": 3001} | full
    assert [path.name for path in (tmp_path / "rows").iterdir()] == ["train.jsonl"]


def test_a_split_without_conversations_is_not_in_dataset_info(publish: Publish) -> None:
    """LLaMA-Factory stops at a data set whose file is not there."""
    hostile = (asks("Where is <image> it?"),)
    records = [scene(n, **({"conversations": hostile} if n in (2, 4) else {})) for n in range(6)]
    done = exported(publish("grounding", records), "llama-factory")
    info = json.loads((done.out / "dataset_info.json").read_text())
    assert list(info) == ["multigrain_grounding_train"] and set(done.rows) == {"train.jsonl"}
