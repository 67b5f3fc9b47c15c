"""Runs a source from its files to drafts, as the import does, and writes the small files the tests need."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pipeline.sources.build import build
from pipeline.sources.source import Draft, Fragment, Refused, Source
from schemas.sources import SourceSpec
from tests.pixels.pictures import as_bytes, picture

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@dataclass(frozen=True)
class Met:
    """What became of every image, by key."""

    drafts: dict[str, Draft]
    refused: dict[str, Refused]

    def rule(self, key: str) -> str:
        return self.refused[key].why.rule

    def only(self) -> Draft:
        assert not self.refused, self.refused
        (draft,) = self.drafts.values()
        return draft


def sources(scratch: Path, **spec: Any) -> tuple[Source, ...]:
    return build(TypeAdapter[SourceSpec](SourceSpec).validate_python(spec), scratch)


def source(**spec: Any) -> Source:
    (one,) = sources(Path("unused"), **spec)
    return one


def imported(one: Source) -> Met:
    """Fragments pass through JSON-like text, as they do on disk."""
    one.check()
    one.prepare()
    found: dict[str, list[Fragment]] = {}
    for fragment in one.fragments():
        found.setdefault(fragment.id, []).append(fragment)
    tables = json.loads(json.dumps(one.tables()))
    met = [one.assemble(id_, fragments, tables) for id_, fragments in sorted(found.items())]
    drafts = {each.record.key: each for each in met if isinstance(each, Draft)}
    refused = {each.key: each for each in met if isinstance(each, Refused)}
    assert len(drafts) + len(refused) == len(met) == len({*drafts, *refused}), "a key must end in one place"
    for draft in drafts.values():
        conserved(draft)
        assert one.read(draft.locator)
    return Met(drafts, refused)


def conserved(draft: Draft) -> None:
    """made = kept + dropped, for every kind."""
    given = draft.record.given
    kept = {
        "caption": len(given.captions),
        "object": len(given.objects),
        "relation": len(given.relations),
        "region": len(given.phrases),
        "question": len(given.questions) + len(given.conversations),
        "mask": sum(len(one.polygons) + (one.rle is not None) for one in given.objects),
    }
    for kind in {*draft.made, *kept}:
        dropped = sum(1 for one in draft.dropped if one.kind == kind)
        assert draft.made.get(kind, 0) == kept[kind] + dropped, f"{kind} of {draft.record.key}"


def write_json(path: Path, body: Any) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body))
    return str(path)


def write_picture(
    path: Path, size: tuple[int, int] = (40, 30), orientation: int | None = None, **settings: Any
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    formats = {".png": "PNG", ".webp": "WEBP"}
    path.write_bytes(as_bytes(picture(size), formats.get(path.suffix, "JPEG"), orientation, **settings))
    return path


@dataclass
class CocoFiles:
    """A COCO data set on disk in the making."""

    root: Path

    def __post_init__(self) -> None:
        self.images: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.captions: list[dict[str, Any]] = []
        self.categories: list[dict[str, Any]] = [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]
        self.licenses: list[dict[str, Any]] = [{"id": 3, "url": "http://licence/3", "name": "three"}]

    @property
    def pictures(self) -> Path:
        return self.root / "images"

    def image(
        self, id_: Any = 1, size: tuple[int, int] = (40, 30), orientation: int | None = None, **other: Any
    ) -> None:
        name = f"{id_}.jpg"
        write_picture(self.pictures / name, size, orientation)
        self.images.append({"id": id_, "file_name": name, "width": size[0], "height": size[1], **other})

    def box(self, bbox: Any, image_id: Any = 1, **other: Any) -> None:
        id_ = len(self.annotations) + 1
        self.annotations.append(
            {"id": id_, "image_id": image_id, "category_id": 1, "bbox": bbox, "iscrowd": 0, **other}
        )

    def caption(self, text: Any, image_id: Any = 1, **other: Any) -> None:
        self.captions.append({"id": len(self.captions) + 1, "image_id": image_id, "caption": text, **other})

    def source(self, with_captions: bool = False, **settings: Any) -> Source:
        self.pictures.mkdir(parents=True, exist_ok=True)
        body = {"images": self.images, "annotations": self.annotations}
        small = {"categories": self.categories, "licenses": self.licenses}
        files = {"instances": write_json(self.root / "instances.json", {**body, **small})}
        if with_captions:
            listed = {"images": self.images, "annotations": self.captions, "licenses": self.licenses}
            files["captions"] = write_json(self.root / "captions.json", listed)
        return source(kind="coco", images=str(self.pictures), **files, **settings)


def rules(draft: Draft) -> Sequence[tuple[str, str]]:
    return [(one.kind, one.rule) for one in draft.dropped]
