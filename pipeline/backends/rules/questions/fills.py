"""What fills the placeholders that many wordings share."""

import random

from pipeline.backends.rules.questions.parts import Atom, Fill, Words
from pipeline.checks.facts import Facts
from pipeline.checks.reference import Reference
from pipeline.language.grammar import listed


def text(said: str, *about: int) -> Fill:
    return (Words(said, about),)


def referring(reference: Reference, rng: random.Random) -> dict[str, Fill]:
    """thing: `the cup`; is, it and they agree with it; this_is: `this is` or `these are`."""
    return {"thing": text(rng.choice(reference.texts), reference.region)} | agreeing(reference.is_plural)


def agreeing(is_plural: bool) -> dict[str, Fill]:
    said = ("are", "they", "these are", "do") if is_plural else ("is", "it", "this is", "does")
    return {name: text(word) for name, word in zip(("is", "it", "this_is", "does"), said, strict=True)}


def described(facts: Facts, region: int, rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """`a red cup` and the attributes said: sometimes one, where there is one that fits a sentence."""
    fitting = facts.sayable(region)
    name = facts.names[region]
    if fitting and rng.random() < 0.5:
        chosen = rng.choice(fitting)
        return facts.language.grammar.a(name, chosen), (chosen,)
    return facts.language.grammar.a(name), ()


def joined(items: list[Fill]) -> Fill:
    """`a`, `a and b`, `a, b and c`."""
    atoms: list[Atom] = []
    for number, item in enumerate(items):
        if number:
            atoms.append(Words(" and " if number == len(items) - 1 else ", "))
        atoms += item
    return tuple(atoms)


def enumerated(words: list[str]) -> Fill:
    return text(listed(words))
