"""Questions: conversations of one or more rounds, with the claims that let `check` derive them again."""

from typing import Literal

from pydantic import Field

from schemas.model import Model
from schemas.objectimage import ObjectImage
from schemas.part import Turn

Task = Literal[
    "text_to_coordinate",
    "coordinate_to_text",
    "image_to_coordinate",
    "coordinate_to_image",
    "text_to_image",
    "image_relation",
    "conversation",
    "description",
    "count",
    "existence",
    "attribute",
    "relation",
    "caption",
    "qa",
]
"""What a conversation trains. The first six are TinyGroundingGPT's stage-2 kinds (section 3.1), then its stage 3."""

ClaimKind = Literal[
    "refers", "named", "count", "exists", "absent", "attribute", "relation", "shows", "option", "quotes"
]
"""refers: `label` with `value` as qualifier (see pipeline.checks.meaning) means exactly `regions`.
named: each of `regions` has the label. count: `label` occurs `value` times, in `regions`. exists / absent: of `label`.
attribute: each of `regions` has the attribute `value`. relation: regions[0] `value` regions[1].
shows: the object image number `value` (from 0) shows regions[0]. option: of the object images of `regions`, in their
order, the right one is number `value` (from 0; the text says A, B, ...). quotes: `value` is the source's own."""


class Claim(Model):
    """One checkable statement behind a question or an answer."""

    kind: ClaimKind
    regions: tuple[int, ...] = ()
    label: str = ""
    value: str = ""


class Conversation(Model):
    """User and assistant in turn, the user first. `object_images` are its own: it can be dropped or moved alone."""

    task: Task
    turns: tuple[Turn, ...] = Field(min_length=2)
    object_images: tuple[ObjectImage, ...] = ()
    claims: tuple[Claim, ...] = ()
