"""Region descriptions: a phrase and a box for each thing, some pairs and the surfaces."""

from random import Random

from pipeline.scenes import phrases
from pipeline.scenes.truth import Box, Region, Relation, Seen

_MOST_PAIRS = 8


def regions(things: tuple[Seen, ...], relations: tuple[Relation, ...], rng: Random) -> tuple[Region, ...]:
    found: list[Region] = []
    for index, one in enumerate(things):
        found += _surface(one) if one.surface else _thing(index, one, things, rng)
    for relation in relations[:_MOST_PAIRS]:
        found.append(_pair(things[relation.subject], relation.predicate, things[relation.object], rng))
    return tuple(found)


def _surface(one: Seen) -> list[Region]:
    colour = f"{one.colour} " if one.colour else ""
    return [Region(one.box, f"the {colour}{one.noun.said}")]


def _thing(index: int, one: Seen, things: tuple[Seen, ...], rng: Random) -> list[Region]:
    found = [Region(one.box, phrases.mentioned(one, 4, rng))]
    named = phrases.unique(index, things, rng)
    if named is None or one.crowd:
        return found
    if one.colour:
        found.append(
            Region(one.box, f"the {one.noun.said} is {one.colour}" if _alone(one, things) else named),
        )
    if one.material and _alone(one, things):
        found.append(Region(one.box, f"the {one.noun.said} is {_made_of(one.material)}"))
    return found


def _alone(one: Seen, things: tuple[Seen, ...]) -> bool:
    return sum(other.noun.said == one.noun.said for other in things) == 1


def _made_of(material: str) -> str:
    return {"wooden": "made of wood", "brick": "made of bricks"}.get(material, f"made of {material}")


def _pair(subject: Seen, predicate: str, other: Seen, rng: Random) -> Region:
    """A thing and what it is related to; of a pair with a surface, the thing's own box."""
    box = subject.box if other.surface else union(subject.box, other.box)
    first = phrases.mentioned(subject, rng.choice((0, 1, 2)), rng)
    second = phrases.mentioned(other, rng.choice((0, 1)), rng)
    return Region(box, f"{first} {predicate} {second}")


def union(a: Box, b: Box) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
