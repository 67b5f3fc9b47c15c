"""Joins what Visual Genome's files say of one image, opens its picture, and makes the draft."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.protocols.stage import Rejected
from pipeline.sources.draft import Tally, make_draft, open_picture
from pipeline.sources.files import Place
from pipeline.sources.frame import Frame, frame_of, stated_size
from pipeline.sources.numbers import as_int
from pipeline.sources.root import load_picture
from pipeline.sources.source import Draft, Fragment, Locator, Refused
from pipeline.sources.visual_genome.objects import Objects, words
from schemas.given import Given, GivenPhrase, GivenQuestion, GivenRelation

FOLDERS = ("", "VG_100K/", "VG_100K_2/")
"""The two archives Visual Genome's pictures come in unpack to the last two."""

PLACED = ("objects", "attributes", "relationships", "region_descriptions")


def make_record(
    root: Place, source: str, image_id: str, fragments: Sequence[Fragment], has_coco_ids: bool
) -> Draft | Refused:
    """Rules: no_image_entry, duplicate_id, unsafe_path, missing_image, those of the picture and of the frame."""
    key = f"{source}/{image_id}"
    images = [json.loads(f.body) for f in fragments if f.kind == "image_data"]
    if not images:
        return Refused(key, Rejected("no_image_entry", "there are annotations for this id, but image_data has none"))
    if any(image != images[0] for image in images):
        return Refused(key, Rejected("duplicate_id", "image_data has two different entries for this id"))
    picture = _picture(root, image_id)
    if isinstance(picture, Rejected):
        return Refused(key, picture)
    name, data = picture
    opened = open_picture(data)
    if isinstance(opened, Rejected):
        return Refused(key, opened)
    size = stated_size(images[0]["width"], images[0]["height"])
    frame = frame_of(opened.facts, size, has_places=any(f.kind in PLACED for f in fragments))
    if isinstance(frame, Rejected):
        return Refused(key, frame)
    tally = Tally()
    given = _given(source, fragments, frame, tally)
    coco_id = as_int(images[0]["coco_id"]) if has_coco_ids else None
    return make_draft(key, Locator(source, name), opened.image(), given, tally, coco_id)


def _picture(root: Place, image_id: str) -> tuple[str, bytes] | Rejected:
    """Its name below the root, and its bytes."""
    for folder in FOLDERS:
        name = f"{folder}{image_id}.jpg"
        found = load_picture(root, name)
        if isinstance(found, bytes):
            return name, found
        if found.rule == "unsafe_path":
            return found
    return Rejected(
        "missing_image", f"{image_id}.jpg is not in the images folder, nor in VG_100K or VG_100K_2 below it"
    )


def _given(source: str, fragments: Sequence[Fragment], frame: Frame, tally: Tally) -> Given:
    """Objects first, since attributes, relations and questions are tied to them."""
    items = _items(fragments)
    objects = Objects(source, frame, tally)
    for item in items["objects"]:
        objects.add(item)
    for item in items["attributes"]:
        if (index := objects.find_or_add(item)) is not None:
            objects.describe(index, item["attributes"])
    relations = _relations(source, items["relationships"], objects, tally)
    phrases = _phrases(source, items["region_descriptions"], frame, tally)
    questions = _questions(source, items["question_answers"], objects, tally)
    return Given(objects=tuple(objects.kept), relations=relations, phrases=phrases, questions=questions)


def _items(fragments: Sequence[Fragment]) -> dict[str, list[Any]]:
    """All files' items by stem; an image that is listed twice in a file has both lists."""
    found: dict[str, list[Any]] = {stem: [] for stem in (*PLACED, "question_answers")}
    for fragment in fragments:
        if fragment.kind in found:
            found[fragment.kind] += json.loads(fragment.body)
    return found


def _relations(
    source: str, items: Sequence[Mapping[str, Any] | None], objects: Objects, tally: Tally
) -> tuple[GivenRelation, ...]:
    kept: list[GivenRelation] = []
    for item in items:
        tally.meet("relation")
        predicate = words(item["predicate"]) if item else ""
        if item is None or not predicate:
            tally.drop("relation", "no_predicate", item)
            continue
        subject, object_ = objects.find_or_add(item["subject"]), objects.find_or_add(item["object"])
        if subject is None or object_ is None:
            tally.drop("relation", "end_dropped", predicate)
        else:
            kept.append(GivenRelation(subject=subject, predicate=predicate, object=object_, source=source))
    return tuple(kept)


def _phrases(
    source: str, items: Sequence[Mapping[str, Any] | None], frame: Frame, tally: Tally
) -> tuple[GivenPhrase, ...]:
    """Counted as regions, which they become."""
    kept: list[GivenPhrase] = []
    for item in items:
        tally.meet("region")
        text = _text(item["phrase"]) if item else ""
        box = frame.box(item["box"]) if item else "bad_shape"
        if not text:
            tally.drop("region", "no_phrase", item)
        elif isinstance(box, str):
            tally.drop("region", box, text)
        else:
            kept.append(GivenPhrase(text=text, box=box, source=source))
    return tuple(kept)


def _questions(
    source: str, items: Sequence[Mapping[str, Any] | None], objects: Objects, tally: Tally
) -> tuple[GivenQuestion, ...]:
    kept: list[GivenQuestion] = []
    for item in items:
        tally.meet("question")
        question, answer = (_text(item[key]) if item else "" for key in ("question", "answer"))
        if item is None or not question or not answer:
            tally.drop("question", "no_text", question)
            continue
        about = [index for thing in item["about"] if (index := objects.find(thing)) is not None]
        kept.append(GivenQuestion(question=question, answer=answer, source=source, objects=tuple(dict.fromkeys(about))))
    return tuple(kept)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
