"""COCO's instances and captions, one file of each per split; annotations wait on disk, for pictures come first."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.lines import to_json
from pipeline.exports.pictures import PICTURES, Pictures
from pipeline.exports.published import Sample
from pipeline.exports.refusal import ExportError
from pipeline.exports.text import numbers_of, view_size
from pipeline.publish.recipes import load_recipe
from schemas.document import Document
from schemas.frames import Frame
from schemas.geometry import area, to_xywh
from schemas.manifest import Manifest, Split
from schemas.recipe import Grain

_CHUNK = 1 << 20


@dataclass(slots=True)
class _File:
    """One annotation file under way: its images and its annotations, each in a file of its own."""

    images: IO[str]
    annotations: IO[str]
    num_images: int = 0
    num_annotations: int = 0

    def add_image(self, row: dict[str, Any]) -> None:
        self.images.write(("," if self.num_images else "") + "\n" + to_json(row))
        self.num_images += 1

    def add_annotation(self, row: dict[str, Any]) -> None:
        self.num_annotations += 1
        self.annotations.write(
            ("," if self.num_annotations > 1 else "") + "\n" + to_json({"id": self.num_annotations} | row)
        )


@dataclass(slots=True)
class Coco:
    """Pictures are numbered from 1 over all splits; so are categories, as they are met."""

    job: Job
    files: dict[tuple[Split, str], _File]
    categories: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def add(self, sample: Sample) -> None:
        self.number += 1
        document = sample.document
        path = Pictures(self.job.root, sample, self.job.tally).view()
        row = _image(document, self.number, path.removeprefix(f"{PICTURES}/"))
        for kind, add in (("instances", self._add_instances), ("captions", self._add_captions)):
            if file := self.files.get((sample.split, kind)):
                file.add_image(row)
                add(document, file)

    def _add_instances(self, document: Document, file: _File) -> None:
        for index, region in enumerate(document.regions):
            if not region.label:
                self.job.tally.left_out["region_without_label"] += 1
                continue
            x0, y0, x1, y1 = numbers_of(document, index, self.job.frame)
            file.add_annotation(
                {
                    "image_id": self.number,
                    "category_id": self.categories.setdefault(region.label, len(self.categories) + 1),
                    "bbox": [round(v, 2) for v in to_xywh((x0, y0, x1, y1))],
                    "area": round(area((x0, y0, x1, y1)), 2),
                    "iscrowd": int(region.is_crowd),
                    "segmentation": [],
                    "score": region.score,
                    "origin": region.origin,
                }
            )

    def _add_captions(self, document: Document, file: _File) -> None:
        for caption in document.captions:
            file.add_annotation({"image_id": self.number, "caption": caption.text})


def _image(document: Document, number: int, file_name: str) -> dict[str, Any]:
    """`identity` holds COCO's own number of the picture where there is one."""
    width, height = view_size(document)
    return {
        "id": number,
        "file_name": file_name,
        "width": width,
        "height": height,
        "key": document.key,
        "identity": document.image.identity,
        "license_name": document.image.license,
    }


def _kinds(manifest: Manifest) -> list[str]:
    """Which files the recipe can fill. Raises ExportError, PromptError."""
    ready = load_recipe(manifest.recipe.partition("@")[0])
    if ready.recipe.digest != manifest.recipe_digest:
        raise ExportError(
            f"recipe {manifest.recipe}: its file under prompts/recipes changed since it was published, so whether its "
            "documents hold all regions is not known; publish again"
        )
    wanted: tuple[tuple[Grain, str], ...] = (("region", "instances"), ("caption", "captions"))
    kinds = [kind for grain, kind in wanted if grain in ready.recipe.body.grains]
    if not kinds:
        raise ExportError(
            f"recipe {manifest.recipe} keeps no captions, and only the regions its questions speak of: as instances, "
            "all others would count as background; export a recipe with the grain region or caption as coco"
        )
    return kinds


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    with ExitStack() as stack:

        def spool() -> IO[str]:
            return stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=job.root))

        coco = Coco(job, {(s, kind): _File(spool(), spool()) for s in job.splits for kind in _kinds(job.manifest)})
        yield coco
        for (split, kind), file in coco.files.items():
            _write(job, f"{kind}_{split}.json", file, coco.categories if kind == "instances" else None)


def _write(job: Job, name: str, file: _File, categories: dict[str, int] | None) -> None:
    with (job.root / name).open("w", encoding="utf-8", newline="\n") as out:
        out.write('{"info": ' + to_json(_info(job.manifest, job.frame)) + ',\n"licenses": [],\n"images": [')
        _append(out, file.images)
        out.write('\n],\n"annotations": [')
        _append(out, file.annotations)
        out.write("\n]")
        if categories is not None:
            found = [{"id": number, "name": label, "supercategory": ""} for label, number in categories.items()]
            out.write(',\n"categories": ' + json.dumps(found, ensure_ascii=False))
        out.write("}\n")
    job.tally.rows[name] = file.num_annotations


def _info(manifest: Manifest, frame: Frame) -> dict[str, Any]:
    return {"description": f"multigrain {manifest.recipe}", "version": "1.0", "frame": frame.name}


def _append(out: IO[str], part: IO[str]) -> None:
    part.seek(0)
    while chunk := part.read(_CHUNK):
        out.write(chunk)


COCO = Format("coco", frozenset({"grains"}), ("pixels",), _open)
