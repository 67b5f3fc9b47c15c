"""A grounded description: one turn, several sentences, every object mentioned followed by its coordinates."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import joined, text
from pipeline.backends.rules.questions.grounding import grounded
from pipeline.backends.rules.questions.inventory import Mention, mentions
from pipeline.backends.rules.questions.parts import Atom, Boxes, Fill, Words, filled
from pipeline.backends.rules.questions.relations import clear_pairs, sentence
from pipeline.backends.rules.questions.rounds import Round
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import says
from pipeline.checks.facts import Facts
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec

PER_SENTENCE = 4
"""Objects listed in one sentence; ours."""
LEAST = 2
"""Names; one object alone is no description. Ours."""
RELATIONS = 4
"""Sentences about relations; ours."""


class DescriptionWords(Model):
    """`caption` opens where a caption names objects, `first` and `more` list what is there, `relation` relates it."""

    questions: Annotated[tuple[str, ...], says("")]
    caption: Annotated[tuple[str, ...], says("caption")]
    first: Annotated[tuple[str, ...], says("things is?")]
    more: Annotated[tuple[str, ...], says("things is?")]
    relation: Annotated[tuple[str, ...], says("sentence")]


class Description:
    """At most one a picture; none where there is hardly anything to name."""

    tasks: tuple[Task, ...] = ("description",)

    def __init__(self, spec: AskSpec) -> None:
        self._most = spec.max_count
        self._sheet = sheet(spec.templates, "description", DescriptionWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        rng = dice.next()
        things = mentions(facts, self._most, rng)
        if len(things) < LEAST:
            return
        atoms: list[Atom] = []
        claims: list[Claim] = []
        for said, its_claims in (
            *self._caption(facts, dice, rng),
            *self._inventory(things, rng),
            *self._relations(facts, dice, rng),
        ):
            atoms += ((Words(" "),) if atoms else ()) + said
            claims += its_claims
        question = rng.choice(self._sheet.words.questions)
        yield Round(question, "{sentences}", {"sentences": tuple(atoms)}, tuple(claims), self._sheet.by)

    def _caption(self, facts: Facts, dice: Dice, rng: random.Random) -> Iterator[tuple[Fill, list[Claim]]]:
        """The first caption drawn that names an object whose place is known."""
        for caption in dice.shuffled(facts.record.captions):
            if (found := grounded(facts, caption.text)) is not None:
                said, claims = found
                yield tuple(filled(rng.choice(self._sheet.words.caption), {"caption": said})), claims
                return

    def _inventory(self, things: list[Mention], rng: random.Random) -> Iterator[tuple[Fill, list[Claim]]]:
        for start in range(0, len(things), PER_SENTENCE):
            listed = things[start : start + PER_SENTENCE]
            fills = {
                "things": joined([thing.said for thing in listed]),
                "is": text("are" if listed[0].is_plural else "is"),
            }
            words = self._sheet.words.more if start else self._sheet.words.first
            yield tuple(filled(rng.choice(words), fills)), [claim for thing in listed for claim in thing.claims]

    def _relations(self, facts: Facts, dice: Dice, rng: random.Random) -> Iterator[tuple[Fill, list[Claim]]]:
        pairs = [r for r in clear_pairs(facts) if all(self._are_few(facts, i) for i in (r.subject, r.object))]
        for relation in dice.shuffled(pairs)[:RELATIONS]:
            said, claims = sentence(facts, relation)
            subject, clause, object_ = said
            ends = Boxes((relation.subject,)), Boxes((relation.object,))
            fill = (subject, ends[0], Words(" "), clause, object_, Words(" "), ends[1])
            yield tuple(filled(rng.choice(self._sheet.words.relation), {"sentence": fill})), list(claims)

    def _are_few(self, facts: Facts, region: int) -> bool:
        """Of its name; which of many is meant is hard to follow, and `check` drops what speaks of too many."""
        return len(facts.by_name[facts.names[region]]) <= self._most
