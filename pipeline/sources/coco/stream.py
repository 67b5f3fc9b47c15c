"""Streams one COCO file into fragments per image; the small lists of categories and licences become tables."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from pipeline.language.vocabulary import matching
from pipeline.sources.files import Place
from pipeline.sources.imageid import encode_id
from pipeline.sources.jsonstream import stream_list
from pipeline.sources.numbers import as_int
from pipeline.sources.source import Fragment, SourceError

COCO_HOSTS = ("cocodataset.org", "mscoco.org")
"""Where `coco_url` points for images that carry an official COCO id."""


@dataclass
class Tables:
    """Names and descriptions by category id, licences by id, and the vocabulary the categories are, if one."""

    categories: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    licenses: dict[str, str] = field(default_factory=dict)
    vocabulary: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def stream(
    path: Place, kind: Literal["instances", "captions"], coco_ids: bool | None, tables: Tables
) -> Iterator[Fragment]:
    """One pass per list, since they stand in any order. Raises SourceError."""
    images = 0
    for image in stream_list(path, "images"):
        images += 1
        yield _image(path, kind, images, image, coco_ids)
    if not images:
        raise SourceError(f"{path}: its list `images` is missing or empty; check that this is a COCO {kind} file")
    for number, annotation in enumerate(stream_list(path, "annotations"), 1):
        yield _object(path, number, annotation) if kind == "instances" else _caption(path, number, annotation)
    if kind == "instances":
        _read_categories(path, tables)
        tables.vocabulary = matching(tables.categories.values())
    _read_licenses(path, tables)


def _image(path: Place, kind: str, number: int, image: Any, coco_ids: bool | None) -> Fragment:
    body = _dict(path, "images", number, image)
    is_official = coco_ids if coco_ids is not None else _is_coco_url(body.get("coco_url"))
    wanted = {key: body.get(key) for key in ("file_name", "width", "height", "license")}
    id_ = _image_id(path, "images", number, body.get("id"))
    coco_id = as_int(body.get("id")) if is_official else None
    return Fragment(id_, "image", json.dumps({**wanted, "coco_id": coco_id, "in": kind}))


def _object(path: Place, number: int, annotation: Any) -> Fragment:
    body = _dict(path, "annotations", number, annotation)
    wanted = {key: body.get(key) for key in ("id", "category_id", "bbox", "area", "iscrowd", "segmentation")}
    return Fragment(_image_id(path, "annotations", number, body.get("image_id")), "object", json.dumps(wanted))


def _caption(path: Place, number: int, annotation: Any) -> Fragment:
    body = _dict(path, "annotations", number, annotation)
    wanted = {key: body.get(key) for key in ("id", "caption")}
    return Fragment(_image_id(path, "annotations", number, body.get("image_id")), "caption", json.dumps(wanted))


def _dict(path: Place, where: str, number: int, item: Any) -> Mapping[str, Any]:
    if not isinstance(item, dict):
        raise SourceError(f"{path}: entry {number} of `{where}` is {item!r:.40}, expected an object {{...}}")
    return item


def _image_id(path: Place, where: str, number: int, value: Any) -> str:
    """Twelve digits as in COCO's own file names; other ids (V3Det has none) percent-encoded."""
    if (found := as_int(value)) is not None:
        return f"{found:012d}"
    if isinstance(value, str) and value:
        return encode_id(value)
    key = "id" if where == "images" else "image_id"
    raise SourceError(f"{path}: entry {number} of `{where}` has {key}: {value!r:.40}, expected a whole number")


def _is_coco_url(url: Any) -> bool:
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return False
    return host is not None and any(host == known or host.endswith(f".{known}") for known in COCO_HOSTS)


def _read_categories(path: Place, tables: Tables) -> None:
    for number, category in enumerate(stream_list(path, "categories"), 1):
        body = _dict(path, "categories", number, category)
        id_, name = as_int(body.get("id")), body.get("name")
        if id_ is None or not isinstance(name, str) or not name.strip():
            raise SourceError(f"{path}: entry {number} of `categories` needs a whole number `id` and a `name`")
        if tables.categories.setdefault(str(id_), name.strip()) != name.strip():
            raise SourceError(f"{path}: `categories` gives id {id_} to {tables.categories[str(id_)]!r} and to {name!r}")
        if text := _description(body):
            tables.descriptions[str(id_)] = text


def _description(category: Mapping[str, Any]) -> str:
    """V3Det's: the encyclopedia's words before the language model's."""
    texts = (category.get(key) for key in ("cat_info", "cat_info_gpt"))
    return next((" ".join(text.split()) for text in texts if isinstance(text, str) and text.strip()), "")


def _read_licenses(path: Place, tables: Tables) -> None:
    for number, license in enumerate(stream_list(path, "licenses"), 1):
        body = _dict(path, "licenses", number, license)
        words = next((body[key] for key in ("url", "name") if isinstance(body.get(key), str) and body[key]), "")
        tables.licenses[str(body.get("id"))] = words.replace("\\/", "/")  # some files escaped their slashes twice
