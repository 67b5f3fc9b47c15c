"""Geometry says only what boxes settle: true under mirror and scale, never both ways."""

import asyncio
from itertools import combinations

import pytest
from boxes import record, region
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.backends.rules.geometry import GeometryRelator
from schemas.geometry import area, coverage
from schemas.record import Record
from schemas.stages import RelateSpec

EVERYTHING = RelateSpec(min_area=0.0, max_relations=10_000)
MIRRORED = {"to the left of": "to the right of", "to the right of": "to the left of"}
UPSIDE_DOWN = {
    "higher in the picture than": "lower in the picture than",
    "lower in the picture than": "higher in the picture than",
}
INVERSE = {
    **MIRRORED,
    **UPSIDE_DOWN,
    "larger in the picture than": "smaller in the picture than",
    "smaller in the picture than": "larger in the picture than",
}


def said(given: Record, spec: RelateSpec = EVERYTHING) -> list[tuple[int, str, int]]:
    outcome = asyncio.run(GeometryRelator(spec).relate(given))
    return [(relation.subject, relation.predicate, relation.object) for relation in outcome.items]


def words(*boxes, **fields) -> list[str]:
    """What is said of things called a, b, c ... as sentences."""
    regions = tuple(region(chr(97 + i), box, **fields) for i, box in enumerate(boxes))
    return [f"{chr(97 + s)} {p} {chr(97 + o)}" for s, p, o in said(record(*regions))]


spans = st.tuples(st.integers(0, 90), st.integers(2, 60)).map(lambda p: (p[0], min(100, p[0] + p[1])))
a_box = st.tuples(spans, spans).map(lambda p: (p[0][0], p[1][0], p[0][1], p[1][1]))
scenes = st.lists(a_box, min_size=2, max_size=7).map(
    lambda boxes: record(*(region(f"thing {i}", box) for i, box in enumerate(boxes)))
)


def moved(given: Record, move, size=(100, 100)) -> Record:
    return record(*(r.model_copy(update={"box": move(*r.box)}) for r in given.regions), size=size)


@given(scenes)
def test_nothing_is_said_both_ways(scene):
    triples = set(said(scene))
    for subject, predicate, object_ in triples:
        assert (object_, predicate, subject) not in triples
        assert (subject, INVERSE.get(predicate), object_) not in triples


@given(scenes)
def test_a_mirrored_picture_swaps_left_and_right_and_nothing_else(scene):
    mirrored = moved(scene, lambda x0, y0, x1, y1: (100 - x1, y0, 100 - x0, y1))
    assert said(mirrored) == [(s, MIRRORED.get(p, p), o) for s, p, o in said(scene)]


@given(scenes)
def test_a_picture_upside_down_swaps_higher_and_lower_and_nothing_else(scene):
    turned = moved(scene, lambda x0, y0, x1, y1: (x0, 100 - y1, x1, 100 - y0))
    assert said(turned) == [(s, UPSIDE_DOWN.get(p, p), o) for s, p, o in said(scene)]


@given(scenes, st.sampled_from([0.5, 2, 8]))
def test_the_size_of_the_picture_does_not_matter(scene, factor):
    scaled = moved(scene, lambda *box: tuple(v * factor for v in box), (int(100 * factor), int(100 * factor)))
    assert said(scaled) == said(scene)


@given(scenes)
def test_every_triple_is_true_of_its_boxes(scene):
    for s, predicate, o in said(scene):
        a, b = scene.regions[s].box, scene.regions[o].box
        match predicate:
            case "to the left of":
                assert a[2] < b[0]
            case "to the right of":
                assert a[0] > b[2]
            case "higher in the picture than":
                assert a[3] < b[1]
            case "lower in the picture than":
                assert a[1] > b[3]
            case "within the bounds of":
                assert coverage(a, b) >= 0.98 and area(b) >= 2 * area(a)
            case "partly overlapping":
                assert 0.5 <= coverage(a, b) < 0.98
            case "smaller in the picture than":
                assert 4 * area(a) <= area(b)
            case "larger in the picture than":
                assert area(a) >= 4 * area(b)
            case "nearest to":
                assert len(scene.regions) >= 3
            case _:
                raise AssertionError(predicate)


