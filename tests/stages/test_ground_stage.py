"""`ground`: which boxes stay, and why others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staging import assert_books_balance, coco, kept, labels, record, rules, thing, through, visual_genome

from pipeline.backends.annotations.labels import AnnotationsRecognizer
from pipeline.backends.annotations.regions import AnnotationsGrounder
from pipeline.protocols.backend import Said
from pipeline.stages.ground import Ground
from pipeline.stages.recognize import Recognize
from schemas.geometry import area, iou
from schemas.given import Given, GivenPhrase
from schemas.record import Record, Region
from schemas.stages import GroundSpec, RecognizeSpec


class Detector:
    """A backend that proposes what it is told, as a model would, and remembers which labels it was asked for."""

    name = "detector"

    def __init__(self, *regions: Region) -> None:
        self.regions, self.asked = regions, []

    def identity(self):
        return {"name": self.name}

    async def ground(self, record: Record) -> Said[Region]:
        self.asked.append([label.name for label in record.labels])
        return Said(self.regions)


def found(label, box, score=1.0, **fields) -> Region:
    return Region(label=label, box=box, score=score, origin="detector", **fields)


def grounded(*regions: Region, size=(100, 100), asked=("cup", "dog"), **spec):
    outcome = kept(Ground(GroundSpec(**spec), [Detector(*regions)]), record(size, labels=labels(*asked)))
    assert_books_balance(outcome)
    return outcome


def boxes(outcome):
    return [region.box for region in outcome.adds["regions"]]


def test_annotated_objects_become_regions_in_their_order_with_all_that_is_known_of_them():
    objects = (thing("Dog", (1, 2, 30, 40), attributes=("brown ", "brown", "")), thing("cup", is_crowd=True))
    outcome = kept(
        Ground(GroundSpec(), [AnnotationsGrounder()]), record(given=Given(objects=objects), labels=labels("dog", "cup"))
    )
    dog, cup = outcome.adds["regions"]
    assert (dog.label, dog.box, dog.attributes, dog.given, dog.origin) == ("dog", (1, 2, 30, 40), ("brown",), 0, "t")
    assert (cup.is_crowd, cup.given, cup.score) == (True, 1, 1.0)


def test_an_object_whose_label_was_not_recognized_gets_no_box_and_is_counted():
    given_objects = Given(objects=(thing("dog"), thing("cup")))
    outcome = kept(Ground(GroundSpec(), [AnnotationsGrounder()]), record(given=given_objects, labels=labels("cup")))
    assert [r.label for r in outcome.adds["regions"]] == ["cup"]
    assert [(d.rule, d.item) for d in outcome.dropped] == [("label_not_asked", "dog")]
    assert_books_balance(outcome)


def test_a_described_place_is_a_region_without_label_that_no_rule_per_label_touches():
    phrases = tuple(GivenPhrase(text=f"spot {i}", box=(0, 0, 50 + i, 50), source="vg") for i in range(3))
    stage = Ground(GroundSpec(max_boxes_per_label=1, nms_iou=0.1), [AnnotationsGrounder()])
    outcome = kept(stage, record(given=Given(phrases=phrases, objects=(thing("dog"),)), labels=labels("dog")))
    assert [(r.label, r.phrase) for r in outcome.adds["regions"]] == [
        ("dog", ""),
        ("", "spot 0"),
        ("", "spot 1"),
        ("", "spot 2"),
    ]


def test_a_box_is_clipped_to_the_image_and_rounded_to_a_hundredth_of_a_pixel():
    assert boxes(grounded(found("cup", (-5, 3.33333, 200, 20)))) == [(0, 3.33, 100, 20)]


@pytest.mark.parametrize(
    ("region", "rule", "value"),
    [
        (found("cup", (10, 10, 10, 40)), "empty_box", None),
        (found("cup", (30, 10, 10, 40)), "empty_box", None),
        (found("cup", (100, 10, 140, 40)), "outside_image", None),
        (found("cup", (10, 10, 11.5, 40)), "min_side_px", 1.5),
        (found("cup", (98.5, 10, 140, 40)), "min_side_px", 1.5),
        (found("cup", (10, 10, 40, 40), 0.29), "box_threshold", 0.29),
        (found("cat", (10, 10, 40, 40)), "label_not_asked", None),
        (found("", (10, 10, 40, 40)), "label_not_asked", None),
        (
            Region.model_construct(label="cup", box=(0, 0, float("nan"), 9), score=1, origin="", phrase=""),
            "empty_box",
            None,
        ),
    ],
)
def test_a_box_that_breaks_a_rule_is_dropped_with_rule_value_and_threshold(region, rule, value):
    outcome = grounded(region)
    assert boxes(outcome) == []
    assert [(d.kind, d.rule, d.value) for d in outcome.dropped] == [("region", rule, value)]


def test_values_exactly_on_a_threshold_stay():
    assert len(boxes(grounded(found("cup", (10, 10, 12, 40), 0.3)))) == 1


def test_the_same_box_of_the_same_label_is_kept_once():
    outcome = grounded(found("cup", (1, 1, 9, 9)), found("dog", (1, 1, 9, 9)), found("cup", (1, 1, 9.001, 9)))
    assert [r.label for r in outcome.adds["regions"]] == ["cup", "dog"]
    assert rules(outcome) == ["duplicate"]


def test_overlap_suppresses_the_lower_score_of_one_label_only_and_says_the_iou():
    low, high, other = (
        found("cup", (0, 0, 40, 40), 0.5),
        found("cup", (0, 0, 40, 36), 0.9),
        found("dog", (0, 0, 40, 38), 0.4),
    )
    outcome = grounded(low, high, other, nms_iou=0.5)
    assert boxes(outcome) == [high.box, other.box]
    assert [(d.rule, d.value, d.threshold) for d in outcome.dropped] == [("nms_iou", 0.9, 0.5)]


def test_of_equal_scores_the_larger_box_survives_overlap_and_then_the_earlier():
    small, large = found("cup", (0, 0, 40, 36)), found("cup", (0, 0, 40, 40))
    assert boxes(grounded(small, large, nms_iou=0.5)) == [large.box]
    first, second = found("cup", (0, 0, 40, 40)), found("cup", (2, 0, 42, 40))
    assert boxes(grounded(first, second, nms_iou=0.5)) == [first.box]


def test_a_crowd_suppresses_nobody():
    crowd, one = found("cup", (0, 0, 40, 40), is_crowd=True), found("cup", (0, 0, 40, 36), 0.5)
    assert len(boxes(grounded(crowd, one, nms_iou=0.2))) == 2


def test_too_many_boxes_of_a_label_leave_the_surest_then_the_largest_in_the_order_given():
    cups = [found("cup", (0, 0, 10 + i, 10), 0.5 + (i == 1) * 0.4) for i in range(4)]
    outcome = grounded(*cups, found("dog", (0, 0, 9, 9)), max_boxes_per_label=2)
    assert boxes(outcome) == [cups[1].box, cups[3].box, (0, 0, 9, 9)]
    assert [(d.rule, d.value, d.threshold) for d in outcome.dropped] == [
        ("max_boxes_per_label", 3, 2),
        ("max_boxes_per_label", 4, 2),
    ]


def test_too_many_boxes_in_all_leave_objects_before_described_places():
    place = found("", (0, 0, 100, 100), phrase="all of it")
    outcome = grounded(place, found("cup", (0, 0, 5, 5)), found("dog", (0, 0, 9, 9)), max_boxes=2)
    assert [r.label for r in outcome.adds["regions"]] == ["cup", "dog"]
    assert [(d.rule, d.item) for d in outcome.dropped] == [("max_boxes", "all of it")]


def test_a_later_backend_is_asked_only_for_labels_without_a_box():
    first, second = Detector(found("cup", (0, 0, 9, 9))), Detector(found("dog", (0, 0, 9, 9)))
    outcome = kept(Ground(GroundSpec(), [first, second]), record(labels=labels("cup", "dog")))
    assert (first.asked, second.asked) == ([["cup", "dog"]], [["dog"]])
    assert [r.label for r in outcome.adds["regions"]] == ["cup", "dog"]


coordinate = st.floats(-50, 150).map(lambda v: round(v, 1))
a_region = st.builds(
    found, st.sampled_from(["cup", "dog", "cat"]), st.tuples(*[coordinate] * 4), st.floats(0, 1), is_crowd=st.booleans()
)


@given(st.lists(a_region, max_size=12), st.sampled_from([None, 0.3]))
def test_whatever_a_backend_says_the_books_balance_and_every_kept_box_obeys_every_rule(regions, nms_iou):
    left = grounded(*regions, max_boxes_per_label=3, max_boxes=5, nms_iou=nms_iou).adds["regions"]
    assert len(left) <= 5 and len({(r.label, r.box) for r in left}) == len(left)
    for region in left:
        x0, y0, x1, y1 = region.box
        assert x0 >= 0 and y0 >= 0 and x1 <= 100 and y1 <= 100 and min(x1 - x0, y1 - y0) >= 2 - 1e-9
        assert region.score >= 0.3 and region.label in ("cup", "dog")
        assert sum(r.label == region.label for r in left) <= 3
    if nms_iou is not None:
        single = [r for r in left if not r.is_crowd]
        assert all(
            iou(a.box, b.box) <= nms_iou + 1e-6 for a in single for b in single if a is not b and a.label == b.label
        )


@pytest.mark.shared
def test_real_annotations_are_kept_except_those_a_rule_names():
    stages = [Recognize(RecognizeSpec(), [AnnotationsRecognizer()]), Ground(GroundSpec(), [AnnotationsGrounder()])]
    for given_record in [*coco(), *visual_genome()]:
        done = through(stages, given_record)
        assert all(area(region.box) > 0 for region in done.regions)
        for region in done.regions:
            if region.given >= 0:
                assert region.label.casefold() == given_record.given.objects[region.given].label.casefold()
