"""Captions of a scene, in varied wording; they name only what is seen and say only what is true."""

from random import Random

from pipeline.scenes import phrases
from pipeline.scenes.truth import Relation, Seen

_OPENINGS = (
    "{}", "there is {}", "a picture of {}", "a view of {}", "an image of {}", "a scene with {}", "we see {}",
)
_MANY_OPENINGS = ("{}", "there are {}", "a picture of {}", "an image with {}", "a scene showing {}")


def captions(things: tuple[Seen, ...], relations: tuple[Relation, ...], place: str, rng: Random) -> tuple[str, ...]:
    """Two to five different captions."""
    wanted = rng.randint(2, 5)
    found: list[str] = []
    for _ in range(wanted * 4):
        text = phrases.sentence(_one(things, relations, place, rng))
        if text not in found:
            found.append(text)
        if len(found) == wanted:
            break
    return tuple(found)


def _one(things: tuple[Seen, ...], relations: tuple[Relation, ...], place: str, rng: Random) -> str:
    between = [relation for relation in relations if not things[relation.object].surface]
    chance = rng.random()
    if between and chance < 0.4:
        return _relation(rng.choice(between), things, place, rng)
    if chance < 0.7:
        return _inventory(things, place, rng)
    return _pick(things, place, rng)


def _relation(relation: Relation, things: tuple[Seen, ...], place: str, rng: Random) -> str:
    subject = phrases.mentioned(things[relation.subject], rng.choice((0, 1, 2)), rng)
    other = phrases.mentioned(things[relation.object], rng.choice((0, 1)), rng)
    text = f"{subject} {relation.predicate} {other}"
    if relation.predicate not in ("in", "on", "under") and rng.random() < 0.6:
        text += f" {place}"
    return rng.choice(("{}", "{}", "there is {}", "a picture of {}")).format(text)


def _inventory(things: tuple[Seen, ...], place: str, rng: Random) -> str:
    """Everything, by kind and number."""
    parts = [phrases.number_of(one, count) for one, count in phrases.counted(things)]
    parts += [phrases.mentioned(one, 0, rng) for one in things if one.crowd]
    rng.shuffle(parts)
    many = len(parts) > 1 or not parts[0].startswith(("a ", "an "))
    opening = rng.choice(_MANY_OPENINGS if many else _OPENINGS)
    if opening == "there are {}" and parts[0].startswith(("a ", "an ")):
        opening = "there is {}"
    return f"{opening.format(phrases.listed(parts))} {place}"


def _pick(things: tuple[Seen, ...], place: str, rng: Random) -> str:
    """One to three things with what they are like, the largest likeliest."""
    candidates = sorted((one for one in things if not one.surface), key=lambda one: -one.area)[:4]
    chosen = rng.sample(candidates, min(len(candidates), rng.choice((1, 2, 2, 3))))
    if len({one.noun.said for one in chosen}) < len(chosen):
        chosen = chosen[:1]
    parts = [phrases.mentioned(one, rng.choice((1, 1, 2, 3)), rng) for one in chosen]
    return f"{rng.choice(_OPENINGS).format(phrases.listed(parts))} {place}"
