"""The stage `check`: what templates ask holds, what is altered falls to its own rule, and the filter's thresholds."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.protocols.stage import Rejected
from pipeline.stages.check import Check
from schemas.objectimage import ObjectImage
from schemas.question import Claim, ClaimKind, Conversation
from schemas.record import Record
from schemas.stages import CheckSpec
from tests.questions.any_records import records
from tests.questions.pictures import CUPS, DOG, KITE, MAN, WOMAN, Thing, asked, park, picture
from tests.stages.questioning import FILTER, kept, outcome, questions, rule, templates, with_questions

BROWN = Claim(kind="attribute", regions=(2,), label="dog", value="brown")
DOG_REFERS = Claim(kind="refers", regions=(2,), label="dog")
LEFT_CUP = Claim(kind="refers", regions=(4,), label="cup", value="leftmost")


@given(records())
@settings(max_examples=60, deadline=None)
def test_all_that_templates_ask_derives_again(record: Record) -> None:
    full = with_questions(record, *questions(templates(max_per_task=4), record))
    for drop in kept(Check(CheckSpec()), full).dropped:
        assert drop.rule in FILTER, drop


@given(records())
@settings(max_examples=30, deadline=None)
def test_without_the_filter_every_question_of_the_templates_stays(record: Record) -> None:
    found = questions(templates(), record)
    wide = CheckSpec(min_crop_area=0, max_crop_area=1, max_option_iou=1, min_score=0, max_boxes_per_label=99)
    assert questions(Check(wide), with_questions(record, *found)) == found


def _moved(one: Conversation, num_regions: int) -> Conversation:
    """Every coordinate of the answers, one region on; what is claimed stays."""
    told = one.model_dump()
    for turn in told["turns"]:
        for part in turn["parts"]:
            if part["region"] is not None:
                part["region"] = (part["region"] + 1) % num_regions
    return Conversation.model_validate(told)


@given(records())
@settings(max_examples=30, deadline=None)
def test_a_shifted_coordinate_never_stays(record: Record) -> None:
    for one in questions(templates(), record):
        claimed = {i for claim in one.claims for i in claim.regions}
        moved = _moved(one, len(record.regions))
        places = {part.region for turn in moved.turns for part in turn.parts if part.region is not None}
        if places - claimed:
            assert rule(record, moved) is not None


def test_a_right_question_stays() -> None:
    assert rule(park(), asked(["Where is the dog?"], [2], DOG_REFERS)) is None
    assert rule(park(), asked(["Where is the leftmost cup?"], ["At ", 4], LEFT_CUP)) is None


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        (Claim(kind="refers", regions=(2,), label="kite"), "wrong_reference"),
        (Claim(kind="refers", regions=(4,), label="cup"), "ambiguous_reference"),
        (Claim(kind="refers", regions=(5,), label="cup", value="leftmost"), "wrong_reference"),
        (Claim(kind="refers", regions=(4,), label="cup", value="fluffy"), "ambiguous_reference"),
        (Claim(kind="refers", label="dog"), "wrong_reference"),
        (Claim(kind="refers", regions=(4, 5), label="cup", value="all"), "ambiguous_reference"),
        (Claim(kind="refers", regions=(0,), label="person", value="relation: holding 99"), "no_such_region"),
        (Claim(kind="refers", regions=(2,), label="dog", value="relation: holding 99"), "no_such_region"),
        (Claim(kind="count", regions=(4, 5, 6), label="cup", value="3" * 5000), "wrong_count"),
        (Claim(kind="count", regions=(4, 5, 6), label="cup", value="²"), "wrong_count"),
        (Claim(kind="refers", regions=(0,), label="person", value="relation: holding x"), "ambiguous_reference"),
        (Claim(kind="named", regions=(2,), label="cat"), "wrong_name"),
        (Claim(kind="named", label="dog"), "wrong_name"),
        (Claim(kind="count", regions=(4, 5, 6), label="cup", value="2"), "wrong_count"),
        (Claim(kind="count", regions=(4, 5), label="cup", value="3"), "wrong_count"),
        (Claim(kind="count", regions=(4, 5, 6), label="cup", value="three"), "wrong_count"),
        (Claim(kind="count", label="dog", value="0"), "wrong_count"),
        (Claim(kind="count", label="zebra", value="1"), "wrong_count"),
        (Claim(kind="exists", label="zebra"), "wrong_existence"),
        (Claim(kind="exists", regions=(3,), label="dog"), "wrong_existence"),
        (Claim(kind="absent", label="dog"), "wrong_existence"),
        (Claim(kind="absent", label="sundial"), "not_exhaustive"),
        (Claim(kind="attribute", regions=(2,), label="dog", value="white"), "wrong_attribute"),
        (Claim(kind="attribute", regions=(2,), label="cat", value="brown"), "wrong_name"),
        (Claim(kind="relation", regions=(3, 0), value="holding"), "wrong_relation"),
        (Claim(kind="relation", regions=(0, 3), value="eating"), "wrong_relation"),
        (Claim(kind="relation", regions=(0,), value="holding"), "wrong_relation"),
        (Claim(kind="shows", regions=(2,), value="0"), "no_such_object_image"),
        (Claim(kind="shows", regions=(2,), value="-1"), "no_such_object_image"),
        (Claim(kind="option", regions=(2, 3), value="7"), "wrong_option"),
        (Claim(kind="quotes", value="A cat on a mat."), "not_quoted"),
        (Claim(kind="quotes", value="  "), "not_quoted"),
        (Claim(kind="named", regions=(99,), label="dog"), "no_such_region"),
        (Claim(kind="named", regions=(-1,), label="dog"), "no_such_region"),
    ],
)
def test_a_claim_that_does_not_hold_falls_to_its_rule(claim: Claim, fault: str) -> None:
    assert rule(park(), asked(["Where is the dog?"], [2], DOG_REFERS, claim)) == fault


@pytest.mark.parametrize(
    ("conversation", "fault"),
    [
        (asked(["Where is the dog?"], [2]), "no_claim"),
        (asked(["Where is the dog?"], [3], DOG_REFERS), "unclaimed_region"),
        (asked(["Where is the animal?"], [2], DOG_REFERS), "claim_not_said"),
        (asked(["Where is the rightmost cup?"], [4], LEFT_CUP), "claim_not_said"),
        (asked(["Where is the dog?"], ["At [0.12, 0.40, 0.55, 0.91]"], DOG_REFERS), "literal_coordinates"),
        (asked(["Where is the dog?"], ["At 12, 40, 55, 91"], DOG_REFERS), "literal_coordinates"),
        (asked(["Where is the dog with 3 legs?"], [2], DOG_REFERS), "unclaimed_number"),
        (asked(["Where are the two dogs? I mean the dog."], [2], DOG_REFERS), "unclaimed_number"),
        (asked(["Where is the dog?"], [" "], DOG_REFERS), "empty_turn"),
        (
            asked(
                ["Locate dog and kite."],
                [("The dog is at ", (2,)), 3, (", the kite at ", (3,)), 2],
                DOG_REFERS,
                Claim(kind="named", regions=(3,), label="kite"),
            ),
            "wrong_region",
        ),
        (
            asked(["How many cups?"], ["Four."], Claim(kind="count", regions=(4, 5, 6), label="cup", value="3")),
            "claim_not_said",
        ),
        (
            asked(["What color has the dog?"], ["White."], DOG_REFERS, BROWN),
            "claim_not_said",
        ),
        (
            asked(["Describe it."], ["A cat."], Claim(kind="quotes", value="A dog sitting below a kite.")),
            "claim_not_said",
        ),
    ],
)  # fmt: skip
def test_text_and_claims_must_say_the_same(conversation: Conversation, fault: str) -> None:
    assert rule(park(), conversation) == fault


CROPS = (ObjectImage(region=2, margin=0), ObjectImage(region=3, margin=0))
SHOWN = tuple(Claim(kind="shows", regions=(crop.region,), value=str(i)) for i, crop in enumerate(CROPS))


def choosing(
    answer: str = "B", value: str = "1", regions: tuple[int, ...] = (2, 3), asked_for: int = 3
) -> Conversation:
    label = "kite" if asked_for == 3 else "dog"
    claims = (
        Claim(kind="refers", regions=(asked_for,), label=label),
        Claim(kind="option", regions=regions, value=value),
        *SHOWN,
    )
    question = ["Which shows the " + label + "? A: ", ("crop", 0), " B: ", ("crop", 1)]
    return asked(question, [answer], *claims, crops=CROPS, task="text_to_image")


def test_the_right_option_stays() -> None:
    assert rule(park(), choosing()) is None


@pytest.mark.parametrize(
    "wrong",
    [{"answer": "A"}, {"value": "0"}, {"regions": (3, 2)}, {"asked_for": 2}, {"answer": "A or B"}, {"answer": "C"},
     {"regions": (2, 3, 4)}, {"value": "x"}],
)  # fmt: skip
def test_a_wrong_option_is_dropped(wrong: dict[str, Any]) -> None:
    assert rule(park(), choosing(**wrong)) == "wrong_option"


def test_an_object_image_that_shows_something_else_is_dropped() -> None:
    swapped = choosing().model_copy(update={"object_images": CROPS[::-1]})
    assert rule(park(), swapped) in ("wrong_object_image", "wrong_option")


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ({"min_crop_area": 0.03}, "min_crop_area"),
        ({"max_crop_area": 0.06}, "max_crop_area"),
        ({"min_score": 0.95}, "min_score"),
        ({}, None),
    ],
)
def test_thresholds_of_the_filter(setting: dict[str, float], fault: str | None) -> None:
    scored = park().model_copy(
        update={"regions": tuple(region.model_copy(update={"score": 0.9}) for region in park().regions)}
    )
    assert rule(scored, choosing(), **setting) == fault


def test_a_drop_says_value_and_threshold() -> None:
    found = kept(Check(CheckSpec(min_crop_area=0.03)), with_questions(park(), choosing()))
    (drop,) = found.dropped
    assert (drop.kind, drop.rule, drop.threshold) == ("question", "min_crop_area", 0.03)
    assert drop.value == pytest.approx(90 * 90 / (640 * 480), abs=1e-6) and drop.item.startswith("text_to_image: Which")


def test_the_margin_counts_and_what_lies_outside_the_picture_does_not() -> None:
    corner = picture(Thing("dog", (0, 0, 100, 100)), KITE)
    crop = ObjectImage(region=0, margin=0.5)
    claims = (Claim(kind="shows", regions=(0,), value="0"),)
    shown = asked(["Where is this? ", ("crop", 0)], [0], *claims, crops=(crop,), task="image_to_coordinate")
    share = 150 * 150 / (640 * 480)
    assert rule(corner, shown, min_crop_area=share - 0.001) is None
    assert rule(corner, shown, min_crop_area=share + 0.001) == "min_crop_area"


def test_options_that_overlap_are_dropped() -> None:
    near = picture(MAN, WOMAN, Thing("dog", (100, 100, 200, 200)), Thing("kite", (120, 100, 220, 200)))
    assert rule(near, choosing(), max_option_iou=0.6) == "max_option_iou"
    assert rule(near, choosing(), max_option_iou=0.7) is None


def test_a_label_with_too_many_boxes_is_not_asked_about() -> None:
    one = asked(["Where is the leftmost cup?"], [4], LEFT_CUP)
    assert rule(park(), one, max_boxes_per_label=2) == "max_boxes_per_label"
    assert rule(park(), one, max_boxes_per_label=3) is None


def test_a_lead_that_is_too_small_is_ambiguous() -> None:
    assert rule(park(), asked(["Where is the leftmost cup?"], [4], LEFT_CUP), min_lead=0.2) == "ambiguous_reference"


def test_an_extreme_is_ambiguous_where_an_unmarked_thing_might_lie_farther_out() -> None:
    unpromised = park().model_copy(update={"given": park().given.model_copy(update={"exhaustive": ()})})
    assert rule(unpromised, asked(["Where is the leftmost cup?"], [4], LEFT_CUP)) == "ambiguous_reference"


def test_a_crowd_is_no_referent() -> None:
    crowd = picture(Thing("dog", DOG.box, is_crowd=True))
    claim = Claim(kind="refers", regions=(0,), label="dog")
    assert rule(crowd, asked(["Where is the dog?"], [0], claim)) == "crowd_as_referent"


def test_a_count_in_digits_or_words_stays() -> None:
    claim = Claim(kind="count", regions=(4, 5, 6), label="cup", value="3")
    for answer in ("3", "Three.", "There are three cups."):
        assert rule(park(), asked(["How many cups are there?"], [answer], claim)) is None


@pytest.mark.parametrize(
    ("licenses", "license_", "is_rejected"),
    [(None, "", False), (("CC BY",), "CC BY", False), (("CC BY",), "CC BY-NC", True), (("CC BY",), "", True)],
)
def test_a_licence_may_be_demanded(licenses: tuple[str, ...] | None, license_: str, is_rejected: bool) -> None:
    found = outcome(Check(CheckSpec(licenses=licenses)), picture(DOG, license=license_))
    assert isinstance(found, Rejected) is is_rejected
    if isinstance(found, Rejected):
        assert found.rule == "license" and found.detail == (license_ or "not known")


def test_a_record_whose_questions_all_fall_goes_on_without_any() -> None:
    found = kept(Check(CheckSpec()), with_questions(park(), asked(["?"], [2])))
    assert found.adds["conversations"] == () and len(found.dropped) == 1


def test_two_cups_asked_for_as_one_are_ambiguous() -> None:
    claim = Claim(kind="refers", regions=(0,), label="cup")
    assert rule(picture(*CUPS[:2]), asked(["Where is the cup?"], [0], claim)) == "ambiguous_reference"


@given(
    st.sampled_from(get_args(ClaimKind)),
    st.lists(st.integers(-2, 12), max_size=3),
    st.sampled_from(["", "dog", "cup", "zebra", "Person ", "two", "A dog sitting below a kite."]),
    st.one_of(
        st.text(max_size=6), st.sampled_from(["all", "leftmost", "phrase", "attribute: red", "relation: on 2", "7"])
    ),
)
def test_no_claim_however_wild_is_a_crash(kind: ClaimKind, regions: list[int], label: str, value: str) -> None:
    wild = Claim(kind=kind, regions=tuple(regions), label=label, value=value)
    rule(park(), asked(["Where is the dog?"], [2], DOG_REFERS, wild))
    rule(park(), choosing().model_copy(update={"claims": (*choosing().claims, wild)}))
