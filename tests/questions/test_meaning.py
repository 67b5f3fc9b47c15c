"""Which expressions mean one region alone, worked out by hand."""

import pytest

from pipeline.backends.rules.questions.references import references
from pipeline.checks.facts import Facts
from pipeline.checks.meaning import meant
from pipeline.language.language import language
from schemas.record import Record
from tests.questions.pictures import CUPS, DOG, KITE, MAN, WOMAN, Thing, park, picture


def facts(record: Record) -> Facts:
    return Facts(record, language(), min_lead=0.05)


def texts(record: Record, region: int) -> set[str]:
    return {reference.texts[0] for reference in references(facts(record), region)}


def test_a_lone_thing_is_meant_by_its_name() -> None:
    assert texts(park(), 2) == {"the dog"}


def test_one_of_several_needs_a_clear_lead_a_color_or_what_it_does() -> None:
    assert texts(park(), 0) == {"the leftmost person", "the person holding the kite"}
    assert texts(park(), 4) == {"the leftmost cup", "the red cup"}
    assert texts(park(), 5) == {"the blue cup"}


def test_without_a_promise_nothing_is_the_leftmost() -> None:
    assert texts(picture(*CUPS, promised=()), 0) == {"the red cup"}


def test_what_a_thing_holds_tells_it_apart_only_where_that_is_one_plain_thing() -> None:
    crowd = Thing("kite", KITE.box, is_crowd=True)
    assert "the person holding the kite" not in texts(picture(MAN, WOMAN, crowd, relations=[(0, "holding", 2)]), 0)
    two = picture(MAN, WOMAN, KITE, Thing("kite", DOG.box), relations=[(0, "holding", 2)])
    assert "the person holding the kite" not in texts(two, 0)
    both = picture(MAN, WOMAN, KITE, relations=[(0, "holding", 2), (1, "holding", 2)])
    assert "the person holding the kite" not in texts(both, 0)


def test_a_color_tells_nothing_while_another_has_none() -> None:
    grey = Thing("cup", (500, 300, 540, 350))
    assert texts(picture(*CUPS, grey, promised=()), 0) == set()


def test_a_crowd_is_never_meant_and_hides_its_kind() -> None:
    crowd = Thing("person", (200, 0, 400, 100), is_crowd=True)
    record = picture(MAN, crowd)
    assert texts(record, 0) == texts(record, 1) == set()
    assert meant(facts(record), "person", "") == (0, 1)


def test_a_name_another_box_answers_to_means_none() -> None:
    record = picture(Thing("man", MAN.box), Thing("person", WOMAN.box), promised=())
    assert texts(record, 0) == texts(record, 1) == set()


def test_a_promise_ends_where_a_box_was_lost() -> None:
    whole = picture(*CUPS)
    thinned = whole.model_copy(update={"regions": whole.regions[:2]})
    assert facts(whole).is_complete("cup") and not facts(thinned).is_complete("cup")


def test_a_promise_holds_for_its_vocabulary_and_its_own_source_only() -> None:
    strange = picture(Thing("sundial", DOG.box), DOG)
    assert facts(strange).is_complete("dog") and not facts(strange).is_complete("sundial")
    moved = strange.regions[1].model_copy(update={"origin": "vg"})
    assert not facts(strange.model_copy(update={"regions": (strange.regions[0], moved)})).is_complete("dog")


@pytest.mark.parametrize(
    ("name", "is_absent"),
    [("zebra", True), ("dog", False), ("bicycle", False), ("kite", False), ("sundial", False), ("surfboard", False)],
)
def test_absent_is_what_no_grain_speaks_of(name: str, is_absent: bool) -> None:
    record = picture(DOG, KITE, captions=["a man on a bike with a board"])
    assert facts(record).is_absent(name) is is_absent


def test_nothing_is_absent_without_a_promise() -> None:
    assert not facts(picture(DOG, promised=())).is_absent("zebra")


def test_two_places_with_the_same_words_are_both_meant() -> None:
    record = picture(phrases=[("a red cup", CUPS[0].box), ("A red  cup", CUPS[1].box), ("a dog", DOG.box)])
    assert meant(facts(record), "a red cup", "phrase") == (0, 1)
    assert meant(facts(record), "a dog", "phrase") == (2,)


def test_colors_are_not_said_of_people_and_gray_is_grey() -> None:
    record = picture(Thing("man", MAN.box, ("white", "tall")), Thing("cup", DOG.box, ("gray", "grey")))
    assert facts(record).sayable(0) == ["tall"]
    assert facts(record).sayable(1) == ["grey"]
