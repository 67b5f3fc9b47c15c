"""Joins what COCO's files say of one image, opens its picture, and makes the draft."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.protocols.stage import Rejected
from pipeline.sources.coco.objects import given_objects
from pipeline.sources.draft import Opened, Tally, make_draft, open_picture
from pipeline.sources.files import Place
from pipeline.sources.frame import Frame, frame_of, stated_size
from pipeline.sources.root import load_picture
from pipeline.sources.source import Draft, Fragment, Locator, Refused
from schemas.given import Exhaustive, Given, GivenCaption, GivenDescription, GivenObject


def make_record(
    root: Place, source: str, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]
) -> Draft | Refused:
    """Rules: no_image_entry, duplicate_id, no_file_name, unsafe_path, missing_image, those of the picture and frame."""
    key = f"{source}/{image_id}"
    bodies = {
        kind: [json.loads(f.body) for f in fragments if f.kind == kind] for kind in ("image", "object", "caption")
    }
    image = _entry(bodies["image"])
    if isinstance(image, Rejected):
        return Refused(key, image)
    met = _open(root, image, has_places=bool(bodies["object"]))
    if isinstance(met, Rejected):
        return Refused(key, met)
    opened, frame = met
    tally = Tally()
    given = _given(source, bodies, image, frame, tables, tally)
    license = tables["licenses"].get(str(image["license"]), "")
    locator = Locator(source, image["file_name"])
    return make_draft(key, locator, opened.image(license), given, tally, image["coco_id"])


def _entry(entries: Sequence[dict[str, Any]]) -> dict[str, Any] | Rejected:
    """The one entry all files agree on."""
    if not entries:
        return Rejected("no_image_entry", "there are annotations for this id, but `images` does not list it")
    first = entries[0]
    for other in entries:
        if any(other[key] != first[key] for key in ("file_name", "width", "height")):
            return Rejected("duplicate_id", f"the id means {first['file_name']!r} and {other['file_name']!r}")
    if not isinstance(first["file_name"], str) or not first["file_name"]:
        return Rejected("no_file_name", f"file_name is {first['file_name']!r}")
    return {**first, "is_exhaustive": any(entry["in"] == "instances" for entry in entries)}


def _open(root: Place, image: Mapping[str, Any], has_places: bool) -> tuple[Opened, Frame] | Rejected:
    data = load_picture(root, image["file_name"])
    opened = data if isinstance(data, Rejected) else open_picture(data)
    if isinstance(opened, Rejected):
        return opened
    frame = frame_of(opened.facts, stated_size(image["width"], image["height"]), has_places)
    return frame if isinstance(frame, Rejected) else (opened, frame)


def _given(
    source: str,
    bodies: Mapping[str, Sequence[dict[str, Any]]],
    image: Mapping[str, Any],
    frame: Frame,
    tables: Mapping[str, Any],
    tally: Tally,
) -> Given:
    captions = _captions(source, bodies["caption"], tally)
    objects = given_objects(source, bodies["object"], frame, tables["categories"], tally)
    is_whole = not any(one.kind == "object" and one.rule != "duplicate_id" for one in tally.dropped)
    promised = tables["vocabulary"] if image["is_exhaustive"] and is_whole else ""
    return Given(
        captions=captions,
        objects=objects,
        descriptions=_descriptions(source, objects, tables),
        exhaustive=(Exhaustive(source=source, vocabulary=promised),) if promised else (),
    )


def _captions(source: str, bodies: Sequence[dict[str, Any]], tally: Tally) -> tuple[GivenCaption, ...]:
    kept: list[GivenCaption] = []
    ids: set[str] = set()
    for body in bodies:
        tally.meet("caption")
        text, id_ = body["caption"], str(body["id"])
        if body["id"] is not None and id_ in ids:
            tally.drop("caption", "duplicate_id", id_)
        elif not isinstance(text, str):
            tally.drop("caption", "bad_shape", text)
        elif not text.strip():
            tally.drop("caption", "empty", id_)
        else:
            kept.append(GivenCaption(text=" ".join(text.split()), source=source))
        ids.add(id_)
    return tuple(kept)


def _descriptions(
    source: str, objects: Sequence[GivenObject], tables: Mapping[str, Any]
) -> tuple[GivenDescription, ...]:
    """Of the labels in this image only: V3Det has 13,204 categories."""
    if not tables["descriptions"]:
        return ()
    labels = {one.label for one in objects}
    return tuple(
        GivenDescription(label=name, text=tables["descriptions"][id_], source=source)
        for id_, name in tables["categories"].items()
        if name in labels and id_ in tables["descriptions"]
    )
