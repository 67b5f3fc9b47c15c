"""What must hold of an annotated record: boxes inside the picture, references that exist, books that balance."""

import json
from collections.abc import Iterator, Sequence

from pipeline.ledger.row import Row
from schemas.geometry import area, clip
from schemas.record import Record

_FIELD_OF = {
    "caption": "captions",
    "label": "labels",
    "region": "regions",
    "description": "descriptions",
    "relation": "relations",
    "question": "conversations",
}


def record_faults(record: Record, rows: Sequence[tuple[str, Row]]) -> Iterator[str]:
    yield from _regions(record)
    yield from _references(record)
    for stage, row in rows:
        yield from _books(stage, row)


def _regions(record: Record) -> Iterator[str]:
    for index, region in enumerate(record.regions):
        if clip(region.box, record.image.size) != region.box:
            yield f"region {index} {region.box} leaves the picture of {record.image.size}"
        if area(region.box) <= 0:
            yield f"region {index} {region.box} is empty"


def _references(record: Record) -> Iterator[str]:
    known = len(record.regions)
    for index, relation in enumerate(record.relations):
        if relation.subject >= known or relation.object >= known:
            yield f"relation {index} speaks of a region that is not there"
    for index, conversation in enumerate(record.conversations):
        cut_out = [image.region for image in conversation.object_images]
        parts = [part for turn in conversation.turns for part in turn.parts]
        named = [part.region for part in parts if part.region is not None]
        about = [region for part in parts for region in part.about]
        if any(region >= known for region in (*cut_out, *named, *about)):
            yield f"conversation {index} speaks of a region that is not there"
        if any(part.object_image >= len(cut_out) for part in parts if part.object_image is not None):
            yield f"conversation {index} shows an object image that is not there"


def _books(stage: str, row: Row) -> Iterator[str]:
    """made = kept + dropped for each kind of item that the stage made."""
    kept = {field: len(json.loads(text)) for field, text in row.adds}
    for kind, made in row.made:
        field = _FIELD_OF.get(kind, "")
        dropped = sum(drop.kind == kind for drop in row.dropped)
        if row.fate == "kept" and field in kept and made != kept[field] + dropped:
            yield f"stage {stage}: {made} {kind}s made, {kept[field]} kept, {dropped} dropped"
