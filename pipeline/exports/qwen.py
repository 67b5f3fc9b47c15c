"""Qwen's own fine-tuning lines: pictures in questions only, answers that are places as JSON with `bbox_2d`."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.exports.chat import chats, paths
from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.lines import JsonRows, to_json
from pipeline.exports.pictures import Pictures
from pipeline.exports.published import Sample
from pipeline.exports.text import Said, check_marks, coordinates, is_only_places, numbers_of, placed_in, say
from schemas.document import Document
from schemas.frames import Frame
from schemas.manifest import Split
from schemas.part import Part, Turn


@dataclass(frozen=True, slots=True)
class Qwen:
    job: Job
    rows: dict[Split, JsonRows]

    def add(self, sample: Sample) -> None:
        document, frame = sample.document, self.job.frame
        pictures = Pictures(self.job.root, sample, self.job.tally)
        for chat in chats(self.job, sample, lambda turn: _speak(document, turn, frame)):
            found = paths(chat, pictures)
            shown: dict[str, Any] = {"image": found[0]} if len(found) == 1 else {"images": found} if found else {}
            self.rows[sample.split].add({"id": chat.id, **shown, "conversations": chat.shared()})


def _speak(document: Document, turn: Turn, frame: Frame) -> Said:
    if turn.role == "assistant" and is_only_places(turn.parts):
        return Said(_as_json(document, turn.parts, frame), regions=placed_in(turn.parts))
    return say(turn.parts, coordinates(document, frame))


def _as_json(document: Document, parts: Sequence[Part], frame: Frame) -> str:
    """One object, or a list where there are several, with the labels that are known."""
    found = [_place(document, region, frame) for region in placed_in(parts)]
    return to_json(found[0] if len(found) == 1 else found)


def _place(document: Document, region: int, frame: Frame) -> dict[str, Any]:
    place: dict[str, Any] = {"bbox_2d": [int(number) for number in numbers_of(document, region, frame)]}
    label = document.regions[region].label
    check_marks(label)
    return place | {"label": label} if label else place


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    with ExitStack() as stack:
        yield Qwen(job, {s: stack.enter_context(JsonRows(job.root, f"{s}.jsonl", job.tally)) for s in job.splits})


QWEN25_VL = Format("qwen2.5-vl", frozenset({"conversations"}), ("smart_resized",), _open)
QWEN3_VL = Format("qwen3-vl", frozenset({"conversations"}), ("thousandths",), _open)
