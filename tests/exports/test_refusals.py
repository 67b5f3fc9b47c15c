"""What a format cannot hold is refused with the reason; what no trainer could read is left out and counted."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.exports import FORMATS, ExportError, ExportOptions
from schemas.part import Turn
from schemas.question import Conversation
from schemas.record import Record
from tests.exports.conftest import Publish, exported
from tests.exports.scene import IMAGE, located, place, scene, words

CHATS = ("llava", "qwen2.5-vl", "qwen3-vl", "llama-factory")


@pytest.mark.parametrize("name", CHATS)
def test_formats_of_questions_refuse_interleaved_documents(publish: Publish, name: str) -> None:
    with pytest.raises(ExportError, match=r"multigrained@\d+ holds interleaved documents.*choose obelics or ms-swift"):
        exported(publish("multigrained"), name)


def test_obelics_refuses_conversations(publish: Publish) -> None:
    with pytest.raises(ExportError, match="grounding@1 holds conversations, and obelics holds interleaved documents"):
        exported(publish("grounding"), "obelics")


def test_llava_refuses_object_images_and_leaves_nothing_behind(publish: Publish) -> None:
    press = publish("grounding")
    with pytest.raises(ExportError, match=r"coco/\d+#2 of task 'image_to_coordinate'.*one picture.*--task"):
        exported(press, "llava")
    assert list((press.root / "out").iterdir()) == []


def test_coco_refuses_a_recipe_that_keeps_only_some_regions(publish: Publish) -> None:
    chat = located().model_copy(update={"task": "conversation"})
    press = publish("conversation", [scene(n, conversations=(chat,)) for n in range(3)])
    with pytest.raises(ExportError, match="all others would count as background"):
        exported(press, "coco")


def test_a_picture_in_an_answer_is_refused(publish: Publish) -> None:
    record = scene(0)
    shown = record.conversations[2]
    answer = Turn(role="assistant", parts=(*shown.turns[1].parts, shown.turns[0].parts[0]))
    odd = shown.model_copy(update={"turns": (shown.turns[0], answer)})
    press = publish("grounding", [record.model_copy(update={"conversations": (odd,)})])
    with pytest.raises(ExportError, match="an answer shows a picture"):
        exported(press, "qwen3-vl")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("yolo", {}, "no such format; choose one of llava"),
        ("qwen3-vl", {"frame": "padded"}, "format qwen3-vl takes thousandths"),
        ("parquet", {"tasks": ["count"]}, "does not export by conversations"),
        ("llava", {"max_pixels": 10**6}, "does not depend on them"),
        ("llava", {"tasks": ["count"]}, "nothing to write: task_not_chosen 18"),
    ],
)
def test_options_that_cannot_be_served_are_refused(
    publish: Publish, name: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ExportError, match=message):
        exported(publish("grounding"), name, **options)


def test_limits_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValidationError, match="min_pixels 10 is more than max_pixels 5"):
        ExportOptions(min_pixels=10, max_pixels=5)


MARKS = ["<image>", "<bbox>", "<|im_end|>", "<video>", "<img>/etc/x.png</img>", "</s>"]


def asks(*texts: str) -> Conversation:
    ask = Turn(role="user", parts=(IMAGE, *(words(text) for text in texts)))
    return Conversation(task="text_to_coordinate", turns=(ask, Turn(role="assistant", parts=(place(0),))))


@pytest.mark.parametrize("name", [*CHATS, "ms-swift"])
def test_text_that_holds_a_trainers_mark_is_left_out_and_counted(publish: Publish, name: str) -> None:
    """Also a mark that only two neighbouring parts make together."""
    hostile = (*(asks(f"Where is {mark} it?") for mark in MARKS), asks("Where is <ima", "ge> it?"))
    press = publish("grounding", [scene(0, conversations=(located(), *hostile))])
    done = exported(press, name)
    assert done.left_out == {"mark_in_text": len(hostile)}
    assert sum(done.rows.values()) == 1
    assert "texts that hold a mark which trainers replace" in (done.out / "README.md").read_text()


def test_coordinates_of_a_picture_that_is_not_shown_are_left_out(publish: Publish) -> None:
    ask = Turn(role="user", parts=(words("Where is it?"),))
    blind = Conversation(task="text_to_coordinate", turns=(ask, Turn(role="assistant", parts=(place(0),))))
    done = exported(publish("grounding", [scene(0, conversations=(located(), blind))]), "ms-swift")
    assert done.left_out == {"coordinates_without_picture": 1} and done.rows == {"train.jsonl": 1}


def test_regions_without_a_label_are_no_instances_and_are_counted(publish: Publish) -> None:
    done = exported(publish("grounding"), "coco")
    assert done.left_out == {"region_without_label": 6}
    assert sum(done.rows.values()) == 18


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_export_names_its_frame_and_counts_its_rows(publish: Publish, name: str) -> None:
    recipe = "grounding" if "conversations" in FORMATS[name].holds else "multigrained"
    options = {"tasks": ["text_to_coordinate"]} if name == "llava" else {}
    done = exported(publish(recipe), name, **options)
    marker = json.loads((done.out / "export.json").read_text())
    assert marker["frame"]["name"] == done.frame and marker["format"] == name
    assert marker["rows"] == done.rows and marker["left_out"] == done.left_out
    assert f"`{done.frame}`" in (done.out / "README.md").read_text()
    files = {path.name for path in done.out.iterdir() if path.suffix in (".json", ".jsonl", ".parquet")}
    assert files == set(done.rows) | {"export.json"} | ({"dataset_info.json"} if name == "llama-factory" else set())
    assert done.documents == 6
    assert done.pictures == len(list(done.out.glob("images/**/*.jpg"))) == (0 if name == "parquet" else 6)
    assert done.object_images == len(list(done.out.glob("objects/**/*.jpg")))


def test_a_verbatim_picture_is_exported_byte_for_byte(publish: Publish) -> None:
    press = publish("grounding")
    done = exported(press, "qwen3-vl")
    for key, data in press.pictures.items():
        assert (done.out / "images" / f"{key}.jpg").read_bytes() == data


def test_two_exports_of_one_run_have_the_same_bytes(publish: Publish, tmp_path: Path) -> None:
    press = publish("grounding")
    one = exported(press, "ms-swift")
    first = {p.relative_to(one.out): p.read_bytes() for p in one.out.rglob("*") if p.is_file()}
    one.out.rename(tmp_path / "kept")
    two = exported(press, "ms-swift")
    assert first == {p.relative_to(two.out): p.read_bytes() for p in two.out.rglob("*") if p.is_file()}


def test_a_record_of_one_key_only_is_enough(publish: Publish) -> None:
    records: list[Record] = [scene(1)]
    assert exported(publish("grounding", records), "qwen3-vl").documents == 1
