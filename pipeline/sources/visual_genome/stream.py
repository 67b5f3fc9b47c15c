"""Streams one Visual Genome file into fragments per image, both versions' field names brought to one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.sources.files import Place
from pipeline.sources.imageid import encode_id
from pipeline.sources.jsonstream import stream_list
from pipeline.sources.numbers import as_int
from pipeline.sources.source import Fragment, SourceError

FILES = {
    "image_data": "",
    "objects": "objects",
    "attributes": "attributes",
    "relationships": "relationships",
    "region_descriptions": "regions",
    "question_answers": "qas",
}
"""File stem -> the key of its list within an entry."""


def stream(path: Place, stem: str) -> Iterator[Fragment]:
    """Raises SourceError."""
    number = 0
    for number, entry in enumerate(stream_list(path), 1):
        if not isinstance(entry, dict):
            raise SourceError(f"{path}: entry {number} is {entry!r:.40}, expected an object {{...}}")
        yield Fragment(_image_id(path, number, entry), stem, json.dumps(_body(path, number, entry, stem)))
    if not number and stem == "image_data":
        raise SourceError(f"{path}: lists no image; check that this is Visual Genome's image_data.json")


def _image_id(path: Place, number: int, entry: Mapping[str, Any]) -> str:
    """v1.2 says image_id where v1.0 says id; some files of v1.2 still say id."""
    value = entry.get("image_id", entry.get("id"))
    if (found := as_int(value)) is not None:
        return str(found)
    if isinstance(value, str) and value:
        return encode_id(value)
    raise SourceError(f"{path}: entry {number} has neither `image_id` nor `id`; expected a whole number")


def _body(path: Place, number: int, entry: Mapping[str, Any], stem: str) -> Any:
    if stem == "image_data":
        return {key: entry.get(key) for key in ("width", "height", "coco_id")}
    items = entry.get(FILES[stem])
    if not isinstance(items, list):
        raise SourceError(f"{path}: entry {number} has no list `{FILES[stem]}`; check that this is {stem}.json")
    return [_item(item, stem) if isinstance(item, dict) else None for item in items]


def _item(item: Mapping[str, Any], stem: str) -> dict[str, Any]:
    if stem == "relationships":
        ends = {end: _thing(item.get(end)) for end in ("subject", "object")}
        return {"predicate": item.get("predicate"), **ends}
    if stem == "region_descriptions":
        return {"phrase": item.get("phrase"), "box": [item.get(key) for key in ("x", "y", "width", "height")]}
    if stem == "question_answers":
        things = [*_list(item.get("q_objects")), *_list(item.get("a_objects"))]
        about = [thing for thing in map(_thing, things) if thing is not None]
        return {"question": item.get("question"), "answer": item.get("answer"), "about": about}
    thing = _thing(item)
    return {**(thing or {}), "attributes": _list(item.get("attributes"))}


def _thing(value: Any) -> dict[str, Any] | None:
    """An object, or the end of a relationship: its id, first name, first synset and box."""
    if not isinstance(value, dict):
        return None
    names = value.get("names", value.get("object_names", value.get("name")))
    synsets = value.get("synsets")
    return {
        "id": as_int(value.get("object_id", value.get("id"))),
        "name": names[0] if isinstance(names, list) and names else names,
        "synset": synsets[0] if isinstance(synsets, list) and synsets else "",
        "box": [value.get(key) for key in ("x", "y", "w", "h")],
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
