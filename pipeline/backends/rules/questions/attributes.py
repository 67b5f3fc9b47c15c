"""What colour is it, what is it made of: attributes that the record says and a sentence can hold."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import agreeing, enumerated, text
from pipeline.backends.rules.questions.parts import Boxes, Fill, filled
from pipeline.backends.rules.questions.references import references
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, says, takes
from pipeline.checks.facts import Facts
from pipeline.checks.meaning import ATTRIBUTE
from pipeline.language.lexicon import AttributeKind
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec

ASKED: tuple[AttributeKind, ...] = ("color", "material", "pattern", "shape")
"""Size is left out: whether a thing is large is a matter of opinion."""

Asking = Annotated[Exchange, takes("thing is? does?", "value thing? is? it?")]


class AttributeWords(Model):
    """`at_box` refers by coordinates, where no words mean this one alone or by chance."""

    color: Asking
    material: Asking
    pattern: Asking
    shape: Asking
    at_box: Annotated[tuple[str, ...], says("box name")]


class Attributes:
    tasks: tuple[Task, ...] = ("attribute",)

    def __init__(self, spec: AskSpec) -> None:
        self._sheet = sheet(spec.templates, "attribute", AttributeWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        askable = [(i, kind) for i in facts.singles for kind in ASKED if facts.sayable(i, kind)]
        for region, kind in dice.shuffled(askable):
            yield self._asked(facts, region, kind, dice.next())

    def _asked(self, facts: Facts, region: int, kind: AttributeKind, rng: random.Random) -> Round:
        name, values = facts.names[region], facts.sayable(region, kind)
        thing, meant = self._referring(facts, region, rng)
        fills = agreeing(facts.language.grammar.is_plural(name)) | {"thing": thing, "value": enumerated(values)}
        claims = [
            *meant,
            *(Claim(kind="attribute", regions=(region,), label=name, value=value) for value in values),
        ]
        words: dict[AttributeKind, Exchange] = {
            "color": self._sheet.words.color,
            "material": self._sheet.words.material,
            "pattern": self._sheet.words.pattern,
            "shape": self._sheet.words.shape,
        }
        return spoken(words[kind], rng, self._sheet.by, fills, claims)

    def _referring(self, facts: Facts, region: int, rng: random.Random) -> tuple[Fill, list[Claim]]:
        """By words that do not give an attribute away, else by coordinates."""
        possible = [r for r in references(facts, region) if not r.claim.value.startswith(ATTRIBUTE)]
        if possible and rng.random() < 0.7:
            reference = rng.choice(possible)
            return text(rng.choice(reference.texts), region), [reference.claim]
        name = facts.names[region]
        fills = {"box": (Boxes((region,)),), "name": text(name, region)}
        named = Claim(kind="named", regions=(region,), label=name)
        return tuple(filled(rng.choice(self._sheet.words.at_box), fills)), [named]
