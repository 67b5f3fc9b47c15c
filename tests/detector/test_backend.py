"""The detector as recognizer and grounder, through a real ONNX file, onnxruntime and the book of answers."""

import asyncio
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image as Pillow

from pipeline.answers.book import AnswerBook
from pipeline.backends.detector.detector import Detector
from pipeline.backends.detector.grounder import DetectorGrounder
from pipeline.backends.detector.recognizer import DetectorRecognizer
from pipeline.backends.local.errors import DeviceError, ModelFileError
from pipeline.protocols.stage import Kept
from pipeline.stages.ground import Ground
from pipeline.stages.recognize import Recognize
from pipeline.store.local import LocalStore
from schemas.detection import DetectorSpec
from schemas.provenance import Provenance
from schemas.record import Image, Label, Record
from schemas.stages import GroundSpec, RecognizeSpec
from tests.detector.block_finder import block_finder

T = TypeVar("T")
COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "dim red": (128, 0, 0)}
SIZE = (128, 96)
"""The letterbox halves it: a block of 16 px becomes one of the detector's cells."""


def png(*blocks: tuple[str, int, int]) -> bytes:
    """Blocks by colour, column and row, on black."""
    picture = Pillow.new("RGB", SIZE)
    for colour, column, row in blocks:
        picture.paste(COLOURS[colour], (column * 16, row * 16, column * 16 + 16, row * 16 + 16))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


DATA = png(("red", 1, 1), ("red", 5, 2), ("blue", 3, 4), ("dim red", 6, 0))


def record(*labels: str, data: bytes = DATA) -> Record:
    digest = hashlib.sha256(data).hexdigest()
    image = Image(width=SIZE[0], height=SIZE[1], source_sha256=digest, num_bytes=len(data), is_verbatim=False)
    by = Provenance(stage="recognize", backend="test")
    named = tuple(Label(name=name, by=by) for name in labels)
    return Record(key="t/1", source="t", identity=f"sha256:{digest}", content=digest, image=image, labels=named)


async def read(one: Record) -> bytes:
    return DATA


def at(spec: DetectorSpec, folder: Path, do: Callable[[Detector], Awaitable[T]]) -> T:
    """With a detector whose answers are kept in this folder."""

    async def run() -> T:
        async with AnswerBook(LocalStore(str(folder))) as book:
            return await do(Detector(spec, book, read))

    return asyncio.run(run())


