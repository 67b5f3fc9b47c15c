"""How many are there: only of what is marked completely, and sometimes of what is not there at all."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.absent import absent_names
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import text
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, takes
from pipeline.checks.facts import Facts
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec

SOME_PER_NONE = 4
"""One question in five is about things that are not there; ours."""


class CountWords(Model):
    """`some` for one or more, `none` where nothing of the name is there."""

    some: Annotated[Exchange, takes("names", "number? digits? noun? are?")]
    none: Annotated[Exchange, takes("names", "names?")]


class Counting:
    tasks: tuple[Task, ...] = ("count",)

    def __init__(self, spec: AskSpec) -> None:
        self._most = spec.max_count
        self._sheet = sheet(spec.templates, "count", CountWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        there = dice.shuffled(countable_names(facts, self._most))
        where_none = dice.next().randrange(SOME_PER_NONE + 1)
        absent = (name for name in absent_names(facts, dice) if facts.language.grammar.is_countable(name))
        for number, name in enumerate(there):
            if number == where_none and (missing := next(absent, None)) is not None:
                yield self._none(facts, missing, dice.next())
            yield self._some(facts, name, dice.next())

    def _some(self, facts: Facts, name: str, rng: random.Random) -> Round:
        regions = tuple(facts.by_name[name])
        count, grammar = len(regions), facts.language.grammar
        fills = {
            "names": text(grammar.plural(name), *regions),
            "noun": text(name if count == 1 else grammar.plural(name), *regions),
            "number": text(grammar.number(count)),
            "digits": text(str(count)),
            "are": text("is" if count == 1 else "are"),
        }
        claim = Claim(kind="count", regions=regions, label=name, value=str(count))
        return spoken(self._sheet.words.some, rng, self._sheet.by, fills, (claim,))

    def _none(self, facts: Facts, name: str, rng: random.Random) -> Round:
        fills = {"names": text(facts.language.grammar.plural(name))}
        claims = (Claim(kind="absent", label=name),)
        return spoken(self._sheet.words.none, rng, self._sheet.by, fills, claims)


def countable_names(facts: Facts, most: int) -> list[str]:
    """Names whose number is known and at most this, and that no other name here could be meant by."""
    countable = facts.language.grammar.is_countable
    return [
        name
        for name, own in facts.by_name.items()
        if len(own) <= most and countable(name) and facts.is_complete(name) and facts.rivals(name) == own
    ]
