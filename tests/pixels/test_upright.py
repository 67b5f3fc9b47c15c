"""Upright pixels: turned with their boxes, and every mode brought to RGB or grey without clipping."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.pixels.upright import upright
from schemas.geometry import orient
from tests.pixels.pictures import as_bytes, picture

RED = (255, 0, 0)


@settings(max_examples=60, deadline=None)
@given(
    orientation=st.integers(1, 8),
    x0=st.integers(0, 20),
    y0=st.integers(0, 20),
    w=st.integers(1, 20),
    h=st.integers(1, 12),
)
def test_a_painted_box_is_found_where_orient_says(orientation: int, x0: int, y0: int, w: int, h: int) -> None:
    stored = Image.new("RGB", (45, 33), (0, 0, 255))
    stored.paste(RED, (x0, y0, x0 + w, y0 + h))
    turned = upright(as_bytes(stored, "PNG", orientation=orientation))
    red, _, _ = turned.split()
    assert red.getbbox() == orient((x0, y0, x0 + w, y0 + h), (45, 33), orientation)


def test_cmyk_becomes_rgb_of_about_the_same_colour() -> None:
    flat = upright(as_bytes(Image.new("RGB", (16, 16), (200, 40, 40)).convert("CMYK"), quality=95))
    assert flat.mode == "RGB"
    assert all(abs(a - b) < 12 for a, b in zip(_pixel(flat), (200, 40, 40), strict=True))


@pytest.mark.parametrize(("deep", "shallow"), [(0, 0), (128, 0), (129, 1), (257, 1), (32896, 128), (65535, 255)])
def test_sixteen_bit_grey_is_scaled_and_rounded_not_clipped(deep: int, shallow: int) -> None:
    flat = upright(as_bytes(Image.new("I;16", (16, 16), deep), "PNG"))
    assert (flat.mode, flat.getpixel((3, 3))) == ("L", shallow)


def test_a_palette_becomes_its_colours() -> None:
    flat = upright(
        as_bytes(Image.new("RGB", (16, 16), (10, 200, 30)).convert("P", palette=Image.Palette.ADAPTIVE), "PNG")
    )
    assert (flat.mode, _pixel(flat)) == ("RGB", (10, 200, 30))


def test_transparent_pixels_become_white() -> None:
    assert _pixel(upright(as_bytes(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), "PNG"))) == (255, 255, 255)
    assert _pixel(upright(as_bytes(Image.new("RGBA", (16, 16), (0, 0, 0, 255)), "PNG"))) == (0, 0, 0)
    half = upright(as_bytes(Image.new("LA", (16, 16), (0, 128)), "PNG"))
    assert (half.mode, half.getpixel((0, 0))) == ("L", 127)


def test_a_transparent_palette_colour_becomes_white() -> None:
    image = Image.new("P", (16, 16), 0)
    image.putpalette([9, 9, 9, 200, 0, 0])
    image.putpixel((5, 5), 1)
    flat = upright(as_bytes(image, "PNG", transparency=0))
    assert (_pixel(flat), flat.getpixel((5, 5))) == ((255, 255, 255), (200, 0, 0))


def test_of_an_animation_the_first_frame_counts() -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, (0, 0, 255))]
    flat = upright(as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert _pixel(flat) == RED


def test_black_and_white_becomes_grey() -> None:
    flat = upright(as_bytes(picture(mode="1"), "PNG"))
    assert flat.mode == "L" and {value for _, value in flat.getcolors() or []} == {0, 255}


def test_metadata_does_not_come_along() -> None:
    assert upright(as_bytes(picture(), "PNG", orientation=6, dpi=(300, 300))).info == {}


def _pixel(image: Image.Image) -> object:
    return image.getpixel((0, 0))
