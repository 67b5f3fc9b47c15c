"""`relate`: which triples stay, whoever says them."""

import pytest
from staging import BY, assert_books_balance, coco, kept, record, rules, thing, through, visual_genome

from pipeline.backends.annotations.labels import AnnotationsRecognizer
from pipeline.backends.annotations.regions import AnnotationsGrounder
from pipeline.backends.annotations.relations import AnnotationsRelator
from pipeline.backends.rules.geometry import GeometryRelator
from pipeline.protocols.backend import Said
from pipeline.stages.ground import Ground
from pipeline.stages.recognize import Recognize
from pipeline.stages.relate import Relate
from schemas.given import Given, GivenObject, GivenRelation
from schemas.record import Record, Relation
from schemas.stages import GroundSpec, RecognizeSpec, RelateSpec


class Teller:
    """A backend that says what it is told, as a model would."""

    name = "teller"

    def __init__(self, *triples: tuple[int, str, int]) -> None:
        self.triples = triples

    def identity(self):
        return {"name": self.name}

    async def relate(self, record: Record) -> Said[Relation]:
        return Said(
            tuple(Relation(subject=s, predicate=p, object=o, origin="teller", by=BY) for s, p, o in self.triples)
        )


def grounded(*objects: GivenObject, relations=(), **spec) -> Record:
    said = tuple(GivenRelation(subject=s, predicate=p, object=o, source="vg") for s, p, o in relations)
    stages = [
        Recognize(RecognizeSpec(), [AnnotationsRecognizer()]),
        Ground(GroundSpec(**spec), [AnnotationsGrounder()]),
    ]
    return through(stages, record(given=Given(objects=objects, relations=said)))


def related(given: Record, *backends):
    outcome = kept(Relate(RelateSpec(), backends), given)
    assert_books_balance(outcome)
    return outcome


def triples(outcome):
    return [(r.subject, r.predicate, r.object) for r in outcome.adds["relations"]]


def test_the_sources_triples_move_from_objects_to_the_regions_they_became():
    tiny = thing("pin", (0, 0, 1, 1))
    given = grounded(tiny, thing("cup"), thing("table", (0, 0, 90, 90)), relations=((1, " ON  top of", 2),))
    outcome = related(given, AnnotationsRelator())
    assert triples(outcome) == [(0, "on top of", 1)]
    (relation,) = outcome.adds["relations"]
    assert (relation.origin, relation.by.backend, relation.by.source) == ("vg", "annotations", "vg")


def test_a_triple_whose_end_has_no_region_is_dropped_and_says_so():
    given = grounded(thing("pin", (0, 0, 1, 1)), thing("table"), relations=((0, "on", 1), (1, "under", 0)))
    outcome = related(given, AnnotationsRelator())
    assert [(d.rule, d.item) for d in outcome.dropped] == [
        ("end_not_grounded", "pin on table"),
        ("end_not_grounded", "table under pin"),
    ]


def test_an_object_entered_twice_stands_where_its_double_stands():
    given = grounded(thing("cup"), thing("cup"), thing("table", (0, 0, 90, 90)), relations=((1, "on", 2),))
    assert triples(related(given, AnnotationsRelator())) == [(0, "on", 1)]


def test_triples_that_cannot_be_are_dropped_whoever_says_them():
    given = grounded(thing("cup"), thing("table", (0, 0, 90, 90)))
    teller = Teller((0, "on", 1), (0, "ON", 1), (0, "on", 0), (0, " ", 1), (0, "on", 2), (1, "under", 0))
    outcome = related(given, teller)
    assert triples(outcome) == [(0, "on", 1), (1, "under", 0)]
    assert rules(outcome) == ["duplicate", "self_relation", "no_predicate", "no_such_region"]


def test_backends_are_joined_in_order_and_what_two_say_is_kept_once():
    given = grounded(thing("cup"), thing("table", (0, 0, 90, 90)))
    outcome = related(given, Teller((0, "on", 1)), Teller((0, "near", 1), (0, "on", 1)))
    assert (triples(outcome), rules(outcome)) == ([(0, "on", 1), (0, "near", 1)], ["duplicate"])


@pytest.mark.shared
def test_real_pictures_give_sound_triples_and_balanced_books():
    stages = [
        Recognize(RecognizeSpec(), [AnnotationsRecognizer()]),
        Ground(GroundSpec(), [AnnotationsGrounder()]),
        Relate(RelateSpec(), [AnnotationsRelator(), GeometryRelator(RelateSpec())]),
    ]
    origins = set()
    for one in [*coco(), *visual_genome()]:
        done = through(stages, one)
        origins |= {relation.origin for relation in done.relations}
        for relation in done.relations:
            assert relation.subject != relation.object
            assert max(relation.subject, relation.object) < len(done.regions)
    assert origins == {"vg", "geometry"}
