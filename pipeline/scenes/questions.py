"""Questions with one true answer: what colour, how many, where, what is it made of, what is beside it."""

from random import Random

from pipeline.scenes import phrases
from pipeline.scenes.truth import Question, Relation, Seen

_SUBSTANCE = {"wooden": "wood", "brick": "bricks"}
_MOST = 9


def questions(
    things: tuple[Seen, ...], relations: tuple[Relation, ...], scenery: str, rng: Random
) -> tuple[Question, ...]:
    found = [
        *_counts(things),
        *_looks(things, rng),
        *_wheres(things, relations, rng),
        *_whats(things, relations, rng),
    ]
    found.append(Question("What does the picture show?", phrases.sentence(scenery)))
    rng.shuffle(found)
    return tuple(found[:_MOST])


def _counts(things: tuple[Seen, ...]) -> list[Question]:
    crowded = {one.noun.said for one in things if one.crowd}
    found = []
    for one, count in phrases.counted(things):
        if one.noun.said not in crowded:
            members = tuple(i for i, other in enumerate(things) if other.noun.said == one.noun.said)
            found.append(
                Question(f"How many {one.noun.plural} are there?", phrases.sentence(phrases.NUMBERS[count]), members),
            )
    return found


def _looks(things: tuple[Seen, ...], rng: Random) -> list[Question]:
    """Colour, material and pattern of things that are the only ones of their word."""
    found = []
    for index, one in enumerate(things):
        if one.crowd or sum(other.noun.said == one.noun.said for other in things) > 1:
            continue
        if one.colour:
            found.append(
                Question(f"What color is the {one.noun.said}?", phrases.sentence(one.colour), (index,)),
            )
        if one.material:
            substance = _SUBSTANCE.get(one.material, one.material)
            found.append(
                Question(f"What is the {one.noun.said} made of?", phrases.sentence(substance), (index,)),
            )
        if one.pattern:
            found.append(
                Question(f"What pattern does the {one.noun.said} have?", phrases.sentence(one.pattern), (index,)),
            )
    return found


def _wheres(things: tuple[Seen, ...], relations: tuple[Relation, ...], rng: Random) -> list[Question]:
    found = []
    for relation in relations:
        named = phrases.unique(relation.subject, things, rng)
        other = phrases.unique(relation.object, things, rng)
        if named and other and relation.predicate in ("on", "in", "under"):
            verb = "are" if things[relation.subject].crowd else "is"
            answer = phrases.sentence(f"{relation.predicate} {other}")
            found.append(Question(f"Where {verb} {named}?", answer, (relation.subject,), (relation.object,)))
    return found


def _whats(things: tuple[Seen, ...], relations: tuple[Relation, ...], rng: Random) -> list[Question]:
    """What is "in" or "on" a thing, where only one thing is."""
    found = []
    for relation in relations:
        rivals = [r for r in relations if r.object == relation.object and r.predicate == relation.predicate]
        other = phrases.unique(relation.object, things, rng)
        carried = relation.predicate in ("on", "in") and not things[relation.object].surface
        if other and carried and len(rivals) == 1:
            answer = phrases.sentence(phrases.mentioned(things[relation.subject], 1, rng))
            found.append(
                Question(f"What is {relation.predicate} {other}?", answer, (relation.object,), (relation.subject,)),
            )
    return found
