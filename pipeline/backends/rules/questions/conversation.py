"""A conversation of several rounds from point to point; no round asks for what an earlier one has said."""

from collections.abc import Iterator, Mapping

from pipeline.backends.rules.questions.attributes import Attributes
from pipeline.backends.rules.questions.counting import Counting
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.existence import Existence
from pipeline.backends.rules.questions.references import references
from pipeline.backends.rules.questions.relations import Relations
from pipeline.backends.rules.questions.rounds import Round
from pipeline.backends.rules.questions.text_coordinate import TextCoordinate
from pipeline.checks.facts import Facts
from pipeline.checks.meaning import targets
from schemas.stages import AskSpec

LEAST, MOST = 3, 6
"""Rounds; fewer are no conversation. Ours: the paper says only `multi-round`."""


class Dialogues:
    """Rounds of the single kinds, each about things that no other round of it speaks of."""

    def __init__(self, spec: AskSpec) -> None:
        self._spec = spec
        self._places = TextCoordinate(spec)
        self._others = (Counting(spec), Existence(spec), Attributes(spec), Relations(spec))
        self.sheets = tuple(sheet for family in (self._places, *self._others) for sheet in family.sheets)

    def rounds(self, facts: Facts) -> list[Round]:
        """Empty where there is too little to speak of."""
        rng = Dice(self._spec.seed, facts.record.key, "conversation").next()
        wanted = rng.randint(LEAST, MOST)
        chosen: list[Round] = []
        said: frozenset[str] = frozenset()
        kinds = self._kinds(facts)
        order = rng.sample(sorted(kinds), len(kinds))
        while order and len(chosen) < wanted:
            kind = order.pop(0)
            if (found := _unsaid(kinds[kind], said, facts)) is not None:
                chosen.append(found)
                said |= _spoken_of(facts, found)
                order.append(kind)
        return chosen if len(chosen) >= LEAST else []

    def _kinds(self, facts: Facts) -> Mapping[str, Iterator[Round]]:
        def dice(kind: str) -> Dice:
            return Dice(self._spec.seed, facts.record.key, f"conversation/{kind}")

        single = [(family, family.tasks[0]) for family in self._others]
        found = {task: family.rounds(task, facts, dice(task)) for family, task in single}
        return found | {"locate": self._located(facts, dice("locate")), "name": self._named(facts, dice("name"))}

    def _located(self, facts: Facts, dice: Dice) -> Iterator[Round]:
        for region in dice.shuffled(facts.singles):
            if references(facts, region):
                yield self._places.located(facts, region, dice.next())

    def _named(self, facts: Facts, dice: Dice) -> Iterator[Round]:
        for region in dice.shuffled(facts.singles):
            yield self._places.named(facts, region, dice.next())


def _unsaid(rounds: Iterator[Round], said: frozenset[str], facts: Facts) -> Round | None:
    """The next round about nothing that was spoken of, by this name or another it could be meant by."""
    rivals = facts.language.naming.are_rivals
    for one in rounds:
        names = _spoken_of(facts, one)
        if not any(rivals(name, other) for name in names for other in said):
            return one
    return None


def _spoken_of(facts: Facts, one: Round) -> frozenset[str]:
    """All names that a round gives away, in question or answer."""
    labels = {claim.label for claim in one.claims if claim.label}
    return frozenset(labels | {facts.names[i] for claim in one.claims for i in (*claim.regions, *targets(claim))})
