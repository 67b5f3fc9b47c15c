"""ms-swift's messages: <bbox> marks with pixels beside the text; interleaved documents in its pre-training form."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.exports.chat import chats, paths
from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.lines import JsonRows
from pipeline.exports.pictures import Pictures
from pipeline.exports.published import Sample
from pipeline.exports.text import MarkInTextError, Said, Shown, numbers_of, say
from schemas.document import Document
from schemas.manifest import Split
from schemas.part import Part

BOX, REFERENCE = "<bbox>", "<ref-object>"


@dataclass(frozen=True, slots=True)
class MsSwift:
    """`rows`: questions and answers; `documents`: the pre-training form."""

    job: Job
    rows: dict[Split, JsonRows]
    documents: dict[Split, JsonRows]

    def add(self, sample: Sample) -> None:
        pictures = Pictures(self.job.root, sample, self.job.tally)
        if sample.document.segments:
            self._add_document(sample, pictures)
        for chat in chats(self.job, sample, lambda turn: _say(sample.document, turn.parts)):
            row = {
                "messages": [{"role": role, "content": text} for role, text in chat.turns],
                "images": paths(chat, pictures),
                "objects": self._objects(sample.document, chat.pictures, chat.regions, chat.names),
            }
            self.rows[sample.split].add(row)

    def _add_document(self, sample: Sample, pictures: Pictures) -> None:
        try:
            said = _say(sample.document, sample.document.segments)
        except MarkInTextError:
            self.job.tally.left_out["mark_in_text"] += 1
            return
        if said.regions and None not in said.pictures:
            self.job.tally.left_out["coordinates_without_picture"] += 1
            return
        row = {
            "messages": [{"role": "assistant", "content": said.text}],
            "images": [pictures.view() if one is None else pictures.object_image(one) for one in said.pictures],
            "objects": self._objects(sample.document, said.pictures, said.regions, said.names),
        }
        self.documents[sample.split].add(row)

    def _objects(
        self, document: Document, pictures: Sequence[Shown], regions: Sequence[int], names: Sequence[str]
    ) -> dict[str, Any]:
        """What takes the place of the marks; `image_id` is the number of the picture that a box lies in."""
        scene = pictures.index(None) if regions else 0
        return {
            "ref": list(names),
            "bbox": [list(numbers_of(document, region, self.job.frame)) for region in regions],
            "bbox_type": "real",
            "image_id": [scene for _ in regions],
        }


def _say(document: Document, parts: Sequence[Part]) -> Said:
    """A label whose own coordinates come next, before any other thing is named, becomes a reference."""
    said = say(parts, lambda _: BOX)
    is_name = [_is_name(document, part, parts[number + 1 :]) for number, part in enumerate(parts)]
    marked = [
        REFERENCE if named else say((part,), lambda _: BOX).text for part, named in zip(parts, is_name, strict=True)
    ]
    names = tuple(part.text or "" for part, named in zip(parts, is_name, strict=True) if named)
    return Said("".join(marked), said.pictures, said.regions, names)


def _is_name(document: Document, part: Part, rest: Sequence[Part]) -> bool:
    following = next((p for p in rest if p.text is None or p.about), None)
    if len(part.about) != 1 or following is None or following.region != part.about[0]:
        return False
    return part.text == document.regions[part.about[0]].label


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    with ExitStack() as stack:

        def files(kind: str) -> dict[Split, JsonRows]:
            return {s: stack.enter_context(JsonRows(job.root, f"{s}{kind}.jsonl", job.tally)) for s in job.splits}

        yield MsSwift(job, files(""), files("-pretrain"))


MS_SWIFT = Format("ms-swift", frozenset({"conversations", "segments"}), ("pixels",), _open)
