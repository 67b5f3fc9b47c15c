"""A picture's canvas is a function of the picture alone."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.backends.groundingdino.canvas import place


@given(st.integers(8, 900), st.integers(8, 900))
def test_every_picture_fits_one_of_two_canvases_in_proportion(wide: int, high: int) -> None:
    canvas = place(Image.new("RGB", (wide, high)), 60, 100)
    assert canvas.size == ((100, 60) if wide >= high else (60, 100))
    inner = canvas.pixels.shape[1], canvas.pixels.shape[0]
    assert inner[0] <= canvas.size[0] and inner[1] <= canvas.size[1]
    factor = min(60 / min(wide, high), 100 / max(wide, high))
    assert abs(inner[0] - wide * factor) <= 1 and abs(inner[1] - high * factor) <= 1


def test_coco_s_usual_picture_becomes_1067_by_800_as_in_training() -> None:
    canvas = place(Image.new("RGB", (640, 480)), 800, 1333)
    assert canvas.size == (1333, 800) and canvas.pixels.shape == (800, 1067, 3)
