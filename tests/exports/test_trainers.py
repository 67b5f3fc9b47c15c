"""Other people's trainers load what was exported for them, each in a Python of its own: their pins exclude ours."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.exports import Exported
from tests.exports.conftest import exported, published
from tests.exports.scene import BOXES, scene
from tests.exports.test_pixels import NUMBERS, ORDER, is_all, rows_of, said, scale
from tests.exports.test_refusals import asks

PROGRAMS = Path(__file__).parent / "trainers"
SYSTEM = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
PICTURE = re.compile(r"<\|vision_start\|>(?:<\|image_pad\|>)+<\|vision_end\|>")
BOX = re.compile(r"<\|box_start\|>\((\d+),(\d+)\),\((\d+),(\d+)\)<\|box_end\|>")
REFERENCE = re.compile(r"<\|object_ref_start\|>(.*?)<\|object_ref_end\|>")
SHOWN = {0: ["images"], 1: ["images"], 2: ["objects", "objects", "images"]}
"""Where the pictures of each conversation of a scene lie, in their order."""

Found = dict[str, Any]


def read(program: str, variable: str, install: str, scratch: Path, arguments: list[str]) -> Found:
    """What the program prints as its last line. Skips where the variable names no Python that could run it."""
    if not (python := os.environ.get(variable)):
        pytest.skip(
            f"{variable} is not set. It names a Python that has the trainer: uv venv --python 3.11 DIR && "
            f"uv pip install --python DIR/bin/python {install}; {variable}=DIR/bin/python pytest {Path(__file__).name}"
        )
    scratch.mkdir()
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(scratch), "MODELSCOPE_CACHE": str(scratch)}
    settings = {"CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    command = [python, str(PROGRAMS / program), str(scratch), *arguments]
    run = subprocess.run(command, env=kept | offline | settings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-4000:]
    found: Found = json.loads(run.stdout.splitlines()[-1])
    return found


def chat_of(turns: list[tuple[str, str]]) -> str:
    return "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in turns)


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Exported, Found]]:
    """By file: its export, and what ms-swift makes of it."""
    root = tmp_path_factory.mktemp("swift")
    files = {}
    for recipe, names in (
        ("grounding", ("train.jsonl", "val.jsonl")),
        ("multigrained", ("train-pretrain.jsonl", "val-pretrain.jsonl")),
    ):
        (root / recipe).mkdir()
        done = exported(published(root / recipe, recipe), "ms-swift")
        assert set(done.rows) == set(names)
        files |= dict.fromkeys(names, done)
    install = "ms-swift==4.6.0 torch torchvision qwen-vl-utils"
    paths = [str(done.out / name) for name, done in files.items()]
    found = read("swift_reads.py", "MULTIGRAIN_SWIFT_PYTHON", install, root / "scratch", paths)
    return {name: (done, found[str(done.out / name)]) for name, done in files.items()}


@pytest.mark.timeout(600)
def test_swift_loads_every_row_as_it_was_written(swift: dict[str, tuple[Exported, Found]]) -> None:
    for name, (done, found) in swift.items():
        lines = rows_of(done.out / name)
        assert len(lines) == len(found["rows"]) == done.rows[name]
        for line, row in zip(lines, found["rows"], strict=True):
            assert [image["path"] for image in row["images"]] == line["images"]
            assert (row["messages"], row["objects"]) == (line["messages"], line["objects"])


@pytest.mark.parametrize("norm", ["none", "norm1000"])
def test_boxes_that_swift_puts_into_the_text_come_back_to_the_published_pixels(
    swift: dict[str, tuple[Exported, Found]], norm: str
) -> None:
    for name, (done, found) in swift.items():
        for number, (line, seen) in enumerate(zip(rows_of(done.out / name), found[norm], strict=True)):
            boxes = [tuple(float(v) for v in box.groups()) for box in BOX.finditer(seen["text"])]
            colors = REFERENCE.findall(seen["text"]) or ORDER[number % 3]
            (at,) = [at for at, path in enumerate(line["images"]) if path.startswith("images/")]
            with Image.open(done.out / line["images"][at]) as picture:
                size = picture.size
            for box, color in zip(boxes, colors, strict=True):
                wide, high = seen["sizes"][at] if norm == "none" else (1000, 1000)
                back = scale(box, size[0] / wide, size[1] / high)
                off = [abs(a - b) for a, b in zip(back, BOXES[color], strict=True)]
                assert max(off[::2]) <= 0.5 * size[0] / wide + 1e-6 and max(off[1::2]) <= 0.5 * size[1] / high + 1e-6


def test_swift_shows_a_model_the_turns_that_were_exported(swift: dict[str, tuple[Exported, Found]]) -> None:
    """Roles, words, pictures and references in their order; only answers are learned, of documents all words."""
    for name, (done, found) in swift.items():
        for line, seen in zip(rows_of(done.out / name), found["none"], strict=True):
            turns = [(message["role"], message["content"]) for message in line["messages"]]
            (text, _), (learned, _) = marked(seen["text"]), marked(seen["learned"])
            assert REFERENCE.findall(seen["text"]) == line["objects"]["ref"]
            assert len(PICTURE.findall(seen["text"])) == len(seen["sizes"]) == len(line["images"])
            if "pretrain" in name:
                assert text == turns[0][1] + "<|im_end|>"
                assert learned == turns[0][1].replace("<image>", "") + "<|im_end|>"
            else:
                assert text == SYSTEM + chat_of(turns)
                assert learned == "".join(f"{words}<|im_end|>\n" for role, words in turns if role == "assistant")


def marked(text: str) -> tuple[str, int]:
    """With the exporter's marks again in place of what took their place; how many pictures there are."""
    text, pictures = PICTURE.subn("<image>", text)
    return REFERENCE.sub("<ref-object>", BOX.sub("<bbox>", text)), pictures


