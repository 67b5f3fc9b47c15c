"""What is said of a scene is true in it, whatever the seed."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.scenes import SCENE_WORDS, SURFACE_WORDS, render
from pipeline.scenes.catalogue import KINDS
from pipeline.scenes.layout import USUAL, Framing
from pipeline.scenes.predicates import SYNSETS
from pipeline.scenes.scene import Rendered
from pipeline.scenes.truth import Box, Relation, Scene, Seen

PLURALS = {kind.said_of_many: kind.said for kind in KINDS.values()}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
AFTER_NOUNS = ("and", "to", "on", "in", "above", "below", "under", "behind", "next")
seeds = st.integers(min_value=0, max_value=2**40)
framings = st.just(USUAL) | st.builds(Framing, st.integers(1, 9), st.floats(0.5, 3))


@settings(max_examples=120, deadline=None)
@given(seeds, framings)
def test_whatever_the_seed(seed: int, framing: Framing) -> None:
    rendered = render(seed, 0, framing)
    scene = rendered.scene
    things = [one for one in scene.things if not one.surface]
    assert min(2, framing.most_things) <= len(things) <= framing.most_things
    assert rendered.picture.size == (scene.width, scene.height) == rendered.ids.shape[::-1]
    for relation in scene.relations:
        assert holds(relation, scene, rendered.ids), (relation, scene.things)
    assert 2 <= len(set(scene.captions)) == len(scene.captions) <= 5
    for caption in scene.captions:
        assert_caption(caption, scene)
    assert_sizes(things)
    assert_answers(scene)


def holds(relation: Relation, scene: Scene, ids: np.ndarray) -> bool:
    subject, other = scene.things[relation.subject], scene.things[relation.object]
    a, b = subject.box, other.box
    middle = ((a[0] + a[2]) / 2, (a[1] + a[3]) / 2)
    match relation.predicate:
        case "to the left of":
            return a[2] <= b[0] and overlap(a, b, 1) > 0
        case "to the right of":
            return a[0] >= b[2] and overlap(a, b, 1) > 0
        case "above":
            return a[3] <= b[1] and overlap(a, b, 0) > 0
        case "below":
            return a[1] >= b[3] and overlap(a, b, 0) > 0
        case "next to":
            gap = max(a[0], b[0]) - min(a[2], b[2])
            return 0 <= gap < min(a[2] - a[0], b[2] - b[0])
        case "in front of":
            return relation.subject > relation.object and overlap(a, b, 0) > -2 and a[3] >= b[3]
        case "behind":
            return relation.subject < relation.object and overlap(a, b, 0) > -2 and a[3] <= b[3]
        case "under":
            return holds(Relation(relation.object, "on", relation.subject), scene, ids)
        case "on" | "in" if other.surface:
            return overlap(a, b, 0) > 0 and overlap(a, b, 1) > -0.06 * scene.height
        case "on":
            return rests(a, b) and middle[1] < b[1] + 0.66 * (b[3] - b[1])
        case "in":
            return rests(a, b) and relation.subject < relation.object
    return False


def rests(a: Box, b: Box) -> bool:
    return b[0] <= (a[0] + a[2]) / 2 <= b[2] and b[1] - 3 <= a[3] <= b[3]


def overlap(a: Box, b: Box, axis: int) -> int:
    return min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis])


def assert_caption(caption: str, scene: Scene) -> None:
    """Every word for a thing that the caption has is one of the scene's, and no number is too high."""
    here = {one.noun.said for one in scene.things}
    text = re.sub(rf" in {scene.scenery}|^{scene.scenery}", "", caption.lower().rstrip("."))
    for place in {one.place for one in scene.things if one.place}:
        text = text.replace(f" {place}", "")
    # "orange" before another noun is the colour.
    text = re.sub(rf"\borange (?!({'|'.join(AFTER_NOUNS)})\b)", "", text)
    for said in sorted({*SCENE_WORDS.values(), *SURFACE_WORDS}, key=len, reverse=True):
        for form in {said, *(plural for plural, single in PLURALS.items() if single == said)}:
            if re.search(rf"\b{form}\b", text):
                assert said in here, (caption, sorted(here))
                text = re.sub(rf"\b{form}\b", "", text)
    counted = rf"\b({'|'.join(NUMBERS[2:])}) ([a-z ]+?)(?= and|,|\.| in | on | under |$)"
    for match in re.finditer(counted, caption.lower()):
        number = sum(one.noun.plural == match[2] and not one.crowd for one in scene.things)
        assert NUMBERS.index(match[1]) == number, caption


def assert_sizes(things: list[Seen]) -> None:
    for one in things:
        others = [other for other in things if other.noun == one.noun and other is not one]
        if "large" in one.attributes:
            assert others and all(height(other) < height(one) for other in others)
        if "small" in one.attributes:
            assert others and all(height(other) > height(one) for other in others)


def height(one: Seen) -> int:
    return one.box[3] - one.box[1]


def assert_answers(scene: Scene) -> None:
    for one in scene.questions:
        if one.question.startswith("How many"):
            said = {scene.things[i].noun.said for i in one.asked}
            assert len(said) == 1
            alike = [other for other in scene.things if other.noun.said in said]
            assert one.answer == f"{NUMBERS[len(alike)].capitalize()}."
        if one.question.startswith("What color"):
            assert one.answer == f"{scene.things[one.asked[0]].colour.capitalize()}."


def test_regions_lie_round_what_they_describe() -> None:
    rendered: Rendered = render(3, 5)
    boxes = [one.box for one in rendered.scene.things]
    for region in rendered.scene.regions:
        x0, y0, x1, y1 = region.box
        assert any(x0 <= box[0] and y0 <= box[1] and x1 >= box[2] and y1 >= box[3] for box in boxes)


def test_every_predicate_and_every_kind_turns_up() -> None:
    scenes = [render(1, i).scene for i in range(260)]
    said = {relation.predicate for scene in scenes for relation in scene.relations}
    assert said == set(SYNSETS)
    assert {one.noun.label for scene in scenes for one in scene.things if not one.surface} == set(KINDS)
