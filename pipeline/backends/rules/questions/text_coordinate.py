"""Text to coordinates and back: where is it, and what is there."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import agreeing, described, referring, text
from pipeline.backends.rules.questions.parts import Boxes
from pipeline.backends.rules.questions.references import references
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, takes
from pipeline.checks.facts import Facts
from pipeline.checks.meaning import ALL, PHRASE, meant
from pipeline.language.wording import fold
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec


class TextCoordinateWords(Model):
    """`identify` answers with an expression that means this one alone, `describe` with the kind of thing it is."""

    locate: Annotated[Exchange, takes("thing is?", "box thing? is? it?")]
    locate_all: Annotated[Exchange, takes("names", "boxes names?")]
    locate_phrase: Annotated[Exchange, takes("phrase", "box")]
    describe: Annotated[Exchange, takes("box", "a_name this_is?")]
    identify: Annotated[Exchange, takes("box", "thing this_is?")]
    describe_phrase: Annotated[Exchange, takes("box", "phrase")]


class TextCoordinate:
    tasks: tuple[Task, ...] = ("text_to_coordinate", "coordinate_to_text")

    def __init__(self, spec: AskSpec) -> None:
        self._most = spec.max_count
        self._sheet = sheet(spec.templates, "text_coordinate", TextCoordinateWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        if task == "coordinate_to_text":
            for region in dice.shuffled((*facts.singles, *self._phrases(facts))):
                yield self._described(facts, region, dice.next())
            return
        things: list[int | str] = [*facts.singles, *self._phrases(facts), *self._several(facts)]
        for thing in dice.shuffled(things):
            if isinstance(thing, str):
                yield self._all(facts, thing, dice.next())
            elif not facts.names[thing]:
                yield self._phrase(facts, thing, dice.next())
            elif references(facts, thing):
                yield self.located(facts, thing, dice.next())

    def located(self, facts: Facts, region: int, rng: random.Random) -> Round:
        """Of a region that has a reference."""
        reference = rng.choice(references(facts, region))
        fills = referring(reference, rng) | {"box": (Boxes((region,)),)}
        return spoken(self._sheet.words.locate, rng, self._sheet.by, fills, (reference.claim,))

    def _described(self, facts: Facts, region: int, rng: random.Random) -> Round:
        box = {"box": (Boxes((region,)),)}
        if not facts.names[region]:
            phrase = facts.regions[region].phrase
            claims = (Claim(kind="refers", regions=(region,), label=phrase, value=PHRASE),)
            fills = box | {"phrase": text(phrase.rstrip(" ."), region)}
            return spoken(self._sheet.words.describe_phrase, rng, self._sheet.by, fills, claims)
        possible = references(facts, region)
        if possible and rng.random() < 0.5:
            reference = rng.choice(possible)
            fills = box | referring(reference, rng)
            return spoken(self._sheet.words.identify, rng, self._sheet.by, fills, (reference.claim,))
        return self.named(facts, region, rng)

    def named(self, facts: Facts, region: int, rng: random.Random) -> Round:
        """Which kind of thing a box holds."""
        name = facts.names[region]
        said, attributes = described(facts, region, rng)
        fills = agreeing(facts.language.grammar.is_plural(name))
        fills |= {"box": (Boxes((region,)),), "a_name": text(said, region)}
        claims = (
            Claim(kind="named", regions=(region,), label=name),
            *(Claim(kind="attribute", regions=(region,), label=name, value=value) for value in attributes),
        )
        return spoken(self._sheet.words.describe, rng, self._sheet.by, fills, claims)

    def _all(self, facts: Facts, name: str, rng: random.Random) -> Round:
        regions = tuple(facts.by_name[name])
        fills = {"names": text(facts.language.grammar.plural(name), *regions), "boxes": (Boxes(regions),)}
        claims = (Claim(kind="refers", regions=regions, label=name, value=ALL),)
        return spoken(self._sheet.words.locate_all, rng, self._sheet.by, fills, claims)

    def _phrase(self, facts: Facts, region: int, rng: random.Random) -> Round:
        phrase = facts.regions[region].phrase
        fills = {"phrase": text(phrase.rstrip(" ."), region), "box": (Boxes((region,)),)}
        claims = (Claim(kind="refers", regions=(region,), label=phrase, value=PHRASE),)
        return spoken(self._sheet.words.locate_phrase, rng, self._sheet.by, fills, claims)

    def _phrases(self, facts: Facts) -> list[int]:
        """Places without a label whose words mean no other place."""
        return [
            i
            for i in facts.phrases
            if not facts.names[i] and meant(facts, fold(facts.regions[i].phrase), PHRASE) == (i,)
        ]

    def _several(self, facts: Facts) -> list[str]:
        """Names of several things, all of them marked, that no other name here could be meant by."""
        countable = facts.language.grammar.is_countable
        return [
            name
            for name, own in facts.by_name.items()
            if 2 <= len(own) <= self._most and countable(name) and facts.is_complete(name) and facts.rivals(name) == own
        ]
