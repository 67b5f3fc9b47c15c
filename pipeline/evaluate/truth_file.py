"""An official annotation file in COCO's format as the truth: its objects, put beside what a record already holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pipeline.evaluate.refusal import EvaluationError
from pipeline.language.vocabulary import matching
from pipeline.sources.coco.stream import COCO_HOSTS
from pipeline.sources.files import Place, place_of
from pipeline.sources.jsonstream import stream_list
from pipeline.sources.numbers import as_float, as_floats, as_int
from schemas.geometry import Size, clip, from_xywh, is_finite, round_box, scale
from schemas.given import Exhaustive, GivenObject
from schemas.record import Record

MAX_ASPECT_ERROR = 0.01
"""A picture of another size is measured when it was only resized; the same bound as for merging."""


@dataclass(slots=True)
class TruthFile:
    """`name` stands for the file as a source; it has a dot, so no source of a job has it.

    `other_shape`: pictures of the run whose size is not that of the file's picture, so that no box can be compared.
    """

    name: str
    vocabulary: str
    images: Mapping[str, int]
    sizes: Mapping[int, Size]
    objects: Mapping[int, tuple[GivenObject, ...]]
    other_shape: list[str] = field(default_factory=list)

    def beside(self, record: Record, path: str) -> Record | None:
        """With the file's objects added to `given`. None for a picture that the file does not list."""
        image = self.images.get(record.identity, self.images.get(PurePosixPath(path).name))
        if image is None:
            return None
        stated, size = self.sizes[image], record.image.size
        if abs(stated[0] * size[1] / (stated[1] * size[0]) - 1) > MAX_ASPECT_ERROR:
            self.other_shape.append(record.key)
            return None
        objects = tuple(_resized(one, stated, size) for one in self.objects.get(image, ()))
        listed = Exhaustive(source=self.name, vocabulary=self.vocabulary)  # also where the file marks nothing
        update = {"objects": record.given.objects + objects, "exhaustive": (*record.given.exhaustive, listed)}
        given = record.given.model_copy(update=update)
        return record.model_copy(update={"given": given})


def _resized(one: GivenObject, stated: Size, size: Size) -> GivenObject:
    if stated == size:
        return one
    factor = size[0] * size[1] / (stated[0] * stated[1])
    return one.model_copy(update={"box": scale(one.box, stated, size), "area": one.area * factor})


def read_truth(path: str, pictures: Iterable[tuple[str, str]]) -> TruthFile:
    """Streams the file; keeps what it says of these (identity, path). Raises EvaluationError, SourceError, OSError."""
    place = place_of(path, "--truth")
    if not place.is_file():
        raise EvaluationError(f"--truth: there is no file {path!r}; name COCO's instances_*.json or one of its format")
    wanted = {name for identity, lies in pictures for name in (identity, PurePosixPath(lies).name)}
    images, sizes = _images(place, wanted)
    if not sizes:
        raise EvaluationError(f"--truth: {path} lists no picture of this run, neither by its COCO id nor by file name")
    categories = {as_int(body.get("id")): body.get("name") for body in _bodies(place, "categories")}
    objects: dict[int, list[GivenObject]] = {}
    for body in _bodies(place, "annotations"):
        image = as_int(body.get("image_id"))
        if image in sizes:
            objects.setdefault(image, []).append(_object(place, body, categories, sizes[image]))
    names = [name for name in categories.values() if isinstance(name, str)]
    return TruthFile(
        place.name, matching(names), images, sizes, {image: tuple(found) for image, found in objects.items()}
    )


def _images(place: Place, wanted: set[str]) -> tuple[dict[str, int], dict[int, Size]]:
    """Identity or file name -> id, and id -> size."""
    images: dict[str, int] = {}
    sizes: dict[int, Size] = {}
    for body in _bodies(place, "images"):
        id_, width, height = (as_int(body.get(key)) for key in ("id", "width", "height"))
        if id_ is None or not width or not height or width < 0 or height < 0:
            raise EvaluationError(
                f"--truth: {place}: `images` has {body!r:.80}, expected whole numbers id, width, height"
            )
        names = [PurePosixPath(str(body.get("file_name", ""))).name]
        if any(host in str(body.get("coco_url", "")) for host in COCO_HOSTS):
            names.append(f"coco:{id_}")
        for name in (one for one in names if one in wanted):
            if images.setdefault(name, id_) != id_:
                raise EvaluationError(f"--truth: {place}: {name!r} is two images, {images[name]} and {id_}")
            sizes[id_] = width, height
    return images, sizes


def _object(place: Place, body: Mapping[str, Any], categories: Mapping[int | None, Any], size: Size) -> GivenObject:
    label, xywh = categories.get(as_int(body.get("category_id"))), as_floats(body.get("bbox"), 4)
    if not isinstance(label, str) or xywh is None or not is_finite(xywh):
        raise EvaluationError(
            f"--truth: {place}: annotation {body.get('id')!r} needs a category_id of `categories` and a bbox of four "
            "numbers; is this an instances file?"
        )
    return GivenObject(
        label=label,
        box=round_box(clip(from_xywh(xywh), size)),
        source=place.name,
        is_crowd=bool(body.get("iscrowd")),
        area=as_float(body.get("area")) or 0.0,
        source_id=str(body.get("id", "")),
    )


def _bodies(place: Place, key: str) -> Iterable[Mapping[str, Any]]:
    for body in stream_list(place, key):
        if not isinstance(body, dict):
            raise EvaluationError(f"--truth: {place}: `{key}` holds {body!r:.40}, expected objects {{...}}")
        yield body