@given(scenes, st.integers(1, 12))
@settings(max_examples=40)
def test_the_number_of_triples_is_bounded_and_no_pair_takes_all_the_room(scene, most):
    triples = said(scene, RelateSpec(min_area=0.0, max_relations=most))
    assert len(triples) <= most
    for i, j in combinations(range(len(scene.regions)), 2):
        assert sum({s, o} == {i, j} for s, _, o in triples) <= 2


@pytest.mark.parametrize(
    ("boxes", "sentences"),
    [
        ([(0, 0, 30, 30), (31, 0, 60, 30)], ["b to the right of a"]),
        ([(0, 0, 30, 30), (30, 0, 60, 30)], []),  # no gap
        ([(0, 0, 30, 30), (50, 16, 80, 46)], []),  # less than half of a row in common
        ([(0, 0, 30, 30), (10, 50, 40, 80)], ["a higher in the picture than b"]),
        ([(10, 10, 20, 20), (0, 0, 40, 40)], ["a within the bounds of b", "a smaller in the picture than b"]),
        ([(10, 10, 38, 38), (9, 9, 40, 40)], []),  # as good as the same place
        ([(0, 0, 20, 20), (6, 0, 40, 20)], ["a partly overlapping b"]),
        ([(0, 0, 20, 20), (12, 0, 40, 20)], []),  # boxes overlap by less than a half: the objects need not
    ],
)
def test_what_is_said_and_what_is_left_unsaid(boxes, sentences):
    assert words(*boxes) == sentences


def test_nearest_needs_each_other_and_a_next_one_twice_as_far():
    a, b = (0, 0, 10, 10), (15, 0, 25, 10)
    assert "a nearest to b" in words(a, b, (40, 0, 50, 10))
    assert "a nearest to b" not in words(a, b, (33, 0, 43, 10))
    assert "a nearest to b" not in words(a, b)


def test_a_thing_too_small_to_speak_of_still_spoils_nearest():
    crumb = region("crumb", (26, 0, 27, 1))
    things = region("a", (0, 0, 10, 10)), region("b", (15, 0, 25, 10)), region("c", (70, 0, 90, 10))
    spec = RelateSpec(min_area=0.005, max_relations=100)
    assert (0, "nearest to", 1) in said(record(*things), spec)
    assert (0, "nearest to", 1) not in said(record(*things, crumb), spec)


def test_of_two_things_two_facts_are_said_though_three_hold():
    things = (0, 0, 10, 10), (15, 0, 45, 30), (80, 80, 90, 90)
    assert [sentence for sentence in words(*things) if "c" not in sentence.split()] == [
        "a to the left of b",
        "a nearest to b",
    ]


def test_crowds_described_places_and_small_boxes_are_left_out():
    large, left = region("cup", (60, 10, 90, 40)), (5, 10, 35, 40)
    assert said(record(region("dog", left), large))
    assert not said(record(region("dog", left, is_crowd=True), large))
    assert not said(record(region("", left, phrase="a spot"), large))
    assert not said(record(region("dog", left), large), RelateSpec(min_area=0.1))


def test_labels_met_once_are_spoken_of_before_those_met_often():
    cups = [region("cup", (0, 0, 40, 40)), region("cup", (50, 0, 90, 40))]
    dog, cat = region("dog", (0, 60, 20, 80)), region("cat", (50, 60, 70, 80))
    (first,) = said(record(*cups, dog, cat), RelateSpec(max_relations=1))
    assert first == (2, "to the left of", 3)


def test_a_triple_names_its_origin_and_its_words():
    relator = GeometryRelator(EVERYTHING)
    given_record = record(region("a", (0, 0, 30, 30)), region("b", (60, 0, 90, 30)))
    (relation,) = asyncio.run(relator.relate(given_record)).items
    assert (relation.origin, relation.by.backend, relation.by.prompt) == ("geometry", "rules", "geometry@2")
    assert relator.identity()["prompt"] == "geometry@2" and len(relator.identity()["prompt_digest"]) == 64