@pytest.fixture(scope="module")
def llama_factory(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Exported, dict[str, Found]]]:
    """Exports in two frames, and one (half) whose conversations of the split val are all left out."""
    root = tmp_path_factory.mktemp("llama_factory")
    hostile = (asks("Where is <image> it?"),)
    half = [scene(n, **({"conversations": hostile} if n in (2, 4) else {})) for n in range(6)]
    done = {}
    for name, frame, records in (("unit", "unit", None), ("resized", "smart_resized", None), ("half", "unit", half)):
        (root / name).mkdir()
        done[name] = exported(published(root / name, "grounding", records), "llama-factory", frame=frame)
    install = "llamafactory==0.9.5 'torch==2.11.*' 'torchaudio==2.11.*' torchvision"
    paths = [str(one.out) for one in done.values()]
    found = read("llama_factory_reads.py", "MULTIGRAIN_LLAMAFACTORY_PYTHON", install, root / "scratch", paths)
    return {name: (one, found[str(one.out)]) for name, one in done.items()}


def data_sets(done: Exported, found: dict[str, Found]) -> Iterator[tuple[list[dict[str, Any]], Found]]:
    """The lines of each file that dataset_info.json names, and what was made of them."""
    info = json.loads((done.out / "dataset_info.json").read_text())
    assert sorted(entry["file_name"] for entry in info.values()) == sorted(done.rows)
    for name, entry in info.items():
        yield rows_of(done.out / entry["file_name"]), found[name]


@pytest.mark.timeout(600)
def test_llama_factory_reads_turns_roles_and_pictures_as_they_were_written(
    llama_factory: dict[str, tuple[Exported, dict[str, Found]]],
) -> None:
    roles = {"human": "user", "gpt": "assistant"}
    assert list(llama_factory["half"][1]) == ["multigrain_grounding_train"]
    for done, found in llama_factory.values():
        for lines, seen in data_sets(done, found):
            rows = zip(lines, seen["rows"], seen["text"], seen["learned"], strict=True)
            for number, (line, row, text, learned) in enumerate(rows):
                assert [path.partition("/")[0] for path in line["images"]] == SHOWN[number % 3]
                turns = [(roles[turn["from"]], turn["value"]) for turn in line["conversations"]]
                assert [(m["role"], m["content"]) for m in row["_prompt"] + row["_response"]] == turns
                assert row["_images"] == [str(done.out / path) for path in line["images"]]
                assert all(Path(path).is_file() for path in row["_images"])
                assert sum(words.count("<image>") for _, words in turns) == len(row["_images"])
                assert PICTURE.sub("<image>", text) == SYSTEM + chat_of(turns)
                assert learned == "".join(f"{words}<|im_end|>\n" for role, words in turns if role == "assistant")


@pytest.mark.parametrize("frame", ["unit", "resized"])
def test_numbers_that_llama_factory_passes_on_find_the_thing_in_the_picture_its_model_sees(
    llama_factory: dict[str, tuple[Exported, dict[str, Found]]], frame: str
) -> None:
    done, found = llama_factory[frame]
    for lines, seen in data_sets(done, found):
        for number, (line, sizes) in enumerate(zip(lines, seen["sizes"], strict=True)):
            ((path, size),) = [one for one in zip(line["images"], sizes, strict=True) if one[0].startswith("images/")]
            picture = Image.open(done.out / path).convert("RGB").resize(size)
            boxes = [scale(box, *size) if frame == "unit" else box for box in said(line)]
            for box, color in zip(boxes, ORDER[number % 3], strict=True):
                assert is_all(picture, box, color)


@pytest.mark.timeout(600)
def test_llavas_own_data_set_shows_its_model_the_thing_at_the_padded_coordinates(tmp_path: Path) -> None:
    """The package llava-torch is LLaVA 1.2.2 itself; its loader pads, CLIP's processor resizes to 336."""
    press = published(tmp_path, "grounding")
    done = exported(press, "llava", tasks=["text_to_coordinate", "coordinate_to_text"])
    arguments = ["pad", str(done.out)]
    install = "llava-torch==1.2.2.post1"
    found = read("llava_reads.py", "MULTIGRAIN_LLAVA_PYTHON", install, tmp_path / "llava", arguments)
    lines = rows_of(done.out / "train.json")
    for number, (line, seen) in enumerate(zip(lines, found[str(done.out)], strict=True)):
        values = [" ".join(turn["value"].split()) for turn in line["conversations"]]
        rounds = zip(values[::2], values[1::2], strict=True)
        said_to_model = "".join(f"USER: {ask} ASSISTANT: {answer}</s>" for ask, answer in rounds)
        assert without_blanks(seen["text"]).endswith(without_blanks(said_to_model))
        assert all(without_blanks(answer) in without_blanks(seen["learned"]) for answer in values[1::2])
        assert not any(without_blanks(ask) in without_blanks(seen["learned"]) for ask in values[::2])
        picture = Image.open(seen["picture"])
        boxes = [tuple(float(v) for v in box.groups()) for box in NUMBERS.finditer(" ".join(values))]
        for box, color in zip(boxes, ORDER[number % 2], strict=True):
            assert is_all(picture, scale(box, *picture.size), color)


def without_blanks(text: str) -> str:
    """SentencePiece adds and drops some around special tokens."""
    return "".join(text.split())
