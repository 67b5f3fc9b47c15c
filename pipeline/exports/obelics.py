"""OBELICS' parallel lists: at each position a text or a picture, with metadata beside it; object images as files."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyarrow as pa

from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.lines import to_json
from pipeline.exports.pictures import Pictures
from pipeline.exports.published import Sample
from pipeline.exports.refusal import ExportError
from pipeline.exports.table import TableRows
from pipeline.exports.text import coordinates, view_size, words
from schemas.document import Document
from schemas.manifest import Split
from schemas.part import Part

SCHEMA = pa.schema(
    [
        ("images", pa.list_(pa.string())),
        ("metadata", pa.string()),
        ("general_metadata", pa.string()),
        ("texts", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True)
class Obelics:
    job: Job
    rows: dict[Split, TableRows]

    def add(self, sample: Sample) -> None:
        document = sample.document
        if document.conversations:
            raise ExportError(
                f"{document.key} of recipe {document.recipe} holds conversations beside its interleaved sequence, and "
                "obelics holds none; choose ms-swift or parquet, or export a recipe without tasks"
            )
        pictures = Pictures(self.job.root, sample, self.job.tally)
        positions = list(_positions(document, coordinates(document, self.job.frame), pictures))
        row = {
            "images": [image for image, _, _ in positions],
            "metadata": to_json([about for _, _, about in positions]),
            "general_metadata": to_json(self._general(document)),
            "texts": [text for _, text, _ in positions],
        }
        self.rows[sample.split].add(row)

    def _general(self, document: Document) -> dict[str, Any]:
        return {
            "key": document.key,
            "identity": document.image.identity,
            "license": document.image.license,
            "recipe": document.recipe,
            "template": document.template,
            "frame": self.job.frame.name,
        }


_Position = tuple[str | None, str | None, dict[str, Any] | None]
"""Picture, text, metadata of the picture: either the text is set or the two others are."""


def _positions(document: Document, place: Callable[[int], str], pictures: Pictures) -> Iterator[_Position]:
    for is_words, parts in groupby(document.segments, key=_is_words):
        if is_words:
            yield None, words(tuple(parts), place), None
            continue
        for part in parts:
            path = pictures.view() if part.object_image is None else pictures.object_image(part.object_image)
            yield path, None, _metadata(document, part, path)


def _is_words(part: Part) -> bool:
    return part.text is not None or part.region is not None


def _metadata(document: Document, part: Part, path: str) -> dict[str, Any]:
    """`src` is the path; an object image says what it shows, its box in pixels of the picture as shown."""
    if part.object_image is None:
        width, height = view_size(document)
        return {"src": path, "original_width": width, "original_height": height}
    shown = document.object_images[part.object_image]
    region, (x, y, _, _) = document.regions[shown.region], document.view
    box = [region.box[0] - x, region.box[1] - y, region.box[2] - x, region.box[3] - y]
    return {"src": path, "label": region.label, "box": [round(v, 2) for v in box], "margin": shown.margin}


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    metadata = {"frame": job.frame.name}
    with ExitStack() as stack:
        tables = {s: TableRows(job.root, f"{s}.parquet", SCHEMA.with_metadata(metadata), job.tally) for s in job.splits}
        yield Obelics(job, {split: stack.enter_context(table) for split, table in tables.items()})


OBELICS = Format("obelics", frozenset({"segments"}), ("unit", "padded", "thousandths"), _open)
