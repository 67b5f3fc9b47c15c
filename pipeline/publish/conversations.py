"""Moves a record's conversations into a document: their regions and object images become the document's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.document import DocumentConversation
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.question import Conversation, Task


@dataclass(frozen=True, slots=True)
class Taken:
    """`object_images` begins with those already in the document."""

    conversations: tuple[DocumentConversation, ...]
    object_images: tuple[ObjectImage, ...]


def take(
    conversations: Sequence[Conversation],
    tasks: Sequence[Task],
    moved: Mapping[int, int],
    object_images: Sequence[ObjectImage],
) -> Taken:
    """Those of `tasks`. `moved`: record region -> document region. One picture asked of twice is kept once."""
    places = {image: place for place, image in enumerate(object_images)}
    found = []
    for conversation in conversations:
        if conversation.task not in tasks:
            continue
        own = [image.model_copy(update={"region": moved[image.region]}) for image in conversation.object_images]
        images = [places.setdefault(image, len(places)) for image in own]
        turns = tuple(
            Turn(role=turn.role, parts=tuple(_move(part, moved, images) for part in turn.parts))
            for turn in conversation.turns
        )
        found.append(DocumentConversation(task=conversation.task, turns=turns))
    return Taken(tuple(found), tuple(places))


def _move(part: Part, moved: Mapping[int, int], images: Sequence[int]) -> Part:
    if part.region is None and part.object_image is None and not part.about:
        return part
    return part.model_copy(
        update={
            "region": None if part.region is None else moved[part.region],
            "object_image": None if part.object_image is None else images[part.object_image],
            "about": tuple(moved[i] for i in part.about),
        }
    )
