"""One image as the page shows it: picture, boxes, words that speak of them, documents, questions, what was dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from pipeline.pixels.picture import ImageError
from pipeline.report.composed import Composed
from pipeline.report.crops import Crop, Crops
from pipeline.report.graph import Graph, graph_of
from pipeline.report.limits import QUESTIONS, cut
from pipeline.report.marks import height_of, marks_of
from pipeline.report.met import Drop, Met
from pipeline.report.palette import hues
from pipeline.report.picture import Shown, drawn, opened, shown
from pipeline.report.reading import Kind, Reading, questions_of, reading_of
from pipeline.report.words import Source
from schemas.record import Record

_NAMED = 6
"""Labels in the title of an image without a caption."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A box in pixels of the upright picture, its number to be written at `mark`. `is_phrase`: without a label."""

    number: int
    name: str
    hue: int
    x: float
    y: float
    width: float
    height: float
    mark: tuple[float, float]
    score: float
    origin: str
    attributes: tuple[str, ...]
    is_phrase: bool
    is_crowd: bool

    @property
    def area(self) -> float:
        """Large ones are drawn first: a small one within must be there to be pointed at."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Named:
    """A label with its meaning and the boxes that have it."""

    name: str
    description: str
    regions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """`trouble`: why there is no picture."""

    key: str
    standing: str
    title: str
    record: Record
    picture: Shown | None
    thumbnail: Shown | None
    trouble: str
    outlines: tuple[Outline, ...]
    caption_sources: tuple[Source, ...]
    labels: tuple[Named, ...]
    label_sources: tuple[Source, ...]
    graph: Graph | None
    readings: tuple[Reading, ...]
    unpublished: tuple[tuple[str, str], ...]
    kinds: tuple[Kind, ...]
    crops: tuple[Crop, ...]
    drops: tuple[Drop, ...]

    @property
    def mark_height(self) -> float:
        return height_of(self.record.image.size)

    @property
    def opened(self) -> int:
        """The reading that says most stands open."""
        return max(range(len(self.readings)), key=lambda at: len(self.readings[at].pieces), default=-1)


def exhibit_of(met: Met, made: Composed) -> Exhibit:
    """`met.record` must be there."""
    record = met.record
    assert record is not None
    picture, trouble = picture_of(met)
    crops = Crops(picture)
    labelled = [region for region in record.regions if region.label]
    readings = tuple(reading_of(record, recipe, found, crops) for recipe, found in made.documents.items())
    kinds = questions_of(record, QUESTIONS, crops)
    return Exhibit(
        key=met.key,
        standing=met.standing,
        title=_title(record),
        record=record,
        picture=shown(picture) if picture else None,
        thumbnail=drawn(picture, labelled) if picture else None,
        trouble=trouble,
        outlines=_outlines(record),
        caption_sources=tuple(Source(cut(caption.text, 200), caption.by) for caption in record.captions),
        labels=_labels(record),
        label_sources=_label_sources(record),
        graph=graph_of(record),
        readings=readings,
        unpublished=tuple(made.unpublished.items()),
        kinds=kinds,
        crops=tuple(crops.made),
        drops=met.drops,
    )


def picture_of(met: Met) -> tuple[Image.Image | None, str]:
    """The upright picture, or why there is none: a report outlives the folder of pictures."""
    try:
        return opened(met.read()), ""
    except (OSError, ImageError) as error:
        return None, f"the picture could not be read: {error}"


def _title(record: Record) -> str:
    if record.captions:
        return cut(record.captions[0].text, 160)
    names = [label.name for label in record.labels]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return cut(", ".join(names[:_NAMED]), 160) + more or record.key


def _outlines(record: Record) -> tuple[Outline, ...]:
    colours = hues([region.label for region in record.regions])
    marks = _marks(record)
    return tuple(
        Outline(
            number,
            cut(region.label or region.phrase or "(unnamed place)", 120),
            hue,
            region.box[0],
            region.box[1],
            round(region.box[2] - region.box[0], 2),
            round(region.box[3] - region.box[1], 2),
            marks[number],
            region.score,
            region.origin,
            region.attributes,
            not region.label,
            region.is_crowd,
        )
        for number, (region, hue) in enumerate(zip(record.regions, colours, strict=True))
    )


def _marks(record: Record) -> dict[int, tuple[float, float]]:
    """Objects' numbers keep clear of each other; those of described places are seen one at a time."""
    size, boxes = record.image.size, dict(enumerate(region.box for region in record.regions))
    marks = marks_of({number: box for number, box in boxes.items() if record.regions[number].label}, size)
    for number, box in boxes.items():
        marks |= {} if number in marks else marks_of({number: box}, size)
    return marks


def _labels(record: Record) -> tuple[Named, ...]:
    described = {(d.label, d.sense): d for d in reversed(record.descriptions)}
    fallback = {d.label: d for d in reversed(record.descriptions)}
    found = []
    for label in record.labels:
        meaning = described.get((label.name, label.synset)) or fallback.get(label.name)
        regions = tuple(i for i, region in enumerate(record.regions) if region.label == label.name)
        found.append(Named(cut(label.name, 120), cut(meaning.text) if meaning else "", regions))
    return tuple(found)


def _label_sources(record: Record) -> tuple[Source, ...]:
    labels = [Source(cut(label.name, 120), label.by) for label in record.labels]
    return (*labels, *(Source(cut(meaning.text, 200), meaning.by) for meaning in record.descriptions))


def facets(exhibit: Exhibit) -> dict[str, Sequence[str]]:
    """What the gallery can be filtered by, as it stands in the record."""
    record = exhibit.record
    return {
        "labels": sorted({region.label for region in record.regions if region.label}),
        "predicates": sorted({relation.predicate for relation in record.relations}),
        "tasks": sorted({conversation.task for conversation in record.conversations}),
    }
