"""English forms: what a question must not get wrong."""

import pytest

from pipeline.language.language import language
from pipeline.language.vocabulary import SHIPPED, matching, vocabulary
from pipeline.scenes.catalogue import SCENE_LABELS

GRAMMAR, NAMING, CLAUSES = language().grammar, language().naming, language().clauses


@pytest.mark.parametrize(
    ("name", "plural"),
    [("cup", "cups"), ("bus", "buses"), ("person", "people"), ("knife", "knives"), ("wine glass", "wine glasses"),
     ("sheep", "sheep"), ("bench", "benches"), ("puppy", "puppies"), ("toy", "toys"), ("scissors", "scissors"),
     ("grass", "grass"), ("hair drier", "hair driers"), ("mouse", "mice"), ("tv", "TVs")],
)  # fmt: skip
def test_a_name_has_its_plural(name: str, plural: str) -> None:
    assert GRAMMAR.plural(name) == plural


@pytest.mark.parametrize(
    ("said", "name", "before"),
    [("a cup", "cup", ""), ("an apple", "apple", ""), ("a uniform", "uniform", ""), ("an hourglass", "hourglass", ""),
     ("a red apple", "apple", "red"), ("an orange cup", "cup", "orange"), ("some scissors", "scissors", ""),
     ("some grass", "grass", ""), ("the blue sky", "sky", "blue"), ("an umbrella", "umbrella", "")],
)  # fmt: skip
def test_a_name_has_its_article(said: str, name: str, before: str) -> None:
    assert GRAMMAR.a(name, before) == said


@pytest.mark.parametrize("name", ["scissors", "bikes", "people", "skis", "sneakers", "trees"])
def test_plural_names_take_are(name: str) -> None:
    assert GRAMMAR.is_plural(name) and not GRAMMAR.is_countable(name)


@pytest.mark.parametrize("name", ["bus", "glass", "wine glass", "cactus", "tennis", "dress", "person"])
def test_singular_names_in_s_take_is(name: str) -> None:
    assert not GRAMMAR.is_plural(name)


@pytest.mark.parametrize(
    ("predicate", "clause"),
    [("on", "is on"), ("holding", "is holding"), ("wears", "wears"), ("is wearing a", "is wearing"),
     ("parked on", "is parked on"), ("left of", "is left of"), ("has a", "has"), ("says", None), ("building", None),
     ("higher in the picture than", "is higher in the picture than"), ("onto", None)],
)  # fmt: skip
def test_a_predicate_becomes_part_of_a_sentence_or_is_not_said(predicate: str, clause: str | None) -> None:
    assert CLAUSES.clause(predicate, is_plural=False) == clause


def test_a_plural_subject_takes_the_plural_verb() -> None:
    assert [CLAUSES.clause(p, is_plural=True) for p in ("on", "wears", "has")] == ["are on", "wear", "have"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("man", "person"), ("truck", "work truck"), ("cup", "cups"), ("bike", "bicycle"), ("guy", "man"), ("bus", "bus")],
)
def test_names_that_could_mean_one_thing_are_rivals_both_ways(one: str, other: str) -> None:
    assert NAMING.are_rivals(one, other) and NAMING.are_rivals(other, one)


@pytest.mark.parametrize(("one", "other"), [("man", "woman"), ("cup", "dog"), ("truck", "trunk"), ("car", "carrot")])
def test_other_names_are_no_rivals(one: str, other: str) -> None:
    assert not NAMING.are_rivals(one, other) and not NAMING.are_rivals(other, one)


def test_numbers_are_said_in_words_up_to_twenty() -> None:
    assert [GRAMMAR.number(count) for count in (0, 1, 8, 20, 21)] == ["zero", "one", "eight", "twenty", "21"]


def test_the_vocabulary_of_scenes_is_what_they_can_draw() -> None:
    assert matching(SCENE_LABELS) == "scenes"
    assert matching([*SCENE_LABELS, "dragon"]) == ""
    assert len(vocabulary("coco80").body.names()) == 80


@pytest.mark.parametrize("name", SHIPPED)
def test_every_name_of_a_vocabulary_has_forms(name: str) -> None:
    for noun in vocabulary(name).body.names():
        assert GRAMMAR.plural(noun) != noun or not GRAMMAR.is_countable(noun) or noun in ("sheep", "fish")
        assert NAMING.can_be_said(noun)
