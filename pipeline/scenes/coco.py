"""Scenes in COCO's layout: instances.json and captions.json."""

from contextlib import ExitStack
from pathlib import Path

from pipeline.scenes.catalogue import KINDS
from pipeline.scenes.json_array import JsonArray, join
from pipeline.scenes.truth import Scene, Seen

_INFO = {
    "description": "multigrain scenes: drawn pictures with perfect annotations",
    "url": "",
    "version": "1.0",
    "year": 2017,
    "contributor": "multigrain",
    "date_created": "2017/09/01",
}
_LICENSES = [
    {"url": "http://creativecommons.org/publicdomain/zero/1.0/", "id": 1, "name": "CC0 1.0 Universal"},
]


def image_id(index: int) -> int:
    return index + 1


def file_name(index: int) -> str:
    return f"{image_id(index):012d}.jpg"


class CocoWriter:
    """Writes both files as scenes come in; a context manager, the files being whole once it is left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._annotation = 0
        self._caption = 0

    def __enter__(self) -> "CocoWriter":
        self._folder.mkdir(parents=True, exist_ok=True)
        self._images, self._instances, self._captions = (
            self._stack.enter_context(JsonArray(self._part(name)))
            for name in (
                "images",
                "instances",
                "captions",
            )
        )
        return self

    def write(self, scene: Scene) -> None:
        number = image_id(scene.index)
        self._images.append(image(scene))
        for one in scene.things:
            if not one.surface:
                self._annotation += 1
                self._instances.append(instance(one, self._annotation, number, scene))
        for text in scene.captions:
            self._caption += 1
            self._captions.append({"image_id": number, "id": self._caption, "caption": text})

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._stack.close()
        if kind is None:
            self._close("instances", {"categories": categories()})
            self._close("captions", {})
            for name in ("images", "instances", "captions"):
                self._part(name).unlink()

    def _close(self, name: str, more: dict[str, object]) -> None:
        parts = {"images": self._part("images"), "annotations": self._part(name)}
        join(self._folder / f"{name}.json", {"info": _INFO, "licenses": _LICENSES, **parts, **more})

    def _part(self, name: str) -> Path:
        return self._folder / f"{name}.part"


def image(scene: Scene) -> dict[str, object]:
    return {
        "license": 1,
        "file_name": file_name(scene.index),
        "height": scene.height,
        "width": scene.width,
        "date_captured": "2017-09-01 00:00:00",
        "id": image_id(scene.index),
    }


def instance(one: Seen, number: int, image_number: int, scene: Scene) -> dict[str, object]:
    """An annotation of the visible part; a crowd's segmentation is uncompressed run lengths, as in COCO."""
    x0, y0, x1, y1 = one.box
    outlines: object = [[value for point in outline for value in point] for outline in one.polygons]
    if one.crowd:
        outlines = {"counts": list(one.runs), "size": [scene.height, scene.width]}
    return {
        "segmentation": outlines,
        "area": float(one.area),
        "iscrowd": int(one.crowd),
        "image_id": image_number,
        "bbox": [float(x0), float(y0), float(x1 - x0), float(y1 - y0)],
        "category_id": one.category,
        "id": number,
    }


def categories() -> list[dict[str, object]]:
    return [{"supercategory": kind.group, "id": kind.number, "name": kind.name} for kind in KINDS.values()]
