"""Relations in text: how are these two related, and what is this one holding."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import agreeing, text
from pipeline.backends.rules.questions.parts import Boxes, Fill, Words
from pipeline.backends.rules.questions.references import references
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, takes
from pipeline.checks.facts import Facts
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.record import Relation
from schemas.stages import AskSpec


class RelationWords(Model):
    """`relate` says both by name, `relate_boxes` by coordinates, `object_of` asks what the subject acts on."""

    relate: Annotated[Exchange, takes("subject object is?", "sentence")]
    relate_boxes: Annotated[Exchange, takes("subject_box object_box", "sentence")]
    object_of: Annotated[Exchange, takes("subject predicate is", "a_object object_box?")]


class Relations:
    tasks: tuple[Task, ...] = ("relation",)

    def __init__(self, spec: AskSpec) -> None:
        self._sheet = sheet(spec.templates, "relation", RelationWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        """By name where both ends have one that means them alone, otherwise by coordinates."""
        for relation in dice.shuffled(clear_pairs(facts)):
            rng = dice.next()
            subjects, objects = references(facts, relation.subject), references(facts, relation.object)
            if subjects and _is_only_object(facts, relation) and rng.random() < 0.5:
                yield self._object_of(facts, relation, rng)
            elif subjects and objects and rng.random() < 0.7:
                yield self._related(facts, relation, rng)
            else:
                yield self._related_boxes(facts, relation, rng)

    def _related(self, facts: Facts, relation: Relation, rng: random.Random) -> Round:
        said, claims = sentence(facts, relation)
        subject = rng.choice(references(facts, relation.subject))
        object_ = rng.choice(references(facts, relation.object))
        fills = agreeing(subject.is_plural) | {
            "subject": text(rng.choice(subject.texts), subject.region),
            "object": text(rng.choice(object_.texts), object_.region),
            "sentence": said,
        }
        claims = (subject.claim, object_.claim, *claims)
        return spoken(self._sheet.words.relate, rng, self._sheet.by, fills, claims)

    def _related_boxes(self, facts: Facts, relation: Relation, rng: random.Random) -> Round:
        said, claims = sentence(facts, relation)
        fills = {
            "subject_box": (Boxes((relation.subject,)),),
            "object_box": (Boxes((relation.object,)),),
            "sentence": said,
        }
        return spoken(self._sheet.words.relate_boxes, rng, self._sheet.by, fills, claims)

    def _object_of(self, facts: Facts, relation: Relation, rng: random.Random) -> Round:
        _, claims = sentence(facts, relation)
        subject = rng.choice(references(facts, relation.subject))
        name = facts.names[relation.object]
        fills = agreeing(subject.is_plural) | {
            "subject": text(rng.choice(subject.texts), subject.region),
            "predicate": text(facts.language.clauses.bare(relation.predicate)),
            "a_object": text(facts.language.grammar.a(name), relation.object),
            "object_box": (Boxes((relation.object,)),),
        }
        return spoken(self._sheet.words.object_of, rng, self._sheet.by, fills, (subject.claim, *claims))


def clear_pairs(facts: Facts) -> list[Relation]:
    """Relations that fit a sentence, between single named things about which nothing else is said, either way round."""
    said = Counter(frozenset((relation.subject, relation.object)) for relation in facts.record.relations)
    return [
        relation
        for relation in facts.record.relations
        if said[frozenset((relation.subject, relation.object))] == 1
        and {relation.subject, relation.object} <= facts.single_set
        and facts.language.clauses.clause(relation.predicate, False) is not None
    ]


def sentence(facts: Facts, relation: Relation) -> tuple[Fill, tuple[Claim, ...]]:
    """`the man is wearing the hat` about both; with its claims."""
    subject, object_ = facts.names[relation.subject], facts.names[relation.object]
    clause = facts.language.clauses.clause(relation.predicate, facts.language.grammar.is_plural(subject))
    said = (
        Words(f"the {subject} ", (relation.subject,)),
        Words(f"{clause} "),
        Words(_object(facts, subject, relation.object), (relation.object,)),
    )
    ends = (relation.subject, relation.object)
    claims = (
        Claim(kind="named", regions=(relation.subject,), label=subject),
        Claim(kind="named", regions=(relation.object,), label=object_),
        Claim(kind="relation", regions=ends, value=relation.predicate),
    )
    return said, claims


def _object(facts: Facts, subject: str, region: int) -> str:
    """`the hat`, `a window` of several, `another man` beside the first."""
    name, grammar = facts.names[region], facts.language.grammar
    if name == subject and grammar.is_countable(name):
        return f"another {name}"
    return f"the {name}" if facts.rivals(name) == [region] else grammar.a(name)


def _is_only_object(facts: Facts, relation: Relation) -> bool:
    """Is it the one thing that the record says the subject does this to?"""
    clauses = facts.language.clauses
    if not clauses.is_exclusive(relation.predicate):
        return False
    bare = clauses.bare(relation.predicate)
    same = [r for r in facts.record.relations if r.subject == relation.subject and clauses.bare(r.predicate) == bare]
    return len(same) == 1
