"""A model's conversation becomes ours, or is refused by the name of the rule it broke."""

from typing import Any

import pytest

from pipeline.backends.openai.asking.ungrounded import Ungrounded
from pipeline.backends.openai.asking.writing import Writer
from pipeline.backends.openai.prompting.answers import ConversationAnswer
from pipeline.backends.openai.prompting.markup import has_coordinates, marked, pieces
from schemas.provenance import Provenance
from schemas.stages import AskSpec
from tests.openai.desk import with_regions

BY = Provenance(stage="ask", backend="openai")
RECORD = with_regions(0, "dog", "ball", "dog")


def _said(task: str, *rounds: tuple[str, str], claims: tuple[dict[str, Any], ...] = ()) -> ConversationAnswer:
    turns = [{"question": question, "answer": answer} for question, answer in rounds]
    return ConversationAnswer.model_validate({"task": task, "rounds": turns, "claims": claims})


def _claim(kind: str, *regions: int, label: str = "", value: str = "") -> dict[str, Any]:
    return {"kind": kind, "regions": regions, "label": label, "value": value}


def test_citations_become_references_and_words_know_what_they_speak_of():
    said = _said(
        "description", ("Describe it.", "A dog [1] runs to a ball [2]."), claims=(_claim("named", 1, label="dog"),)
    )
    one = Writer(RECORD, AskSpec(), BY).conversation(said)
    parts = one.turns[1].parts
    assert [part.region for part in parts] == [None, 0, None, 1, None]
    assert [part.about for part in parts] == [(0,), (), (1,), (), ()]
    assert one.claims[0].regions == (0,)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (_said("text_to_coordinate", ("Where is the cat?", "[9]")), "no_such_region"),
        (_said("text_to_coordinate", ("Where is the dog?", "[0.1, 0.2, 0.3, 0.4]")), "wrong_citations"),
        (_said("coordinate_to_text", ("What is at [1]?", "A dog at (12, 40, 80, 90).")), "literal_coordinates"),
        (_said("text_to_coordinate", ("Where is the dog at [1]?", "[1]")), "wrong_citations"),
        (_said("image_to_coordinate", ("Where is <1> or <2>?", "[1]")), "wrong_citations"),
        (_said("text_to_image", ("Which shows the ball?", "It is <2>.")), "more_than_a_choice"),
        (_said("count", ("How many?", "Two."), ("And now?", "Two.")), "too_many_rounds"),
        (_said("conversation", ("What is it?", "A dog [1].")), "too_few_rounds"),
        (_said("description", ("Describe.", "A dog.")), "wrong_citations"),
        (
            _said("existence", ("Is there a unicorn?", "Yes."), claims=(_claim("exists", label="unicorn"),)),
            "label_not_in_list",
        ),
        (_said("count", ("How many?", "Two."), claims=(_claim("count", 7, label="dog", value="2"),)), "no_such_region"),
    ],
)
def test_what_is_not_grounded_is_refused_by_name(said, rule):
    with pytest.raises(Ungrounded) as refusal:
        Writer(RECORD, AskSpec(), BY).conversation(said)
    assert refusal.value.rule == rule


def test_a_choice_that_words_settle_has_no_option_of_the_same_label():
    said = _said("text_to_image", ("Which of these is a dog?", "<1>"), claims=(_claim("named", 1, label="dog"),))
    one = Writer(RECORD, AskSpec(num_options=4), BY).conversation(said)
    option = next(claim for claim in one.claims if claim.kind == "option")
    assert sorted(option.regions) == [0, 1]
    alone = with_regions(0, "dog", "dog")
    with pytest.raises(Ungrounded, match="no_other_option"):
        Writer(alone, AskSpec(), BY).conversation(said)


def test_the_same_answer_is_written_the_same_way_and_another_seed_draws_anew():
    said = _said("image_to_coordinate", ("Where is <2>?", "[2]"))
    first, again = (Writer(RECORD, AskSpec(), BY).conversation(said) for _ in range(2))
    other = Writer(RECORD, AskSpec(seed=1), BY).conversation(said)
    assert first == again and first.object_images != other.object_images


def test_what_is_written_reads_back_as_it_was_cited():
    text = "The dog [1] looks at [2]"
    one = Writer(RECORD, AskSpec(), BY).conversation(_said("description", ("Describe.", text)))
    assert marked(one.turns[1].parts, {0: 1, 1: 2, 2: 3}, {}) == text
    assert [piece.number for piece in pieces("<3>[1] and [22]") if piece.kind != "words"] == [3, 1, 22]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at [0.1, 0.2]", True),
        ("(12, 40, 80, 90)", True),
        ("0.25,0.50", True),
        ("3 dogs, 2 cats", False),
        ("[3]", False),
    ],
)
def test_coordinates_are_told_from_numbers(text, found):
    assert has_coordinates(text) is found
