"""Counts what the annotated images hold, one image at a time: labels, boxes, relations, questions, documents."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.report.chart import Chart, by_name, by_range, fill, place_of
from pipeline.report.language import language_of
from schemas.document import Document
from schemas.geometry import area
from schemas.record import Record

_BOXES = (1, 2, 3, 5, 9, 17, 33, 65)
_BOX_NAMES = ("0", "1", "2", "3–4", "5–8", "9–16", "17–32", "33–64", "65+")
_AREAS = (0.001, 0.005, 0.02, 0.08, 0.32)
_AREA_NAMES = ("< 0.1 %", "0.1–0.5", "0.5–2", "2–8", "8–32", "> 32 %")
_ASPECTS = (0.25, 0.5, 0.8, 1.25, 2.0, 4.0)
_ASPECT_NAMES = ("tall 4:1", "to 2:1", "to 5:4", "square", "to 5:4 ", "to 2:1 ", "wide 4:1")
_LENGTHS = (16, 32, 64, 128, 256, 512, 1024, 2048)
_LENGTH_NAMES = ("<16", "16", "32", "64", "128", "256", "512", "1k", "2k+")


@dataclass
class Census:
    """Memory grows with distinct names alone; `limits.SURVEYED` images bound those."""

    images: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    predicates: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    boxes: Counter[int] = field(default_factory=Counter)
    areas: Counter[int] = field(default_factory=Counter)
    aspects: Counter[int] = field(default_factory=Counter)
    lengths: dict[str, Counter[int]] = field(default_factory=dict)

    def add(self, record: Record, documents: Mapping[str, Document]) -> None:
        """`documents` by recipe."""
        self.images += 1
        named = [region for region in record.regions if region.label]
        self.labels.update(region.label for region in named)
        self.predicates.update(relation.predicate for relation in record.relations)
        self.tasks.update(conversation.task for conversation in record.conversations)
        self.languages[language_of(record)] += 1
        self.boxes[place_of(len(named), _BOXES)] += 1
        fill(self.areas, [area(region.box) / record.image.area for region in named], _AREAS)
        sides = [(r.box[2] - r.box[0], r.box[3] - r.box[1]) for r in named]
        fill(self.aspects, [w / h for w, h in sides if h > 0], _ASPECTS)
        for recipe, document in documents.items():
            self.lengths.setdefault(recipe, Counter())[place_of(num_words(document), _LENGTHS)] += 1

    def charts(self) -> list[Chart]:
        return [
            by_name("Labels", "What the boxes are called.", "boxes", self.labels),
            by_range("Boxes per image", "How many objects have a box.", "images", _BOX_NAMES, self.boxes),
            by_range("Box area", "How much of its picture a box covers.", "boxes", _AREA_NAMES, self.areas),
            by_range("Box shape", "Width against height of a box.", "boxes", _ASPECT_NAMES, self.aspects),
            by_name("Relation predicates", "How two objects are related.", "relations", self.predicates),
            by_name("Question kinds", "What the conversations train.", "conversations", self.tasks),
            by_name("Languages", "Of each image's captions, else of its questions.", "images", self.languages),
            *self._length_charts(),
        ]

    def _length_charts(self) -> Iterator[Chart]:
        about = "Words of one document; each column begins at the number below it."
        for recipe, counts in sorted(self.lengths.items()):
            yield by_range(f"Length: {recipe}", about, "documents", _LENGTH_NAMES, counts)


def num_words(document: Document) -> int:
    """Of all its texts, as white space parts them; coordinates and pictures are not counted."""
    turns = [part for c in document.conversations for turn in c.turns for part in turn.parts]
    parts: Sequence[str | None] = [part.text for part in (*document.segments, *turns)]
    return len("".join(text if text is not None else " " for text in parts).split())
