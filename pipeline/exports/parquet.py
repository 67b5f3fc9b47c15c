"""Flat tables, one Parquet file a grain, joined by `key` and number: for pandas, duckdb and the like."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.parquet_schemas import SCHEMAS
from pipeline.exports.published import Sample
from pipeline.exports.table import TableRows
from schemas.document import Document, DocumentRegion
from schemas.objectimage import ObjectImage
from schemas.part import Part
from schemas.provenance import Provenance

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FlatTables:
    tables: dict[str, TableRows]

    def add(self, sample: Sample) -> None:
        document = sample.document
        self.tables["documents"].add(_document(sample))
        for name, rows in (
            ("captions", ({"text": c.text} | _by(c.by) for c in document.captions)),
            ("labels", (_label(document, number) for number in range(len(document.labels)))),
            ("regions", (_region(region) for region in document.regions)),
            ("relations", (_relation(document, number) for number in range(len(document.relations)))),
            ("object_images", (_object_image(image) for image in document.object_images)),
        ):
            for number, row in enumerate(rows):
                self.tables[name].add({"key": document.key, "number": number} | row)
        for row in _parts(document):
            self.tables["parts"].add({"key": document.key} | row)


def _document(sample: Sample) -> Row:
    document, image = sample.document, sample.document.image
    x0, y0, x1, y1 = document.view
    view = {"view_x0": x0, "view_y0": y0, "view_x1": x1, "view_y1": y1}
    head = {"key": document.key, "split": sample.split, "recipe": document.recipe, "template": document.template}
    return head | image.model_dump() | view


def _by(by: Provenance, prefix: str = "by") -> Row:
    return {f"{prefix}_{name}": value for name, value in by.model_dump().items()}


def _label(document: Document, number: int) -> Row:
    label = document.labels[number]
    named = {"name": label.name, "description": label.description, "sense": label.sense}
    return named | _by(label.by) | _by(label.described_by, "described_by")


def _region(region: DocumentRegion) -> Row:
    x0, y0, x1, y1 = region.box
    return region.model_dump(exclude={"box"}) | {"x0": x0, "y0": y0, "x1": x1, "y1": y1}


def _relation(document: Document, number: int) -> Row:
    relation = document.relations[number]
    return relation.model_dump(exclude={"by"}) | _by(relation.by)


def _object_image(image: ObjectImage) -> Row:
    return image.model_dump(exclude={"augmentation"}) | image.augmentation.model_dump()


def _parts(document: Document) -> Iterator[Row]:
    """The interleaved sequence as conversation -1, then the conversations."""
    for number, part in enumerate(document.segments):
        yield {"conversation": -1, "task": "", "turn": -1, "role": "", "number": number} | _part(part)
    for index, conversation in enumerate(document.conversations):
        for place, turn in enumerate(conversation.turns):
            where = {"conversation": index, "task": conversation.task, "turn": place, "role": turn.role}
            for number, part in enumerate(turn.parts):
                yield where | {"number": number} | _part(part)


def _part(part: Part) -> Row:
    kinds = {"text": part.text, "image": part.image, "region": part.region, "object_image": part.object_image}
    kind = next(name for name, value in kinds.items() if value is not None)
    said = {"kind": kind, "text": part.text, "region": part.region, "object_image": part.object_image}
    return said | {"about": list(part.about)} | _by(part.by)


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    metadata = {"frame": job.frame.name}
    tables = {n: TableRows(job.root, f"{n}.parquet", s.with_metadata(metadata), job.tally) for n, s in SCHEMAS.items()}
    with ExitStack() as stack:
        yield FlatTables({name: stack.enter_context(table) for name, table in tables.items()})


PARQUET = Format("parquet", frozenset({"grains"}), ("pixels",), _open)
