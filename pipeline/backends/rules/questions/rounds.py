"""One round, a question with its answer, and how rounds become a conversation."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.parts import Fills, PartWriter, filled
from pipeline.backends.rules.questions.sheet import Sheet
from pipeline.backends.rules.questions.wording import Exchange
from pipeline.checks.facts import Facts
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.provenance import Provenance
from schemas.question import Claim, Conversation, Task


@dataclass(frozen=True, slots=True)
class Round:
    """Two wordings that share what fills them, and what they claim."""

    question: str
    answer: str
    fills: Fills
    claims: tuple[Claim, ...]
    by: Provenance


class Family(Protocol):
    """One kind of questions."""

    @property
    def tasks(self) -> tuple[Task, ...]: ...

    @property
    def sheets(self) -> tuple[Sheet[Any], ...]: ...

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        """As many as the record has, the best to ask first; lazily."""


def spoken(
    words: Exchange,
    rng: random.Random,
    by: Provenance,
    fills: Fills,
    claims: Sequence[Claim],
) -> Round:
    """A round in one of the wordings."""
    return Round(rng.choice(words.questions), rng.choice(words.answers), fills, tuple(claims), by)


def conversation(task: Task, rounds: Sequence[Round]) -> Conversation:
    """The rounds in their order, after the picture. Claims twice made are kept once."""
    crops: list[ObjectImage] = []
    turns: list[Turn] = []
    claims: dict[Claim, None] = {}
    for one in rounds:
        opening = () if turns else (Part(image=True, by=one.by),)
        asked = PartWriter(crops, one.by).write(filled(one.question, one.fills)).parts()
        answered = PartWriter(crops, one.by).write(filled(one.answer, one.fills)).parts()
        turns += (Turn(role="user", parts=opening + asked), Turn(role="assistant", parts=answered))
        claims.update(dict.fromkeys(one.claims))
    shown = tuple(Claim(kind="shows", regions=(c.region,), value=str(i)) for i, c in enumerate(crops))
    return Conversation(task=task, turns=tuple(turns), object_images=tuple(crops), claims=(*claims, *shown))
