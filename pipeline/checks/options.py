"""Is the option said to be right the only one of those shown that was asked for?"""

import re

from pipeline.checks.fault import Fault
from pipeline.checks.index import whole
from schemas.part import Turn
from schemas.question import Claim, Conversation

LETTERS = "ABCDEFGH"
"""How options are called, in order."""
LETTER = re.compile(rf"(?<![^\W_])[{LETTERS}](?![^\W_])")


def option_fault(claim: Claim, conversation: Conversation) -> Fault | None:
    """Wrong where the options shown are others, the right one was not asked for, or the answer says another letter."""
    shown = tuple(crop.region for crop in conversation.object_images)
    number = whole(claim.value)
    if number is None or number >= min(len(claim.regions), len(LETTERS)) or shown != claim.regions:
        return Fault("wrong_option")
    right, asked = claim.regions[number], _asked(conversation)
    if right not in asked or claim.regions.count(right) != 1:
        return Fault("wrong_option")
    if len(asked.intersection(claim.regions)) != 1:
        return Fault("ambiguous_reference", len(asked.intersection(claim.regions)), 1)
    said = {letter for turn in conversation.turns[1::2] for letter in _letters(turn)}
    return None if said == {LETTERS[number]} else Fault("wrong_option")


def _asked(conversation: Conversation) -> set[int]:
    """What the expressions mean and whose coordinates are given."""
    meant = {i for claim in conversation.claims if claim.kind == "refers" for i in claim.regions}
    users = (part.region for turn in conversation.turns[::2] for part in turn.parts)
    return meant | {region for region in users if region is not None}


def _letters(turn: Turn) -> list[str]:
    return [letter for part in turn.parts if part.text for letter in LETTER.findall(part.text)]
