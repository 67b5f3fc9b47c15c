"""GroundingDINO as grounder, through real files, both libraries' real forward pass, and the book of answers."""

import asyncio
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.answers.book import AnswerBook
from pipeline.backends.groundingdino.grounder import GroundingDinoGrounder
from pipeline.backends.local.errors import DeviceError, ModelFileError
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Kept
from pipeline.stages.ground import Ground
from pipeline.store.local import LocalStore
from schemas.detection import GroundingDinoSpec
from schemas.record import Record, Region
from schemas.stages import GroundSpec
from tests.groundingdino.desk import at, calls, ground, record
from tests.groundingdino.small_models import groundingdino_spec, transformers_spec

pytestmark = pytest.mark.filterwarnings("ignore:torch.meshgrid", "ignore:.*torch.cuda.amp.autocast")

Small = Callable[..., GroundingDinoSpec]


@pytest.fixture(scope="module", params=["transformers", "groundingdino-py"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A spec of a small model, with these settings; its files are made once."""
    folder = tmp_path_factory.mktemp("models") / "model"
    made = {"transformers": transformers_spec, "groundingdino-py": groundingdino_spec}[request.param]
    return lambda **settings: made(folder, **settings)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The smaller of the two, for what does not depend on the library."""
    folder = tmp_path_factory.mktemp("models") / "hub"
    return lambda **settings: transformers_spec(folder, **settings)


def boxes(said: dict[str, Said[Region]]) -> dict[str, Any]:
    return {key: one.items for key, one in said.items()}


RECORDS = [record(number, *names) for number, names in enumerate([("cat", "hot dog"), ("dog",), ("person", "cat")] * 2)]


def test_boxes_are_the_same_for_every_batch_and_all_neighbours(small: Small, tmp_path: Path) -> None:
    wanted = boxes(ground(small(batch=1), tmp_path / "1", RECORDS))
    assert all(len(items) > 5 for items in wanted.values())
    for batch in (4, 8):
        shuffled = random.Random(batch).sample(RECORDS, len(RECORDS))
        assert boxes(ground(small(batch=batch), tmp_path / str(batch), shuffled)) == wanted
    alone = boxes(ground(small(batch=8), tmp_path / "alone", RECORDS[2:3]))
    assert alone == {RECORDS[2].key: wanted[RECORDS[2].key]}


def test_each_object_is_asked_about_once_and_a_rerun_asks_nothing(small: Small, tmp_path: Path) -> None:
    assert calls(ground(small(), tmp_path, RECORDS)) == 10
    again = ground(small(), tmp_path, RECORDS)
    assert calls(again) == 0 and all(one.answers for one in again.values())
    assert calls(ground(small(), tmp_path, [record(0, "cat", "person")])) == 1, "only the new word"


def test_thresholds_batch_and_place_are_no_part_of_the_question(hub: Small, tmp_path: Path) -> None:
    first = ground(hub(text_threshold=0.0), tmp_path, RECORDS)
    stricter = ground(hub(text_threshold=0.9, batch=2, threads=1), tmp_path, RECORDS)
    assert calls(stricter) == 0
    for key, one in stricter.items():
        assert len(one.items) + len(one.dropped) == len(first[key].items)
        assert {(drop.rule, drop.threshold) for drop in one.dropped} == {("text_threshold", 0.9)}
        assert all(drop.value is not None and drop.value < 0.9 for drop in one.dropped)


def test_what_changes_the_answer_is_another_question(hub: Small, tmp_path: Path) -> None:
    ground(hub(), tmp_path, RECORDS[1:2])
    for setting in ({"short_side": 56}, {"min_score": 0.1}, {"max_queries": 3}, {"precision": "bf16"}):
        assert calls(ground(hub(**setting), tmp_path, RECORDS[1:2])) == 1


def test_other_files_are_another_question_and_another_path_is_not(tmp_path: Path) -> None:
    ground(transformers_spec(tmp_path / "one"), tmp_path, RECORDS[1:2])
    shutil.copytree(tmp_path / "one", tmp_path / "moved")
    assert calls(ground(transformers_spec(tmp_path / "moved"), tmp_path, RECORDS[1:2])) == 0
    config = tmp_path / "moved" / "config.json"
    config.write_text(config.read_text() + "\n")
    assert calls(ground(transformers_spec(tmp_path / "moved"), tmp_path, RECORDS[1:2])) == 1


def test_the_stage_applies_its_thresholds_and_the_books_balance(hub: Small, tmp_path: Path) -> None:
    spec = GroundSpec(box_threshold=0.7, nms_iou=0.5, max_boxes_per_label=1)
    outcome = at(hub(text_threshold=0.0), tmp_path, lambda grounder: Ground(spec, [grounder]).run(RECORDS[0]))
    assert isinstance(outcome, Kept)
    kept = outcome.adds["regions"]
    assert outcome.made["region"] == len(kept) + len(outcome.dropped)
    assert {"box_threshold"} < {drop.rule for drop in outcome.dropped}
    assert outcome.spend.calls == 2 == len(outcome.answers)
    assert all(region.origin.startswith("groundingdino@") for region in kept)


def test_packed_labels_share_a_forward_pass_and_keep_their_names(small: Small, tmp_path: Path) -> None:
    asked = record(0, "cat", "hot dog", "dog", "traffic light", "person")
    said = ground(small(labels_per_prompt=3, text_threshold=0.0), tmp_path, [asked])[asked.key]
    assert said.spend.calls == 2
    assert {region.label for region in said.items} <= {label.name for label in asked.labels}
    assert len({region.label for region in said.items}) > 1
    assert len(said.items) <= 2 * 30, "a query is one box, of one label"


def test_a_label_no_prompt_can_hold_is_a_counted_drop(hub: Small, tmp_path: Path) -> None:
    said = ground(hub(text_threshold=0.0), tmp_path, [record(0, "...", "cat")])["folder/0"]
    assert [(drop.kind, drop.rule, drop.item) for drop in said.dropped] == [("region", "unsayable", "...")]
    assert {region.label for region in said.items} == {"cat"}


def test_a_record_without_labels_asks_nothing(hub: Small, tmp_path: Path) -> None:
    assert ground(hub(), tmp_path, [record(0)])["folder/0"] == Said()


def test_answers_are_rounded_json_above_the_floor_best_first(hub: Small, tmp_path: Path) -> None:
    (answer,) = ground(hub(min_score=0.2, max_queries=7), tmp_path, RECORDS[1:2])["folder/1"].answers

    async def kept() -> str:
        async with AnswerBook(LocalStore(str(tmp_path))) as book:
            found = book.find(answer)
            assert found is not None and found.role == "ground"
            return found.reply.text

    rows = json.loads(asyncio.run(kept()))["boxes"]
    assert 0 < len(rows) <= 7
    assert [row[4] for row in rows] == sorted((row[4] for row in rows), reverse=True) and rows[-1][4] >= 0.2
    assert all(round(value, 2) == value for row in rows for value in row[:4])
    assert all(round(value, 4) == value for row in rows for value in row[4:6])


def test_a_picture_that_cannot_be_read_fails_its_record_alone(hub: Small, tmp_path: Path) -> None:
    async def torn(one: Record) -> bytes:
        from tests.groundingdino.desk import read

        data = await read(one)
        return data[:60] if one.key == "folder/1" else data

    async def run() -> list[Any]:
        async with AnswerBook(LocalStore(str(tmp_path))) as book:
            grounder = GroundingDinoGrounder(hub(), book, torn)
            return await asyncio.gather(*(grounder.ground(one) for one in RECORDS[:3]), return_exceptions=True)

    first, second, third = asyncio.run(run())
    assert type(second).__name__ == "ImageError"
    assert first.items and third.items


def test_the_identity_is_of_contents_and_decisive_settings(hub: Small, tmp_path: Path) -> None:
    async def identity(grounder: GroundingDinoGrounder) -> dict[str, Any]:
        return dict(grounder.identity())

    first = at(hub(), tmp_path, identity)
    assert at(hub(batch=3, threads=1), tmp_path, identity) == first
    assert at(hub(text_threshold=0.5), tmp_path, identity) != first
    assert not any(str(tmp_path.parent) in str(value) for value in first.values()), "no path"


def test_a_gpu_that_is_not_there_is_an_error_and_no_fallback(hub: Small, tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="device 'cuda:63': torch sees"):
        ground(hub(device="cuda:63"), tmp_path, RECORDS[:3])


def test_a_run_whose_answers_are_kept_loads_neither_library_nor_weights(small: Small, tmp_path: Path) -> None:
    spec = small()
    ground(spec, tmp_path, RECORDS)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from schemas.detection import GroundingDinoSpec\n"
        "from tests.groundingdino.desk import calls, ground\n"
        "from tests.groundingdino.test_grounder import RECORDS\n"
        f"spec = GroundingDinoSpec.model_validate_json({spec.model_dump_json()!r})\n"
        f"print(calls(ground(spec, Path({str(tmp_path)!r}), RECORDS)))\n"
        "print([name for name in ('torch', 'transformers', 'groundingdino') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["0", "[]"]


def test_a_canvas_smaller_than_the_queries_is_refused(hub: Small, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"has 30 queries, a canvas of 32x32 px only 22 cells"):
        ground(hub(short_side=32, long_side=32), tmp_path, RECORDS[:1])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    spec = GroundingDinoSpec(model=str(tmp_path / "nowhere"))
    with pytest.raises(ModelFileError, match="nowhere': no such folder, and no hub id either"):
        ground(spec, tmp_path, RECORDS)


@pytest.mark.parametrize(
    ("missing", "settings", "words"),
    [
        ("torch", {"model": "{folder}"}, r"'torch' is not installed; run: .venv/bin/uv pip install .*'.\[grounding\]'"),
        (
            "groundingdino",
            {
                "library": "groundingdino-py",
                "model": "{folder}/m.pth",
                "config": "{folder}/c.py",
                "text_encoder": "{folder}",
            },
            r"'groundingdino-py' is not installed; run: .* --no-deps groundingdino-py==0.4.0",
        ),
    ],
)
def test_a_missing_package_fails_with_the_line_that_installs_it(
    tmp_path: Path, missing: str, settings: dict[str, str], words: str
) -> None:
    if missing == "groundingdino":
        pytest.importorskip("torch", reason="without torch that is the package missing first")
    for name in ("config.json", "m.pth", "c.py", "tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_text("")
    given = {key: value.format(folder=tmp_path) for key, value in settings.items()}
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from pipeline.backends.groundingdino.files import find_files\n"
        "from pipeline.backends.groundingdino.loading import load_model\n"
        "from schemas.detection import GroundingDinoSpec\n"
        f"spec = GroundingDinoSpec.model_validate({given!r} | {{'device': 'cpu'}})\n"
        "load_model(spec, find_files(spec), (101, 102, 1012, 1029))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert re.search(f"MissingPackageError: the package {words}", done.stderr), done.stderr[-800:]
