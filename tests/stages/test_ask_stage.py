"""The stage `ask` with the templates: what is asked, of what, and that nothing else decides it."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from pipeline.backends.rules.questions.asker import TemplateAsker
from pipeline.protocols.backend import Said
from pipeline.stages.ask import TASKS, Ask
from prompts.loader import PromptError
from schemas.question import Conversation, Task
from schemas.record import Record
from schemas.stages import AskSpec, AugmentSpec, Family
from tests.questions.any_records import records
from tests.questions.pictures import CUPS, DOG, KITE, MAN, WOMAN, Thing, asked, park, picture
from tests.stages.questioning import kept, questions, said, templates, with_questions


class Repeater:
    """A backend that says what it is told."""

    name = "told"

    def __init__(self, *conversations: Conversation) -> None:
        self._conversations = conversations

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name}

    async def ask(self, record: Record) -> Said[Conversation]:
        return Said(self._conversations)


def by_task(conversations: Sequence[Conversation], task: str) -> list[Conversation]:
    return [one for one in conversations if one.task == task]


def answers(record: Record, task: str, **spec: Any) -> list[tuple[str, str]]:
    found = by_task(questions(templates(**spec), record), task)
    return [(said(one.turns[0]), said(one.turns[1])) for one in found]


def test_a_rich_picture_gets_every_kind_of_question() -> None:
    assert {one.task for one in questions(templates(), park())} == set(get_args(Task)) - {"qa"}


def test_every_task_belongs_to_a_family_and_every_family_has_tasks() -> None:
    assert set(TASKS) == set(get_args(Family))
    assert {task for tasks in TASKS.values() for task in tasks} == set(get_args(Task))


@given(records())
@settings(max_examples=30, deadline=None)
def test_every_question_is_well_formed_and_holds_no_more_than_asked(record: Record) -> None:
    found = kept(templates(max_per_task=2), record)
    assert not found.dropped
    conversations = [one for one in found.adds["conversations"] if isinstance(one, Conversation)]
    assert all(number <= 2 for number in Counter(one.task for one in conversations).values())
    for one in conversations:
        first = one.turns[0].parts[0]
        assert first.image and first.by.stage == "ask" and first.by.backend == "rules" and "@" in first.by.prompt
        assert one.task == "conversation" or len(one.turns) == 2


def test_the_same_record_gets_the_same_questions_whatever_was_asked_before() -> None:
    stage = templates()
    first = questions(stage, park())
    random.seed(7)
    questions(stage, picture(DOG, key="coco/2"))
    assert questions(stage, park()) == first == questions(templates(), park())


def test_seed_and_key_decide() -> None:
    plain = questions(templates(), park())
    assert questions(templates(seed=1), park()) != plain
    assert questions(templates(), park().model_copy(update={"key": "coco/2"})) != plain


def test_one_more_question_of_a_kind_changes_none_before_it() -> None:
    few, many = questions(templates(max_per_task=1), park()), questions(templates(max_per_task=3), park())
    for task in get_args(Task):
        assert by_task(many, task)[:1] == by_task(few, task)


def test_one_family_less_changes_no_other() -> None:
    everything, only = questions(templates(), park()), questions(templates(tasks=["count"]), park())
    assert only == by_task(everything, "count")


def test_a_count_is_the_number_there_is() -> None:
    found = [one.claims[0] for s in range(20) for one in questions(templates(tasks=["count"], seed=s), park())]
    counted = {(claim.label, claim.value) for claim in found if claim.kind == "count"}
    assert counted == {("cup", "3"), ("person", "2"), ("dog", "1"), ("kite", "1")}
    assert {claim.kind for claim in found} == {"count", "absent"}


def test_a_crowd_is_not_counted_and_no_single_referent() -> None:
    crowd = Thing("person", (200, 0, 400, 100), is_crowd=True)
    record = picture(MAN, crowd, DOG, KITE)
    for one in questions(templates(max_per_task=9), record):
        for claim in one.claims:
            assert claim.kind in ("exists",) or 1 not in claim.regions
            assert (claim.kind, claim.label) not in {("count", "person"), ("refers", "person")}


def test_absent_things_are_asked_for_as_often_as_present_ones() -> None:
    starts = set()
    for seed in range(20):
        found = [answer[:2] for _, answer in answers(park(), "existence", seed=seed, max_per_task=4)]
        assert sorted(found) == ["No", "No", "Ye", "Ye"]
        starts.add(found[0])
    assert starts == {"Ye", "No"}


def test_nothing_is_said_to_be_absent_or_counted_where_nothing_is_promised() -> None:
    unpromised = park().model_copy(update={"given": park().given.model_copy(update={"exhaustive": ()})})
    found = questions(templates(max_per_task=9), unpromised)
    assert not {claim.kind for one in found for claim in one.claims} & {"count", "absent"}
    assert not by_task(found, "existence") and not by_task(found, "count") and by_task(found, "text_to_coordinate")


def test_more_things_than_may_be_counted_are_not_counted() -> None:
    row = picture(*(Thing("cup", (20 + 60 * i, 200, 60 + 60 * i, 240)) for i in range(9)))
    assert len(questions(templates(tasks=["count"], max_count=9), row)) == 1
    assert not questions(templates(tasks=["count"], max_count=8), row)


def test_options_show_the_one_asked_for_and_no_two_of_one_place() -> None:
    doubled = picture(MAN, WOMAN, DOG, KITE, Thing("tie", (60, 150, 90, 250)), *CUPS)
    chosen = [
        one
        for seed in range(10)
        for one in questions(templates(seed=seed, tasks=["image_coordinate", "text_image"]), doubled)
        if any(claim.kind == "option" for claim in one.claims)
    ]
    assert chosen
    for one in chosen:
        (option,) = (claim for claim in one.claims if claim.kind == "option")
        assert 2 <= len(set(option.regions)) == len(option.regions) == len(one.object_images) <= 4
        assert not {0, 4} <= set(option.regions), "the tie is part of the person"
        assert tuple(crop.region for crop in one.object_images) == option.regions
        assert "ABCD"[int(option.value)] in said(one.turns[1])


def test_the_right_option_stands_at_every_place() -> None:
    places = Counter(
        claim.value
        for seed in range(40)
        for one in questions(templates(seed=seed, tasks=["image_coordinate"]), park())
        for claim in one.claims
        if claim.kind == "option"
    )
    assert set(places) == {"0", "1", "2", "3"} and min(places.values()) > 10


def test_augmentation_is_recorded_and_stays_within_its_settings() -> None:
    bounds = AugmentSpec(max_margin=0.1, flip=0.5, color=0.1, max_zoom=1.1)
    crops = [
        crop
        for seed in range(10)
        for one in questions(templates(seed=seed, tasks=["image_coordinate"], augmentation=bounds), park())
        for crop in one.object_images
    ]
    assert {crop.augmentation.flip for crop in crops} == {True, False}
    for crop in crops:
        done = crop.augmentation
        assert 0 <= crop.margin <= 0.1 and 1 <= done.zoom <= 1.1
        assert all(0.9 <= value <= 1.1 for value in (done.brightness, done.contrast, done.saturation))
    assert len({crop.augmentation.model_dump_json() for crop in crops}) > 20


def test_a_conversation_has_three_to_six_rounds_and_speaks_of_each_thing_once() -> None:
    lengths = set()
    for seed in range(30):
        (one,) = questions(templates(seed=seed, tasks=["conversation"]), park())
        lengths.add(len(one.turns) // 2)
        absent = [claim.label for claim in one.claims if claim.kind == "absent"]
        assert len(set(absent)) == len(absent)
        located = [part.region for turn in one.turns[1::2] for part in turn.parts if part.region is not None]
        assert len(set(located)) == len(located)
    assert lengths <= {3, 4, 5, 6} and len(lengths) > 2


def test_a_grounded_description_gives_coordinates_after_each_mention() -> None:
    (one,) = questions(templates(tasks=["description"]), picture(DOG, KITE, captions=["A dog sitting below a kite."]))
    parts = one.turns[1].parts
    mentioned = [part.about for part in parts if part.text and part.about]
    assert mentioned and all(after.region in before.about for before, after in pairwise(parts) if before.about)
    assert "dog #0 sitting below a kite #1" in said(one.turns[1])


@pytest.mark.parametrize("caption", ["An orange cat at rest.", "A bus stop in town.", "Two dogs and a dog."])
def test_a_caption_is_not_given_coordinates_where_its_words_may_mean_something_else(caption: str) -> None:
    record = picture(Thing("orange", DOG.box), Thing("bus", MAN.box), Thing("cup", CUPS[0].box), captions=[caption])
    (one,) = questions(templates(tasks=["description"]), record)
    assert "orange #0 cat" not in said(one.turns[1]) and "bus #1 stop" not in said(one.turns[1])


def test_forms_agree_with_plural_names() -> None:
    record = picture(Thing("scissors", DOG.box, ("red",)), KITE)
    found = [text for seed in range(40) for pair in answers(record, "text_to_coordinate", seed=seed) for text in pair]
    assert any("Where are the scissors" in text for text in found)
    assert not any("scissors is" in text or "is the scissors" in text for text in found)


def test_an_empty_picture_gets_no_question_that_needs_an_object() -> None:
    tasks = {one.task for one in questions(templates(), picture())}
    assert tasks <= {"existence", "count", "conversation"}


def test_what_is_no_conversation_is_dropped_and_counted() -> None:
    good = asked(["Where is the dog?"], [2])
    backward = good.model_copy(update={"turns": good.turns[::-1]})
    nowhere = asked(["Where is the cat?"], [99])
    blind = asked([("crop", 0), "?"], [2])
    elsewhere = asked(["What is this?"], ["A dog."], task="caption")
    spec = AskSpec(tasks=("text_coordinate",))
    stage = Ask(spec, [Repeater(good, backward, nowhere), Repeater(good, blind, elsewhere)])
    found = kept(stage, park())
    assert found.adds["conversations"] == (good,) and found.made == {"question": 6}
    assert [drop.rule for drop in found.dropped] == [
        "turns_not_alternating", "no_such_region", "duplicate", "no_such_object_image", "task_not_asked",
    ]  # fmt: skip


def test_settings_tell_seed_templates_and_their_digests() -> None:
    told = templates(seed=3).settings()
    assert told["seed"] == 3
    (backend,) = told["backends"]
    assert {"text_coordinate@1", "lexicon", "vocabularies/coco80"} <= set(backend["prompts"])
    assert all(len(digest) == 64 for digest in backend["prompts"].values())


def test_a_missing_folder_of_templates_is_named() -> None:
    with pytest.raises(PromptError, match="my_words/text_coordinate"):
        TemplateAsker(AskSpec(templates="my_words"))


def test_ask_does_not_depend_on_earlier_conversations() -> None:
    assert questions(templates(), with_questions(park(), asked(["a"], [0]))) == questions(templates(), park())
