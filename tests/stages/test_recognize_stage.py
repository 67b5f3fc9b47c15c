"""`recognize`: the list of labels."""

from hypothesis import given
from hypothesis import strategies as st
from staging import assert_books_balance, kept, record, rules, thing

from pipeline.backends.annotations.labels import AnnotationsRecognizer
from pipeline.stages.recognize import Recognize
from schemas.given import Given, GivenObject
from schemas.stages import RecognizeSpec


def recognized(*objects: GivenObject, most: int = 100):
    stage = Recognize(RecognizeSpec(max_labels=most), [AnnotationsRecognizer()])
    return kept(stage, record(given=Given(objects=objects)))


def names(outcome) -> list[str]:
    return [label.name for label in outcome.adds["labels"]]


def test_the_most_frequent_label_comes_first_then_the_one_that_covers_most_then_by_name():
    small, large = (0, 0, 5, 5), (0, 0, 50, 50)
    outcome = recognized(thing("b", small), thing("a", small), thing("cup", large), thing("dog"), thing("dog"))
    assert names(outcome) == ["dog", "cup", "a", "b"]


def test_a_label_in_other_case_or_spacing_is_the_same_label_in_its_usual_spelling():
    assert names(recognized(thing("Traffic  Light"), thing("traffic light"), thing("traffic light"))) == [
        "traffic light"
    ]


def test_a_crowd_is_present():
    assert names(recognized(thing("person", is_crowd=True))) == ["person"]


def test_the_commonest_synset_of_the_objects_goes_with_the_label():
    objects = (thing("mouse", synset="mouse.n.01"), thing("mouse", synset="mouse.n.04"))
    assert recognized(*objects, objects[1]).adds["labels"][0].synset == "mouse.n.04"


def test_labels_beyond_the_maximum_and_empty_ones_are_counted_as_dropped():
    outcome = recognized(thing("a"), thing("a"), thing(" "), thing("b"), most=1)
    assert names(outcome) == ["a"]
    assert sorted(rules(outcome)) == ["empty", "max_labels"]
    assert_books_balance(outcome)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_annotations_does_not_matter(words, random):
    shuffled = random.sample(words, len(words))
    assert names(recognized(*map(thing, words))) == names(recognized(*map(thing, shuffled)))
