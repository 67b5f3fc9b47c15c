"""One instance annotation to one object: category, box and mask in upright pixels."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.sources.draft import Tally
from pipeline.sources.frame import Frame
from pipeline.sources.numbers import as_int
from schemas.given import GivenObject, Rle


def given_objects(
    source: str, bodies: Sequence[Mapping[str, Any]], frame: Frame, categories: Mapping[str, str], tally: Tally
) -> tuple[GivenObject, ...]:
    """In the file's order. Rules: duplicate_id, unknown_category and those of Frame.box."""
    kept: list[GivenObject] = []
    ids: set[str] = set()
    for body in bodies:
        tally.meet("object")
        id_ = str(body["id"])
        label = categories.get(str(as_int(body["category_id"])))
        box = frame.box(body["bbox"])
        if body["id"] is not None and id_ in ids:
            tally.drop("object", "duplicate_id", id_)
        elif label is None:
            tally.drop("object", "unknown_category", body["category_id"])
        elif isinstance(box, str):
            tally.drop("object", box, f"{label} {body['bbox']}")
        else:
            polygons, rle = _mask(body["segmentation"], frame, tally)
            kept.append(
                GivenObject(
                    label=label,
                    box=box,
                    source=source,
                    is_crowd=bool(body["iscrowd"]),
                    area=frame.area(body["area"]),
                    polygons=polygons,
                    rle=rle,
                    source_id="" if body["id"] is None else id_,
                )
            )
        ids.add(id_)
    return tuple(kept)


def _mask(segmentation: Any, frame: Frame, tally: Tally) -> tuple[tuple[tuple[float, ...], ...], Rle | None]:
    """Polygons and run lengths are counted as items of their own: a box outlives its broken mask."""
    if isinstance(segmentation, list):
        return tuple(points for flat in segmentation if (points := _polygon(flat, frame, tally)) is not None), None
    if segmentation is None:
        return (), None
    tally.meet("mask")
    rle = _rle(segmentation, frame)
    if rle is None:
        tally.drop("mask", "bad_shape", segmentation)
    return (), rle


def _polygon(flat: Any, frame: Frame, tally: Tally) -> tuple[float, ...] | None:
    tally.meet("mask")
    points = frame.polygon(flat)
    if points is None:
        tally.drop("mask", "bad_shape", flat)
    return points


def _rle(segmentation: Any, frame: Frame) -> Rle | None:
    """Kept in the frame of the annotations, as COCO's tools expect it; None unless it fits that frame."""
    if not isinstance(segmentation, dict) or segmentation.get("size") != [frame.stated[1], frame.stated[0]]:
        return None
    counts = segmentation.get("counts")
    size = frame.stated[1], frame.stated[0]
    if isinstance(counts, str) and counts:
        return Rle(size=size, counts=counts)
    if not isinstance(counts, list):
        return None
    runs = [as_int(run) for run in counts]
    whole = [run for run in runs if run is not None and run >= 0]
    is_whole = len(whole) == len(runs) and sum(whole) == size[0] * size[1]
    return Rle(size=size, counts=tuple(whole)) if is_whole else None
