"""Merging: two sources' records of one image become one, and nothing is lost on the way."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sources.draft import Tally, make_draft
from pipeline.sources.merge import merge
from pipeline.sources.source import Draft, Locator
from schemas.geometry import Box, Size
from schemas.given import (
    Exhaustive,
    Given,
    GivenCaption,
    GivenObject,
    GivenPhrase,
    GivenQuestion,
    GivenRelation,
)
from schemas.record import Image
from tests.sources.importing import conserved

COCO, VG = "coco/000000000007", "vg/2317"


def draft(key: str, given: Given, size: Size = (40, 30), license: str = "") -> Draft:
    source = key.split("/")[0]
    tally = Tally()
    counts = {
        "caption": len(given.captions),
        "object": len(given.objects),
        "relation": len(given.relations),
        "region": len(given.phrases),
        "question": len(given.questions),
        "mask": sum(len(one.polygons) for one in given.objects),
    }
    tally.made.update({kind: count for kind, count in counts.items() if count})
    image = Image(
        width=size[0], height=size[1], source_sha256=f"of {source}", num_bytes=9, is_verbatim=True, license=license
    )
    return make_draft(key, Locator(source, "7.jpg"), image, given, tally, 7)


def thing(label: str, box: Box, source: str = "vg", **other: object) -> GivenObject:
    return GivenObject.model_validate({"label": label, "box": box, "source": source, **other})


def test_the_coco_key_wins_over_smaller_ones_and_without_one_the_smallest() -> None:
    result = merge([draft("a/1", Given()), draft(COCO, Given()), draft("vg/1", Given())])
    assert [one.record.key for one in result.drafts] == [COCO]
    assert result.absorbed == {"a/1": COCO, "vg/1": COCO}
    assert merge([draft("b/1", Given()), draft("a/1", Given())]).absorbed == {"b/1": "a/1"}


def test_boxes_of_the_other_scale_to_the_winners_picture() -> None:
    ours = Given(objects=(thing("cat", (1, 1, 5, 5), "coco"),))
    theirs = Given(
        objects=(thing("hat", (10, 20, 30, 40), area=100, polygons=((10, 20, 30, 20, 30, 40),)),),
        phrases=(GivenPhrase(text="a hat", box=(10, 20, 30, 40), source="vg"),),
    )
    (one,) = merge([draft(COCO, ours), draft(VG, theirs, (80, 60))]).drafts
    hat = one.record.given.objects[1]
    assert (hat.box, hat.area, hat.polygons) == ((5, 10, 15, 20), 25, ((5, 10, 15, 10, 15, 20),))
    assert one.record.given.phrases[0].box == (5, 10, 15, 20)
    assert one.record.image.source_sha256 == "of coco" and one.locator.source == "coco"


def test_relations_and_questions_point_to_where_their_objects_went() -> None:
    ours = Given(
        objects=(thing("cat", (1, 1, 5, 5), "coco"), thing("dog", (10, 10, 20, 20), "coco")),
        exhaustive=(Exhaustive(source="coco", vocabulary="coco80"),),
    )
    theirs = Given(
        objects=(thing("mat", (0, 5, 30, 30)), thing("DOG", (10, 10, 20, 21), attributes=["wet"], synset="dog.n.01")),
        relations=(GivenRelation(subject=1, predicate="on", object=0, source="vg"),),
        questions=(GivenQuestion(question="Where?", answer="Here.", source="vg", objects=(0, 1)),),
    )
    (one,) = merge([draft(COCO, ours), draft(VG, theirs)]).drafts
    conserved(one)
    merged = one.record.given
    assert [each.label for each in merged.objects] == ["cat", "dog", "mat"]
    relation = merged.relations[0]
    assert (relation.subject, relation.object, merged.questions[0].objects) == (1, 2, (2, 1))
    dog = merged.objects[1]
    assert (dog.source, dog.box, dog.attributes, dog.synset) == ("coco", (10, 10, 20, 20), ("wet",), "dog.n.01")
    assert [(each.rule, each.item, each.value) for each in one.dropped] == [("same_object", "DOG", 0.9091)]
    assert merged.exhaustive == ours.exhaustive


def test_an_object_pairs_with_one_twin_only_the_best() -> None:
    ours = Given(objects=(thing("man", (0, 0, 10, 10), "coco"), thing("man", (1, 0, 11, 10), "coco")))
    theirs = Given(objects=(thing("man", (1, 0, 11, 10)), thing("man", (1, 0, 11, 11)), thing("man", (1, 0, 11, 12))))
    (one,) = merge([draft(COCO, ours), draft(VG, theirs)]).drafts
    assert len(one.record.given.objects) == 3 and len(one.dropped) == 2


@pytest.mark.parametrize("change", [{"label": "cat"}, {"is_crowd": True}, {"box": (20, 20, 30, 30)}])
def test_another_label_a_crowd_or_another_place_is_another_object(change: dict[str, object]) -> None:
    ours = Given(objects=(thing("dog", (1, 1, 9, 9), "coco"),))
    theirs = Given(objects=(thing("dog", (1, 1, 9, 9)).model_copy(update=change),))
    (one,) = merge([draft(COCO, ours), draft(VG, theirs)]).drafts
    assert len(one.record.given.objects) == 2 and not one.dropped


def test_another_aspect_ratio_stays_apart_and_is_told() -> None:
    result = merge([draft(COCO, Given()), draft(VG, Given(), (40, 31)), draft("w/1", Given(), (80, 62))])
    assert [one.record.key for one in result.drafts] == [COCO, VG]
    assert (result.absorbed, result.apart) == ({"w/1": VG}, {VG: COCO})
    near = merge([draft(COCO, Given(), (400, 300)), draft(VG, Given(), (400, 302))])
    assert near.absorbed == {VG: COCO} and not near.apart


def test_the_licence_that_is_known_stays_and_content_is_of_the_whole() -> None:
    ours, theirs = (
        draft(COCO, Given()),
        draft(VG, Given(captions=(GivenCaption(text="A.", source="vg"),)), license="cc"),
    )
    (one,) = merge([ours, theirs]).drafts
    assert one.record.image.license == "cc"
    assert one.record.content not in (ours.record.content, theirs.record.content)
    assert merge([ours]).drafts == (ours,)


BOXES = st.tuples(st.integers(0, 20), st.integers(0, 15), st.integers(1, 20), st.integers(1, 15)).map(
    lambda b: (float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3]))
)
OBJECTS = st.lists(st.tuples(st.sampled_from(["cat", "dog"]), BOXES), max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    every=st.lists(st.tuples(OBJECTS, st.sampled_from([(40, 30), (80, 60), (30, 40)])), min_size=1, max_size=4),
    order=st.randoms(use_true_random=False),
)
def test_in_is_out_plus_merged_whatever_comes_in_whatever_order(
    every: Sequence[tuple[Sequence[tuple[str, Box]], Size]], order: object
) -> None:
    drafts = [
        draft(f"s{number}/{number}", Given(objects=tuple(thing(*one, f"s{number}") for one in objects)), size)
        for number, (objects, size) in enumerate(every)
    ]
    result = merge(drafts)
    shuffled = list(drafts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == result
    kept = [one.record.key for one in result.drafts]
    assert sorted([*kept, *result.absorbed]) == [one.record.key for one in drafts]
    assert set(result.absorbed.values()) <= set(kept) and set(result.apart) <= set(kept)
    for one in result.drafts:
        conserved(one)
    assert sum(sum(one.made.values()) for one in result.drafts) == sum(sum(one.made.values()) for one in drafts)
