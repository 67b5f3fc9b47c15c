"""Mentions of what is in the picture, each with its coordinates: `a red cup [box]`, `two dogs [box] and [box]`."""

import random
from typing import NamedTuple

from pipeline.backends.rules.questions.fills import described
from pipeline.backends.rules.questions.parts import Boxes, Fill, Words
from pipeline.checks.facts import Facts
from schemas.geometry import area
from schemas.question import Claim

MOST = 12
"""Names mentioned; those that take most of the picture. Ours."""


class Mention(NamedTuple):
    said: Fill
    claims: tuple[Claim, ...]
    is_plural: bool


def mentions(facts: Facts, most_boxes: int, rng: random.Random) -> list[Mention]:
    """Names with at most so many boxes, the largest things first; a crowd's name is left out."""
    sizes = {
        name: max(area(facts.regions[i].box) for i in own)
        for name, own in facts.by_name.items()
        if len(own) <= most_boxes and facts.single_set.issuperset(own)
    }
    largest = sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST]
    return [_single(facts, name, rng) if len(facts.by_name[name]) == 1 else _several(facts, name) for name in largest]


def _single(facts: Facts, name: str, rng: random.Random) -> Mention:
    (region,) = facts.by_name[name]
    said, attributes = described(facts, region, rng)
    claims = (
        Claim(kind="named", regions=(region,), label=name),
        *(Claim(kind="attribute", regions=(region,), label=name, value=value) for value in attributes),
    )
    is_plural = facts.language.grammar.is_plural(name)
    return Mention((Words(f"{said} ", (region,)), Boxes((region,))), claims, is_plural)


def _several(facts: Facts, name: str) -> Mention:
    """With their number where it is known."""
    regions, grammar = tuple(facts.by_name[name]), facts.language.grammar
    claims: tuple[Claim, ...] = (Claim(kind="named", regions=regions, label=name),)
    said = grammar.plural(name)
    if grammar.is_countable(name) and facts.is_complete(name) and facts.rivals(name) == list(regions):
        said = f"{grammar.number(len(regions))} {said}"
        claims += (Claim(kind="count", regions=regions, label=name, value=str(len(regions))),)
    is_plural = grammar.is_countable(name) or grammar.is_plural(name)
    return Mention((Words(f"{said} ", regions), Boxes(regions)), claims, is_plural)
