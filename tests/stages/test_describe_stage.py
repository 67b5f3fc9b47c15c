"""`describe`: who describes a label, and what is counted."""

import pytest
from staging import BY, assert_books_balance, coco, kept, labels, record, rules, through

from pipeline.backends.annotations.captions import AnnotationsCaptioner
from pipeline.backends.annotations.descriptions import AnnotationsDescriber
from pipeline.backends.annotations.labels import AnnotationsRecognizer
from pipeline.backends.rules.glossary import GlossaryDescriber
from pipeline.stages.caption import Caption
from pipeline.stages.describe import Describe
from pipeline.stages.recognize import Recognize
from schemas.given import Given, GivenDescription
from schemas.record import Description
from schemas.stages import CaptionSpec, DescribeSpec, RecognizeSpec


def described(*names: str, said: tuple[tuple[str, str], ...] = ()):
    given = Given(descriptions=tuple(GivenDescription(label=label, text=text, source="v3det") for label, text in said))
    stage = Describe(DescribeSpec(), [AnnotationsDescriber(), GlossaryDescriber()])
    outcome = kept(stage, record(given=given, labels=labels(*names)))
    assert_books_balance(outcome)
    return outcome


def test_the_source_speaks_first_and_the_glossary_for_what_it_leaves_out():
    outcome = described("dog", "cup", said=(("DOG", "A loyal  friend."),))
    dog, cup = outcome.adds["descriptions"]
    assert (dog.text, dog.by.backend, dog.by.source) == ("A loyal friend.", "annotations", "v3det")
    assert (cup.label, cup.by.backend, cup.by.prompt) == ("cup", "rules", "glossary@1")
    assert [(d.rule, d.item) for d in outcome.dropped] == [("already_described", "dog")]


def test_descriptions_come_in_the_order_of_the_labels():
    outcome = described("dog", "cup", said=(("cup", "A vessel."),))
    assert [d.label for d in outcome.adds["descriptions"]] == ["dog", "cup"]


def test_the_glossary_is_not_asked_when_the_source_describes_everything():
    assert described("dog", said=(("dog", "A loyal friend."),)).made == {"description": 1}


def test_a_label_nobody_knows_stays_undescribed_and_is_no_proposal():
    outcome = described("flibbertigibbet")
    assert (outcome.adds["descriptions"], outcome.made, outcome.dropped) == ((), {"description": 0}, ())


def test_an_empty_description_is_dropped_and_the_next_backend_fills_in():
    outcome = described("dog", said=(("dog", " "),))
    assert rules(outcome) == ["empty"]
    assert outcome.adds["descriptions"][0].by.backend == "rules"


def test_a_description_of_something_else_is_refused():
    class Talker(AnnotationsDescriber):
        async def describe(self, record):
            said = await super().describe(record)
            return type(said)((Description(label="cat", text="A cat.", by=BY),))

    outcome = kept(Describe(DescribeSpec(), [Talker()]), record(labels=labels("dog")))
    assert rules(outcome) == ["label_not_asked"]


@pytest.mark.shared
def test_every_label_of_real_coco_pictures_is_described():
    stages = [
        Caption(CaptionSpec(), [AnnotationsCaptioner()]),
        Recognize(RecognizeSpec(), [AnnotationsRecognizer()]),
        Describe(DescribeSpec(), [AnnotationsDescriber(), GlossaryDescriber()]),
    ]
    for one in coco():
        done = through(stages, one)
        assert [d.label for d in done.descriptions] == [label.name for label in done.labels]
