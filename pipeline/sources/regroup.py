"""Annotations carried over to another record of the same image: boxes scaled, indices moved."""

from collections.abc import Mapping

from schemas.geometry import Box, Size, clip, round_box, scale
from schemas.given import Given, GivenObject


def scaled(given: Given, from_size: Size, to_size: Size) -> Given:
    """All boxes, outlines and areas in pixels of the other size; run lengths stay in the frame their size tells."""
    if from_size == to_size:
        return given

    def moved(box: Box) -> Box:
        return round_box(clip(scale(box, from_size, to_size), to_size))

    factor = (to_size[0] * to_size[1]) / (from_size[0] * from_size[1])
    objects = tuple(
        one.model_copy(
            update={
                "box": moved(one.box),
                "polygons": _outlines(one, from_size, to_size),
                "area": round(one.area * factor, 2),
            }
        )
        for one in given.objects
    )
    phrases = tuple(one.model_copy(update={"box": moved(one.box)}) for one in given.phrases)
    return given.model_copy(update={"objects": objects, "phrases": phrases})


def _outlines(one: GivenObject, from_size: Size, to_size: Size) -> tuple[tuple[float, ...], ...]:
    factors = to_size[0] / from_size[0], to_size[1] / from_size[1]
    return tuple(tuple(round(v * factors[i % 2], 2) for i, v in enumerate(flat)) for flat in one.polygons)


def shifted(given: Given, places: Mapping[int, int]) -> Given:
    """Relations and questions point to where the objects went."""
    relations = tuple(
        one.model_copy(update={"subject": places[one.subject], "object": places[one.object]}) for one in given.relations
    )
    questions = tuple(
        one.model_copy(update={"objects": tuple(places[index] for index in one.objects)}) for one in given.questions
    )
    return given.model_copy(update={"relations": relations, "questions": questions})
