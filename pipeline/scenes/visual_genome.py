"""Scenes in Visual Genome's v1.2 layout: its six files, with `coco_id` naming the COCO picture."""

from contextlib import ExitStack
from pathlib import Path

from pipeline.scenes import coco
from pipeline.scenes.json_array import JsonArray
from pipeline.scenes.predicates import SYNSETS
from pipeline.scenes.truth import Question, Region, Relation, Scene, Seen

_FIRST_IMAGE_ID = 2_000_001
_FILES = ("image_data", "objects", "attributes", "relationships", "region_descriptions", "question_answers")
_LISTS = {"region_descriptions": "regions", "question_answers": "qas"}


def image_id(index: int) -> int:
    return _FIRST_IMAGE_ID + index


def file_name(index: int) -> str:
    return f"{image_id(index)}.jpg"


class VisualGenomeWriter:
    """Writes the six files as scenes come in; a context manager, the files being whole once it is left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._objects = self._relations = self._regions = self._questions = 0

    def __enter__(self) -> "VisualGenomeWriter":
        self._folder.mkdir(parents=True, exist_ok=True)
        self._files = {name: self._stack.enter_context(JsonArray(self._path(name))) for name in _FILES}
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def write(self, scene: Scene) -> None:
        number, first = image_id(scene.index), self._objects + 1
        pairs = list(enumerate(scene.things, start=first))
        self._objects += len(pairs)
        self._files["image_data"].append(image_data(scene))
        self._list("objects", "image_id", number, [_object(one, i) for i, one in pairs])
        self._list("attributes", "image_id", number, [_attributes(one, i) for i, one in pairs])
        relations = enumerate(scene.relations, start=self._relations + 1)
        told = [_relation(one, i, scene, first) for i, one in relations]
        self._list("relationships", "image_id", number, told)
        regions = enumerate(scene.regions, start=self._regions + 1)
        self._list("region_descriptions", "id", number, [_region(one, i, number) for i, one in regions])
        questions = enumerate(scene.questions, start=self._questions + 1)
        asked = [_question(one, i, scene, first) for i, one in questions]
        self._list("question_answers", "id", number, asked)
        self._relations += len(scene.relations)
        self._regions += len(scene.regions)
        self._questions += len(scene.questions)

    def _list(self, file: str, id_field: str, number: int, items: list[dict[str, object]]) -> None:
        self._files[file].append({id_field: number, _LISTS.get(file, file): items})


def image_data(scene: Scene) -> dict[str, object]:
    return {
        "width": scene.width,
        "url": f"images/{file_name(scene.index)}",
        "height": scene.height,
        "image_id": image_id(scene.index),
        "coco_id": coco.image_id(scene.index),
        "flickr_id": None,
    }


def _place(one: Seen, number: int) -> dict[str, object]:
    x0, y0, x1, y1 = one.box
    return {"synsets": [one.noun.synset], "h": y1 - y0, "object_id": number, "w": x1 - x0, "y": y0, "x": x0}


def _name(one: Seen) -> str:
    return one.noun.plural if one.crowd else one.noun.said


def _object(one: Seen, number: int) -> dict[str, object]:
    return _place(one, number) | {"names": [_name(one)]}


def _attributes(one: Seen, number: int) -> dict[str, object]:
    said: dict[str, object] = {"attributes": list(one.attributes)} if one.attributes else {}
    return _object(one, number) | said


def _relation(relation: Relation, number: int, scene: Scene, first: int) -> dict[str, object]:
    subject, other = (
        _place(scene.things[i], first + i) | {"name": _name(scene.things[i])}
        for i in (
            relation.subject,
            relation.object,
        )
    )
    return {
        "predicate": relation.predicate,
        "object": other,
        "relationship_id": number,
        "synsets": [SYNSETS[relation.predicate]],
        "subject": subject,
    }


def _region(region: Region, number: int, image_number: int) -> dict[str, object]:
    x0, y0, x1, y1 = region.box
    return {
        "region_id": number,
        "width": x1 - x0,
        "height": y1 - y0,
        "image_id": image_number,
        "phrase": region.phrase,
        "y": y0,
        "x": x0,
    }


def _question(one: Question, number: int, scene: Scene, first: int) -> dict[str, object]:
    return {
        "a_objects": [_object(scene.things[i], first + i) for i in one.answered],
        "question": one.question,
        "image_id": image_id(scene.index),
        "qa_id": number,
        "answer": one.answer,
        "q_objects": [_object(scene.things[i], first + i) for i in one.asked],
    }
