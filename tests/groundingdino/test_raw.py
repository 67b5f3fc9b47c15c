"""What is kept of a sight."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends.groundingdino.model import Sight
from pipeline.backends.groundingdino.raw import Found, dumps, loads, read_sight

BOXES = np.array([[0.5, 0.5, 0.2, 0.4], [0.25, 0.25, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]], dtype=np.float32)


def sight(best: list[list[float]]) -> Sight:
    scores = np.array(best, dtype=np.float32)
    return Sight(BOXES[: len(best)], scores, scores * 0.5)


def test_boxes_are_pixels_of_the_upright_picture_best_first() -> None:
    found = read_sight(sight([[0.1], [0.9], [0.5]]), (200, 100), 0.05, 10)
    assert [one.box for one in found] == [(0.0, 0.0, 100.0, 50.0), (0.0, 0.0, 200.0, 100.0), (80.0, 30.0, 120.0, 70.0)]
    assert [(one.score, one.mean) for one in found] == [(0.9, 0.45), (0.5, 0.25), (0.1, 0.05)]


def test_a_query_goes_to_the_label_it_answers_best() -> None:
    found = read_sight(sight([[0.3, 0.6], [0.7, 0.2]]), (100, 100), 0.05, 10)
    assert [(one.label, one.score) for one in found] == [(0, 0.7), (1, 0.6)]


def test_only_the_floor_and_the_number_limit_what_is_kept() -> None:
    assert len(read_sight(sight([[0.1], [0.2], [0.3]]), (100, 100), 0.15, 10)) == 2
    assert [one.score for one in read_sight(sight([[0.1], [0.2], [0.3]]), (100, 100), 0.0, 1)] == [0.3]


def test_coordinates_are_kept_to_a_hundredth_of_a_pixel_and_scores_to_four_digits() -> None:
    one = Sight(
        np.full((1, 4), 1 / 3, np.float32), np.full((1, 1), 1 / 3, np.float32), np.full((1, 1), 1 / 7, np.float32)
    )
    assert json.loads(dumps(read_sight(one, (100, 100), 0, 1))) == {
        "boxes": [[16.67, 16.67, 50.0, 50.0, 0.3333, 0.1429, 0]]
    }


a_number = st.floats(-50, 2000).map(lambda value: round(value, 2))
a_share = st.floats(0, 1).map(lambda value: round(value, 4))


@given(st.lists(st.builds(Found, st.tuples(*[a_number] * 4), a_share, a_share, st.integers(0, 99))))
def test_what_is_kept_reads_back_the_same(found: list[Found]) -> None:
    assert loads(dumps(found)) == found
