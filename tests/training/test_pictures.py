"""Boxes follow every image transform: what the text says is where the pixels are."""

import io

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.pixels.objectimage import object_image
from pipeline.pixels.picture import ImageError
from pipeline.training.data.coordinates import boxes_said, region_text
from pipeline.training.data.pictures import PAD_COLOUR, Pictures, square
from pipeline.training.data.sequence import WHOLE
from tests.training.made import document

REGION = {"label": "it", "score": 1.0, "origin": "test", "attributes": [], "phrase": "", "is_crowd": False}


def jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()


def bright_box(pixels: np.ndarray) -> tuple[float, float, float, float]:
    """Of what is red, 0 to 1 of the square."""
    red = (pixels[..., 0].astype(int) - pixels[..., 2]) > 100
    rows, columns = np.flatnonzero(red.any(1)), np.flatnonzero(red.any(0))
    side = len(pixels)
    return columns[0] / side, rows[0] / side, (columns[-1] + 1) / side, (rows[-1] + 1) / side


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(40, 900),
    height=st.integers(40, 900),
    box=st.tuples(*[st.floats(0, 0.6)] * 2, *[st.floats(0.2, 0.4)] * 2),
    side=st.sampled_from([56, 112, 224]),
    in_view=st.booleans(),
)
def test_said_coordinates_are_where_the_pixels_are(
    width: int, height: int, box: tuple[float, ...], side: int, in_view: bool
) -> None:
    x0, y0 = round(box[0] * width), round(box[1] * height)
    x1, y1 = round(x0 + box[2] * width), round(y0 + box[3] * height)
    picture = Image.new("RGB", (width, height), (0, 0, 160))
    ImageDraw.Draw(picture).rectangle((x0, y0, x1 - 1, y1 - 1), fill=(255, 0, 0))
    view = [x0 // 2, y0 // 2, (x1 + width) // 2, (y1 + height) // 2] if in_view else [0, 0, width, height]
    shortest, longest = min(x1 - x0, y1 - y0), max(view[2] - view[0], view[3] - view[1])
    assume(shortest * side >= 2 * longest)  # under two pixels of the view red blends with what is beside it
    shown = document((width, height), view=view, regions=[{**REGION, "box": [x0, y0, x1, y1]}], object_images=[])
    pixels = Pictures(shown, jpeg(picture), side, 28).pixels(WHOLE)
    (said,) = boxes_said(region_text(shown, 0, 3))
    assert pixels.shape == (side, side, 3)
    assert np.allclose(said, bright_box(pixels), atol=1.6 / side + 0.0005)


@settings(max_examples=30, deadline=None)
@given(width=st.integers(8, 500), height=st.integers(8, 500), side=st.sampled_from([28, 112, 224]))
def test_padding_then_resizing_all_of_the_square_gives_the_same_pixels(width: int, height: int, side: int) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
    picture, longer = Image.fromarray(noise), max(width, height)
    canvas = Image.new("RGB", (longer, longer), PAD_COLOUR)
    canvas.paste(picture, ((longer - width) // 2, (longer - height) // 2))
    wanted = np.asarray(canvas.resize((side, side), Image.Resampling.BICUBIC)).astype(int)
    off = np.abs(np.asarray(square(picture, side)) - wanted)
    assert off.mean() < 1.5  # levels of 255, from rounding between the passes; a pixel's shift gives more than 30


def test_an_object_image_is_what_the_one_function_cuts() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (100, 200, 3), dtype=np.uint8)
    shown = document(object_images=[{"region": 0, "margin": 0.1, "size": 28, "augmentation": {"flip": True}}])
    data = jpeg(Image.fromarray(noise))
    cut = object_image(Image.open(io.BytesIO(data)), shown.regions[0].box, shown.object_images[0])  # 28 px, as asked
    pixels = Pictures(shown, data, 56, 28).pixels(0)
    top = (28 - cut.height) // 2
    assert np.array_equal(pixels[top : top + cut.height], np.asarray(cut))


@pytest.mark.parametrize("shown", [WHOLE, 0])
def test_damaged_bytes_are_named_as_such(shown: int) -> None:
    big = jpeg(Image.new("RGB", (800, 800)))
    with pytest.raises(ImageError):
        Pictures(document((800, 800)), big[: len(big) // 2], 56, 28).pixels(shown)


def test_a_whole_picture_does_not_depend_on_what_else_is_shown() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 300, 3), dtype=np.uint8)
    shown, data = document((300, 400)), jpeg(Image.fromarray(noise))
    alone, beside = Pictures(shown, data, 56, 28), Pictures(shown, data, 56, 28)
    beside.pixels(0)
    assert np.array_equal(alone.pixels(WHOLE), beside.pixels(WHOLE))
