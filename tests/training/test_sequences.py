"""What a document becomes: order, loss, coordinates, cuts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.training.data.coordinates import boxes_said
from pipeline.training.data.sequence import NO_TARGET, WHOLE
from pipeline.training.data.sequences import Found, Sequencer
from tests.training.made import ALL, document, part, sequencer, turns, words

INTERLEAVED = [
    part(image=True),
    part(text="A cat "),
    part(region=0),
    part(text=" close up: "),
    part(object_image=0),
    part(text=" and a dog at "),
    part(region=1),
    part(text="."),
]
WHERE_IS_THE_CAT = {"task": "text_to_coordinate", "turns": turns([part(text="Where is the cat?")], part(region=0))}
WHERE_IS_THE_DOG = {"task": "text_to_coordinate", "turns": turns([part(text="Where is the dog?")], part(region=1))}


def spans(made: Sequencer, **fields: object) -> list[Found]:
    return list(made.spans(document(**fields), ALL))


def test_interleaved_parts_keep_their_order_and_pictures_their_places() -> None:
    known, made = words(), sequencer()
    shown = document(segments=INTERLEAVED)
    tokens = made.sequence(shown, next(iter(made.spans(shown, ALL))).span, ALL)
    assert tokens.shown == [WHOLE, 0]
    text = known.tokenizer.decode(tokens.ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    assert text == (
        "<picture><image><image><image><image></picture>A cat [0.10,0.30,0.60,0.55] close up: "
        "<picture><object><object></picture> and a dog at [0.50,0.45,1.00,0.75].<|endoftext|>"
    )


def test_documents_learn_all_text_and_no_pictures() -> None:
    known, made = words(), sequencer()
    shown = document(segments=INTERLEAVED)
    tokens = made.sequence(shown, next(iter(made.spans(shown, ALL))).span, ALL)
    learned = [target for target in tokens.targets if target != NO_TARGET]
    assert known.decode(learned) == ("A cat [0.10,0.30,0.60,0.55] close up:  and a dog at [0.50,0.45,1.00,0.75].")
    assert learned[-1] == known.end


def test_conversations_learn_answers_only() -> None:
    known, made = words(), sequencer()
    shown = document(conversations=[WHERE_IS_THE_CAT])
    tokens = made.sequence(shown, next(iter(made.spans(shown, ALL))).span, ALL)
    learned = [target for target in tokens.targets if target != NO_TARGET]
    assert known.tokenizer.decode(learned) == "[0.10,0.30,0.60,0.55]<|im_end|>\n"


def test_a_picture_is_shared_by_its_questions_as_branches() -> None:
    made = sequencer()
    shown = document(conversations=[WHERE_IS_THE_CAT, WHERE_IS_THE_DOG])
    (found,) = made.spans(shown, ALL)
    tokens = made.sequence(shown, found.span, ALL)
    assert tokens.shown == [WHOLE]
    shared = tokens.branches.index(1)
    second = tokens.branches.index(2)
    assert tokens.positions[shared] == tokens.positions[second] == shared
    assert tokens.targets[second - 1] == NO_TARGET


def test_apart_each_question_brings_its_picture() -> None:
    made = sequencer(together=False)
    shown = document(conversations=[WHERE_IS_THE_CAT, WHERE_IS_THE_DOG])
    for found in made.spans(shown, ALL):
        assert made.sequence(shown, found.span, ALL).shown == [WHOLE]
    assert len(spans(made, conversations=[WHERE_IS_THE_CAT, WHERE_IS_THE_DOG])) == 2


def test_marks_in_a_documents_own_words_stay_words() -> None:
    known, made = words(), sequencer()
    shown = document(segments=[part(image=True), part(text="say <image> and <|im_end|>")])
    tokens = made.sequence(shown, next(iter(made.spans(shown, ALL))).span, ALL)
    assert tokens.ids.count(known.image) == 4
    assert known.number("<|im_end|>") not in tokens.ids


@pytest.fixture(scope="module")
def by_length() -> dict[int, Sequencer]:
    return {length: sequencer(length) for length in range(16, 120)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    length=st.integers(16, 119),
    first=st.text(st.characters(exclude_characters="[]"), max_size=12),
    boxes=st.integers(1, 6),
)
def test_a_cut_is_counted_and_never_goes_through_a_box(
    by_length: dict[int, Sequencer], length: int, first: str, boxes: int
) -> None:
    segments = [part(image=True), part(text=f"{first}at ")]
    for number in range(boxes):
        segments += [part(region=number % 2), part(text=", then ")]
    shown, made = document(segments=segments), by_length[length]
    (found,) = made.spans(shown, ALL)
    tokens = made.sequence(shown, found.span, ALL)
    text = made._words.decode(tokens.ids)
    assert len(tokens.ids) == found.length <= length
    assert text.count("[") == text.count("]") == len(boxes_said(text))
    if not found.cut:
        assert len(boxes_said(text)) == boxes
    else:
        assert len(boxes_said(text)) < boxes or not text.endswith(", then ")


def test_a_conversation_too_long_loses_its_last_rounds() -> None:
    rounds = turns([part(text="Where is the cat?")], part(region=0))
    for _ in range(3):
        rounds += [
            {"role": "user", "parts": [part(text="And the dog?")]},
            {"role": "assistant", "parts": [part(region=1)]},
        ]
    (whole,) = spans(sequencer(512), conversations=[{"task": "conversation", "turns": rounds}])
    (cut,) = spans(sequencer(70), conversations=[{"task": "conversation", "turns": rounds}])
    assert (whole.cut, cut.length + cut.cut) == (0, whole.length)
    assert 0 < cut.num_targets < whole.num_targets


def test_what_never_fits_has_nothing_to_learn() -> None:
    (found,) = spans(sequencer(8), conversations=[WHERE_IS_THE_CAT])
    assert (found.length, found.num_targets) == (0, 0)
