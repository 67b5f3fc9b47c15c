"""Is there one: as many questions about what is not there as about what is, so that yes is no safe guess."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.absent import absent_names
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import agreeing, text
from pipeline.backends.rules.questions.parts import Boxes, Fill
from pipeline.backends.rules.questions.rounds import Round
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import says
from pipeline.checks.facts import Facts
from pipeline.checks.meaning import ALL
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec


class ExistenceWords(Model):
    """One list of questions for both answers: otherwise the wording would give the answer away."""

    questions: Annotated[tuple[str, ...], says("any is?")]
    present: Annotated[tuple[str, ...], says("some? are?")]
    present_where: Annotated[tuple[str, ...], says("boxes some? are?")]
    absent: Annotated[tuple[str, ...], says("no_name? any? is?")]


class Existence:
    """Yes and no in turn, the first by a coin; nothing is asked where no absence can be known."""

    tasks: tuple[Task, ...] = ("existence",)

    def __init__(self, spec: AskSpec) -> None:
        self._most = spec.max_count
        self._sheet = sheet(spec.templates, "existence", ExistenceWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        if not facts.record.given.exhaustive:
            return
        present = iter(dice.shuffled(name for name in facts.by_name if facts.language.naming.can_be_said(name)))
        absent = absent_names(facts, dice)
        answer_is_yes = dice.next().random() < 0.5
        while True:
            name = next(present if answer_is_yes else absent, None)
            if name is None:
                return
            rng = dice.next()
            yield self._present(facts, name, rng) if answer_is_yes else self._absent(facts, name, rng)
            answer_is_yes = not answer_is_yes

    def _present(self, facts: Facts, name: str, rng: random.Random) -> Round:
        """With coordinates, sometimes, where all there are can be named."""
        regions, grammar = tuple(facts.by_name[name]), facts.language.grammar
        is_several = len(regions) > 1 and grammar.is_countable(name)
        fills = _asking(facts, name) | {
            "some": text(grammar.plural(name) if is_several else grammar.a(name), *regions),
            "are": text("are" if is_several or grammar.is_plural(name) else "is"),
            "boxes": (Boxes(regions),),
        }
        is_where = len(regions) <= self._most and facts.is_complete(name) and rng.random() < 0.5
        claims = [Claim(kind="exists", regions=regions, label=name)]
        if is_where and facts.rivals(name) == list(regions):
            claims.append(Claim(kind="refers", regions=regions, label=name, value=ALL))
            return self._round(facts, name, self._sheet.words.present_where, fills, claims, rng)
        return self._round(facts, name, self._sheet.words.present, fills, claims, rng)

    def _absent(self, facts: Facts, name: str, rng: random.Random) -> Round:
        fills = _asking(facts, name) | {"no_name": text(f"no {name}")}
        claims = [Claim(kind="absent", label=name)]
        return self._round(facts, name, self._sheet.words.absent, fills, claims, rng)

    def _round(
        self,
        facts: Facts,
        name: str,
        answers: tuple[str, ...],
        fills: dict[str, Fill],
        claims: list[Claim],
        rng: random.Random,
    ) -> Round:
        words = self._sheet.words
        return Round(rng.choice(words.questions), rng.choice(answers), fills, tuple(claims), self._sheet.by)


def _asking(facts: Facts, name: str) -> dict[str, Fill]:
    """any: `a cup`, but `any skis` and `any grass`."""
    grammar = facts.language.grammar
    any_ = grammar.a(name) if grammar.is_countable(name) else f"any {name}"
    return agreeing(grammar.is_plural(name)) | {"any": text(any_, *facts.by_name.get(name, ()))}
