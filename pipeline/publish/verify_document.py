"""Rechecks one document from itself alone: every reference, every box, every source of a sentence."""

import re
from collections.abc import Iterator

from schemas.document import Document, DocumentConversation
from schemas.geometry import Box
from schemas.part import Part
from schemas.provenance import Provenance

_SHA256 = re.compile(r"[0-9a-f]{64}")


def verify_document(document: Document) -> list[str]:
    """What is wrong, each with its place; empty when nothing is. (That a part is exactly one thing, its model says.)"""
    return [
        *_image(document),
        *_regions(document),
        *_relations(document),
        *_sources(document),
        *_parts(document, "segments", document.segments),
        *_conversations(document),
        *_whole(document),
    ]


def _image(document: Document) -> Iterator[str]:
    image = document.image
    for name, value in (("sha256", image.sha256), ("source_sha256", image.source_sha256)):
        if not _SHA256.fullmatch(value):
            yield f"image.{name}: {value!r} is no sha256"
    if image.width < 1 or image.height < 1:
        yield f"image: {image.width}x{image.height} is no size"
    if not image.identity:
        yield "image.identity: is empty"
    if not _is_inside(document.view, _all(document)):
        yield f"view: {document.view} is not in the picture of {image.width}x{image.height}"


def _regions(document: Document) -> Iterator[str]:
    for index, region in enumerate(document.regions):
        if not _is_inside(region.box, document.view):
            yield f"regions[{index}].box: {region.box} is not in the view {document.view}"
        if not region.label and not region.phrase:
            yield f"regions[{index}]: has neither label nor phrase"
        if not region.origin or not 0 <= region.score <= 1:
            yield f"regions[{index}]: origin {region.origin!r}, score {region.score}"
    for index, shown in enumerate(document.object_images):
        if not 0 <= shown.region < len(document.regions):
            yield f"object_images[{index}].region: there is no region {shown.region}"
        elif document.regions[shown.region].is_crowd:
            yield f"object_images[{index}].region: region {shown.region} is a group, not one object"


def _relations(document: Document) -> Iterator[str]:
    for index, relation in enumerate(document.relations):
        for name, end in (("subject", relation.subject), ("object", relation.object)):
            if not 0 <= end < len(document.regions):
                yield f"relations[{index}].{name}: there is no region {end}"
        if not relation.predicate or not relation.origin:
            yield f"relations[{index}]: predicate {relation.predicate!r}, origin {relation.origin!r}"


def _sources(document: Document) -> Iterator[str]:
    said: list[tuple[str, Provenance]] = []
    said += [(f"captions[{i}].by", caption.by) for i, caption in enumerate(document.captions)]
    said += [(f"labels[{i}].by", label.by) for i, label in enumerate(document.labels)]
    said += [(f"labels[{i}].described_by", lb.described_by) for i, lb in enumerate(document.labels) if lb.description]
    said += [(f"relations[{i}].by", relation.by) for i, relation in enumerate(document.relations)]
    for place, by in said:
        if not by.stage or not by.backend:
            yield f"{place}: nobody said it (stage {by.stage!r}, backend {by.backend!r})"


def _parts(document: Document, place: str, parts: tuple[Part, ...]) -> Iterator[str]:
    for index, part in enumerate(parts):
        at = f"{place}[{index}]"
        for region in (*part.about, *(() if part.region is None else (part.region,))):
            if not 0 <= region < len(document.regions):
                yield f"{at}: there is no region {region}"
        if part.object_image is not None and not 0 <= part.object_image < len(document.object_images):
            yield f"{at}: there is no object image {part.object_image}"
        if part.text == "":
            yield f"{at}.text: is empty"
        if not part.by.stage or not part.by.backend:
            yield f"{at}.by: nobody said it (stage {part.by.stage!r}, backend {part.by.backend!r})"


def _conversations(document: Document) -> Iterator[str]:
    for index, conversation in enumerate(document.conversations):
        place = f"conversations[{index}]"
        if not _takes_turns(conversation):
            yield f"{place}: roles are {[turn.role for turn in conversation.turns]}, not user and assistant in turn"
        for number, turn in enumerate(conversation.turns):
            if not turn.parts:
                yield f"{place}.turns[{number}]: is empty"
            yield from _parts(document, f"{place}.turns[{number}].parts", turn.parts)


def _takes_turns(conversation: DocumentConversation) -> bool:
    roles = [turn.role for turn in conversation.turns]
    return bool(roles) and roles == ["user", "assistant"] * (len(roles) // 2)


def _whole(document: Document) -> Iterator[str]:
    if not document.key:
        yield "key: is empty"
    if not document.segments and not document.conversations:
        yield "segments: the document says nothing"
    if bool(document.template) != bool(document.segments):
        yield f"template: {document.template!r} with {len(document.segments)} segments"
    if document.conversations and document.view != _all(document):
        yield "view: a part of the picture, but the conversations speak of all of it"


def _all(document: Document) -> Box:
    return 0.0, 0.0, float(document.image.width), float(document.image.height)


def _is_inside(box: Box, outer: Box) -> bool:
    """And not empty."""
    return outer[0] <= box[0] < box[2] <= outer[2] and outer[1] <= box[1] < box[3] <= outer[3]
