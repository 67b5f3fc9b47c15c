"""Names of things that are not in the picture but could well be."""

from collections.abc import Iterator

from pipeline.backends.rules.questions.dice import Dice
from pipeline.checks.facts import Facts
from pipeline.language.vocabulary import vocabulary


def absent_names(facts: Facts, dice: Dice) -> Iterator[str]:
    """Those met together with what is there come first: a missing fork says more among spoons than a missing zebra."""
    likely: list[str] = []
    other: list[str] = []
    for promise in facts.record.given.exhaustive:
        for group in vocabulary(promise.vocabulary).body.groups.values():
            (likely if any(name in facts.by_name for name in group) else other).extend(group)
    for names in (likely, other):
        yield from (name for name in dice.shuffled(dict.fromkeys(names)) if facts.is_absent(name))
