"""YOLOX's layout: pictures in, rows out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.backends.detector.raw import Detection, dumps, loads
from pipeline.backends.detector.yolox import PAD, decode, detections, letterbox
from pipeline.backends.local.errors import ModelFileError

CELLS = 8 * 8 + 4 * 4 + 2 * 2
"""Of a canvas of 64 px at strides 8, 16, 32."""


def output(cell: int, *row: float) -> np.ndarray:
    """Two classes, all silent but one cell."""
    rows = np.zeros((1, CELLS, 7), dtype=np.float32)
    rows[0, cell] = row
    return rows


@pytest.mark.parametrize(
    ("cell", "stride", "corner"), [(0, 8, (0, 0)), (9, 8, (8, 8)), (64 + 5, 16, (16, 16)), (64 + 16 + 3, 32, (32, 32))]
)
def test_a_row_is_relative_to_its_cell(cell: int, stride: int, corner: tuple[int, int]) -> None:
    rows = output(cell, 0.5, 0.5, math.log(1.0), math.log(0.5), 0.8, 0.1, 0.5)
    boxes, scores, classes = decode(rows, (64, 64), 2, 0.01)
    x, y = corner
    wanted = (x, y + stride / 4, x + stride, y + stride * 3 / 4)
    assert boxes[0] == pytest.approx(wanted, abs=1e-4)
    assert scores[0] == pytest.approx(0.4) and classes[0] == 1


def test_the_score_is_objectness_times_class_and_the_floor_counts() -> None:
    rows = output(0, 0.5, 0.5, 0, 0, 0.5, 0.5, 0.1)
    assert len(decode(rows, (64, 64), 2, 0.25)[1]) == 1
    assert len(decode(rows, (64, 64), 2, 0.26)[1]) == 0


def test_an_output_of_another_shape_says_what_to_look_at() -> None:
    with pytest.raises(ModelFileError, match=r"is \(1, 84, 7\), must be \(1, 84, 85\).*do model, input_size and class"):
        decode(output(0, *[0.0] * 7), (64, 64), 80, 0.1)


def test_the_picture_lies_in_the_top_left_corner_blue_first() -> None:
    pixels, factor = letterbox(Image.new("RGB", (128, 64), (10, 20, 30)), (64, 64))
    assert pixels.shape == (1, 3, 64, 64) and factor == 0.5
    assert pixels[0, :, 0, 0].tolist() == [30, 20, 10]
    assert (pixels[0, :, 32:] == PAD).all() and not (pixels[0, :, :32] == PAD).any()


@given(st.integers(8, 3000), st.integers(8, 3000))
def test_a_picture_of_any_size_fits_and_boxes_come_back_in_its_pixels(wide: int, high: int) -> None:
    pixels, factor = letterbox(Image.new("L", (wide, high)).convert("RGB"), (64, 64))
    assert pixels.shape == (1, 3, 64, 64)
    assert wide * factor <= 64 + 1e-6 and high * factor <= 64 + 1e-6
    whole = output(64 + 16, 1.0, 1.0, math.log(2.0), math.log(2.0), 1.0, 1.0, 0.0)
    (found,) = detections(whole, (64, 64), factor, 2, 0.5)
    assert found.box == pytest.approx((0, 0, 64 / factor, 64 / factor), abs=0.02)


@given(
    st.lists(
        st.builds(
            Detection,
            st.tuples(*[st.floats(-100, 5000).map(lambda v: round(v, 2))] * 4),
            st.floats(0, 1).map(lambda v: round(v, 4)),
            st.integers(0, 79),
        )
    )
)
def test_what_is_kept_reads_back_the_same(found: list[Detection]) -> None:
    assert loads(dumps(found)) == found


def test_a_box_that_is_no_number_says_nothing() -> None:
    assert loads(dumps([Detection((0.0, 0.0, math.nan, 1.0), 0.5, 0), Detection((0, 0, 1, 1), 0.5, 1)])) == [
        Detection((0, 0, 1, 1), 0.5, 1)
    ]
