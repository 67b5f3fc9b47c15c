"""`caption`: what is kept of a picture's sentences."""

from staging import assert_books_balance, kept, record, rules

from pipeline.backends.annotations.captions import AnnotationsCaptioner
from pipeline.stages.caption import Caption
from schemas.given import Given, GivenCaption
from schemas.stages import CaptionSpec


def captioned(*texts: str, most: int = 5):
    given = Given(captions=tuple(GivenCaption(text=text, source="coco") for text in texts))
    return kept(Caption(CaptionSpec(max_captions=most), [AnnotationsCaptioner()]), record(given=given))


def test_white_space_is_squeezed_and_empty_and_repeated_captions_are_dropped_by_rule():
    outcome = captioned("A dog\n runs. ", "  ", "a DOG runs", "A cat.", "A bird.", most=2)
    assert [c.text for c in outcome.adds["captions"]] == ["A dog runs.", "A cat."]
    assert rules(outcome) == ["empty", "duplicate", "max_captions"]
    assert (outcome.dropped[2].item, outcome.dropped[2].threshold) == ("A bird.", 2)
    assert_books_balance(outcome)


def test_a_caption_names_its_source():
    (caption,) = captioned("A dog.").adds["captions"]
    assert (caption.by.stage, caption.by.backend, caption.by.source) == ("caption", "annotations", "coco")


def test_a_second_backend_is_asked_only_when_the_first_has_no_caption():
    given = Given(captions=(GivenCaption(text="A dog.", source="coco"),))
    twice = Caption(CaptionSpec(), [AnnotationsCaptioner(), AnnotationsCaptioner()])
    assert kept(twice, record(given=given)).made == {"caption": 1}


def test_settings_hold_the_thresholds_and_who_works_so_that_a_change_is_seen():
    settings = Caption(CaptionSpec(max_captions=3), [AnnotationsCaptioner()]).settings()
    assert settings["max_captions"] == 3
    assert settings["backends"] == [{"name": "annotations", "version": 1}]
