"""Captions of a scene, in varied wording; they name only what is seen and say only what is true."""

from random import Random

from pipeline.scenes import phrases
from pipeline.scenes.truth import Relation, Seen

_OPENINGS = ("{}", "there is {}", "a picture of {}", "a view of {}", "an image of {}", "we see {}")
_MANY_OPENINGS = ("{}", "there are {}", "a picture of {}", "an image with {}", "a picture showing {}")


def captions(things: tuple[Seen, ...], relations: tuple[Relation, ...], scenery: str, rng: Random) -> tuple[str, ...]:
    """Two to five different captions; `scenery` is the whole picture's ("a street scene")."""
    wanted = rng.randint(2, 5)
    found: list[str] = []
    for _ in range(wanted * 4):
        text = phrases.sentence(_one(things, relations, scenery, rng))
        if text not in found:
            found.append(text)
        if len(found) == wanted:
            break
    return tuple(found)


def _one(things: tuple[Seen, ...], relations: tuple[Relation, ...], scenery: str, rng: Random) -> str:
    between = [relation for relation in relations if not things[relation.object].surface]
    chance = rng.random()
    if between and chance < 0.4:
        return _relation(rng.choice(between), things, scenery, rng)
    if chance < 0.7:
        return _inventory(things, scenery, rng)
    return _pick(things, scenery, rng)


def _where(named: list[Seen], scenery: str) -> str:
    """Where the named things are, said only of all of them alike."""
    places = {one.place for one in named}
    place = places.pop()
    return place if place and not places else f"in {scenery}"


def _relation(relation: Relation, things: tuple[Seen, ...], scenery: str, rng: Random) -> str:
    subject, other = things[relation.subject], things[relation.object]
    first = phrases.mentioned(subject, rng.choice((0, 1, 2)), rng)
    second = phrases.mentioned(other, rng.choice((0, 1)), rng)
    text = f"{first} {relation.predicate} {second}"
    if relation.predicate not in ("in", "on", "under") and rng.random() < 0.6:
        text += f" {_where([subject, other], scenery)}"
    return rng.choice(("{}", "{}", "there is {}", "a picture of {}")).format(text)


def _inventory(things: tuple[Seen, ...], scenery: str, rng: Random) -> str:
    """Everything, by kind and number."""
    parts = [phrases.number_of(one, count) for one, count in phrases.counted(things)]
    parts += [phrases.mentioned(one, 0, rng) for one in things if one.crowd]
    rng.shuffle(parts)
    if rng.random() < 0.4:
        return f"{scenery} with {phrases.listed(parts)}"
    single = parts[0].startswith(("a ", "an ", "the "))
    opening = rng.choice(_OPENINGS if single else _MANY_OPENINGS)
    where = _where([one for one in things if not one.surface], scenery)
    return f"{opening.format(phrases.listed(parts))} {where}"


def _pick(things: tuple[Seen, ...], scenery: str, rng: Random) -> str:
    """One to three of the largest things, with what they are like."""
    largest = sorted((one for one in things if not one.surface), key=lambda one: -one.area)[:4]
    chosen = rng.sample(largest, min(len(largest), rng.choice((1, 2, 2, 3))))
    if len({one.noun.said for one in chosen}) < len(chosen):
        chosen = chosen[:1]
    parts = [phrases.mentioned(one, rng.choice((1, 1, 2, 3)), rng) for one in chosen]
    return f"{rng.choice(_OPENINGS).format(phrases.listed(parts))} {_where(chosen, scenery)}"
