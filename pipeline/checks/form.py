"""Is it a conversation at all: turns in order, the picture first, every reference leading somewhere."""

from pipeline.checks.fault import Fault
from pipeline.checks.meaning import targets
from schemas.part import Part
from schemas.question import Conversation


def form_fault(conversation: Conversation, num_regions: int) -> Fault | None:
    """None when it is well formed. Holds for every backend's conversations."""
    turns = conversation.turns
    if len(turns) % 2 or any(turn.role != ("user", "assistant")[i % 2] for i, turn in enumerate(turns)):
        return Fault("turns_not_alternating")
    if any(not any(_says_something(part) for part in turn.parts) for turn in turns):
        return Fault("empty_turn")
    if not turns[0].parts[0].image or sum(bool(part.image) for turn in turns for part in turn.parts) != 1:
        return Fault("picture_not_first")
    crops = len(conversation.object_images)
    shown = {part.object_image for turn in turns for part in turn.parts if part.object_image is not None}
    if shown != set(range(crops)):
        return Fault("no_such_object_image", float(max(shown, default=0)), float(crops))
    largest = max(_regions(conversation), default=-1)
    least = min(_regions(conversation), default=0)
    if largest >= num_regions or least < 0:
        return Fault("no_such_region", float(largest if least >= 0 else least), float(num_regions))
    return None


def _says_something(part: Part) -> bool:
    return bool(part.text and part.text.strip()) or part.region is not None or part.object_image is not None


def _regions(conversation: Conversation) -> list[int]:
    """All regions that anything in it refers to."""
    found = [crop.region for crop in conversation.object_images]
    for turn in conversation.turns:
        for part in turn.parts:
            found += part.about
            if part.region is not None:
                found.append(part.region)
    for claim in conversation.claims:
        found += (*claim.regions, *targets(claim))
    return found