def test_classes_with_a_detection_are_recognized_best_first_and_the_others_counted(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model", label_threshold=0.8)

    async def both(detector: Detector) -> Any:
        return await Recognize(RecognizeSpec(), [DetectorRecognizer(detector)]).run(record())

    outcome = at(spec, tmp_path, both)
    assert [label.name for label in outcome.adds["labels"]] == ["red block", "blue block"]
    assert outcome.made == {"label": 2} and outcome.spend.calls == 1
    by = outcome.adds["labels"][0].by
    assert by.backend == "detector" and by.model.startswith("blocks@") and by.answer == outcome.answers[0]

    strict = at(spec.model_copy(update={"label_threshold": 1.0}), tmp_path, both)
    assert strict.adds["labels"] == () and strict.made == {"label": 2} == {"label": len(strict.dropped)}


def test_a_class_below_the_threshold_is_dropped_with_value_and_threshold(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model", label_threshold=0.9)
    dim = record(data=png(("dim red", 1, 1)))

    async def run() -> Any:
        async def read_dim(one: Record) -> bytes:
            return png(("dim red", 1, 1))

        async with AnswerBook(LocalStore(str(tmp_path))) as book:
            return await DetectorRecognizer(Detector(spec, book, read_dim)).recognize(dim)

    said = asyncio.run(run())
    assert said.items == ()
    (drop,) = said.dropped
    assert (drop.kind, drop.rule, drop.item, drop.threshold) == ("label", "label_threshold", "red block", 0.9)
    assert drop.value == pytest.approx(128 / 255, abs=0.05), "shrinking mixes the block's rim with the black around it"


def test_boxes_come_back_in_pixels_of_the_upright_picture(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model", min_score=0.3)
    asked = record("red block", "blue block", "green block")
    outcome = at(spec, tmp_path, lambda d: Ground(GroundSpec(box_threshold=0.6), [DetectorGrounder(d)]).run(asked))
    assert isinstance(outcome, Kept)
    found = sorted((region.label, region.box) for region in outcome.adds["regions"])
    assert found == [
        ("blue block", (48.0, 64.0, 64.0, 80.0)),
        ("red block", (16.0, 16.0, 32.0, 32.0)),
        ("red block", (80.0, 32.0, 96.0, 48.0)),
    ]
    assert [(d.rule, d.item, d.threshold) for d in outcome.dropped] == [("box_threshold", "red block", 0.6)]
    assert outcome.made["region"] == len(found) + len(outcome.dropped)


def test_one_forward_pass_serves_both_roles_and_a_rerun_asks_nothing(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model")

    async def both(detector: Detector) -> tuple[int, int]:
        labels = await DetectorRecognizer(detector).recognize(record())
        boxes = await DetectorGrounder(detector).ground(record("red block"))
        assert labels.answers == boxes.answers
        return labels.spend.calls, boxes.spend.calls

    assert at(spec, tmp_path, both) == (1, 0)
    assert at(spec, tmp_path, both) == (0, 0)
    looser = spec.model_copy(update={"label_threshold": 0.1, "nms_iou": 0.3})
    assert at(looser, tmp_path, both) == (0, 0), "a threshold is applied to the kept answer"
    deeper = spec.model_copy(update={"min_score": 0.001})
    assert at(deeper, tmp_path, both) == (1, 0), "what is kept at all is part of the question"


def test_records_at_once_with_one_picture_are_one_question(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model")

    async def eight(detector: Detector) -> int:
        grounder = DetectorGrounder(detector)
        said = await asyncio.gather(*(grounder.ground(record("red block")) for _ in range(8)))
        assert len({one.items for one in said}) == 1
        return sum(one.spend.calls for one in said)

    assert at(spec, tmp_path, eight) == 1


def test_answers_are_rounded_json_of_all_above_the_floor(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model")
    answer = at(spec, tmp_path, lambda detector: detector.detect(record())).answer

    async def kept(book: AnswerBook) -> str:
        async with book:
            found = book.find(answer)
            assert found is not None
            return found.reply.text

    rows = json.loads(asyncio.run(kept(AnswerBook(LocalStore(str(tmp_path))))))["detections"]
    assert len(rows) >= 4 and [row[4] for row in rows] == sorted((row[4] for row in rows), reverse=True)
    assert all(round(value, 2) == value for row in rows for value in row[:4])
    assert all(round(row[4], 4) == row[4] for row in rows)


def test_a_label_outside_the_vocabulary_is_a_counted_drop(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model")
    said = at(spec, tmp_path, lambda d: DetectorGrounder(d).ground(record("unicorn", "Red  block", "red block")))
    assert [(drop.kind, drop.rule, drop.item) for drop in said.dropped] == [
        ("region", "not_in_vocabulary", "unicorn"),
        ("region", "same_class", "red block"),
    ]
    assert {region.label for region in said.items} == {"Red  block"}, "a region says its record's word"
    nothing = at(spec, tmp_path / "other", lambda d: DetectorGrounder(d).ground(record("unicorn")))
    assert nothing.spend.calls == 0 and not nothing.answers, "nobody is asked about what nobody knows"


def test_the_identity_is_of_contents_not_of_places(tmp_path: Path) -> None:
    one, other = block_finder(tmp_path / "one"), block_finder(tmp_path / "other", device="cpu", batch=1)
    first, second = (at(spec, tmp_path, _identity) for spec in (one, other))
    assert first == second and "label_threshold" not in first
    block_finder(tmp_path / "other", note="trained on")
    assert at(other, tmp_path, _identity)["model"] != first["model"]


def test_other_weights_are_another_question_and_another_path_is_not(tmp_path: Path) -> None:
    async def calls(detector: Detector) -> int:
        return (await detector.detect(record())).spend.calls

    assert at(block_finder(tmp_path / "one"), tmp_path, calls) == 1
    assert at(block_finder(tmp_path / "moved"), tmp_path, calls) == 0
    assert at(block_finder(tmp_path / "other", note="trained on"), tmp_path, calls) == 1


async def _identity(detector: Detector) -> dict[str, Any]:
    return dict(DetectorGrounder(detector).identity())


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda spec: Path(spec.model).unlink(), "blocks.onnx: cannot be read"),
        (lambda spec: Path(spec.model).write_bytes(b"no model"), "blocks.onnx: onnxruntime cannot load it"),
        (lambda spec: Path(spec.classes).write_text("one\ntwo\n"), r"must be \(1, 84, 7\) for layout yolox"),
        (lambda spec: Path(spec.classes).unlink(), "classes.txt: the class file cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_stops_the_run_by_name(tmp_path: Path, break_it: Any, message: str) -> None:
    spec = block_finder(tmp_path / "model")
    break_it(spec)
    with pytest.raises(ModelFileError, match=message):
        at(spec, tmp_path, lambda detector: detector.detect(record()))


def test_another_input_size_than_the_model_declares_is_refused(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model", input_size=(416, 416))
    with pytest.raises(ModelFileError, match=r"declares an input of \(64, 64\), input_size says \(416, 416\)"):
        at(spec, tmp_path, lambda detector: detector.detect(record()))


def test_a_gpu_that_is_not_there_is_an_error_and_no_fallback(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model", device="cuda:7")
    with pytest.raises(DeviceError, match="device 'cuda:7'"):
        at(spec, tmp_path, lambda detector: detector.detect(record()))


def test_a_missing_package_fails_with_the_line_that_installs_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from pipeline.backends.detector.door import Door\n"
        "from schemas.detection import DetectorSpec\n"
        "Door(DetectorSpec(model='m.onnx', classes='c.txt'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (
        "MissingPackageError: the package 'onnxruntime' is not installed; run: .venv/bin/uv pip install" in done.stderr
    )
    assert "'.[detector]'" in done.stderr


def test_a_run_whose_answers_are_kept_loads_neither_onnxruntime_nor_weights(tmp_path: Path) -> None:
    spec = block_finder(tmp_path / "model")
    at(spec, tmp_path, lambda detector: detector.detect(record()))
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from schemas.detection import DetectorSpec\n"
        "from tests.detector.test_backend import at, record\n"
        f"spec = DetectorSpec.model_validate_json({spec.model_dump_json()!r})\n"
        f"detected = at(spec, Path({str(tmp_path)!r}), lambda detector: detector.detect(record()))\n"
        "print(detected.spend.calls, 'onnxruntime' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "False"]
