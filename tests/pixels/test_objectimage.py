"""Object images: cut with margin, clipped, zoomed, resized, flipped and coloured, always the same way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.pixels.objectimage import crop_box, object_image
from schemas.geometry import area, center
from schemas.objectimage import Augmentation, ObjectImage
from tests.pixels.pictures import picture

RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 255, 0)


def scene() -> Image.Image:
    """100x80, blue; a box 20..60 x 30..50 whose left half is red, right half green."""
    image = Image.new("RGB", (100, 80), BLUE)
    image.paste(RED, (20, 30, 40, 50))
    image.paste(GREEN, (40, 30, 60, 50))
    return image


BOX = (20.0, 30.0, 60.0, 50.0)


def cut(size: int = 80, margin: float = 0.0, **augmentation: float | bool) -> Image.Image:
    wanted = ObjectImage(region=0, margin=margin, size=size, augmentation=Augmentation.model_validate(augmentation))
    return object_image(scene(), BOX, wanted)


def test_without_margin_only_the_box_is_shown_at_the_wanted_long_side() -> None:
    image = cut(size=80)
    assert image.size == (80, 40)
    colours = {image.getpixel((x, y)) for x in (0, 79) for y in (0, 39)}
    assert colours == {RED, GREEN}


def test_the_margin_is_a_share_of_the_box_on_each_side() -> None:
    image = cut(size=60, margin=0.25)
    assert image.size == (60, 30)
    assert image.getpixel((2, 15)) == BLUE and image.getpixel((57, 15)) == BLUE
    assert image.getpixel((15, 15)) == RED and image.getpixel((45, 15)) == GREEN


def test_the_margin_ends_at_the_picture() -> None:
    wanted = ObjectImage(region=0, margin=1.0)
    assert crop_box((90, 70, 100, 80), wanted, (100, 80)) == (80, 60, 100, 80)


def test_zoom_shows_the_middle() -> None:
    wanted = ObjectImage(region=0, margin=0.0, augmentation=Augmentation(zoom=2.0))
    assert crop_box(BOX, wanted, (100, 80)) == (30, 35, 50, 45)


def test_a_flip_swaps_left_and_right() -> None:
    plain, flipped = cut(), cut(flip=True)
    assert plain.getpixel((5, 20)) == RED and flipped.getpixel((5, 20)) == GREEN
    assert flipped.transpose(Image.Transpose.FLIP_LEFT_RIGHT).tobytes() == plain.tobytes()


def test_colour_settings_do_what_they_say() -> None:
    assert cut(brightness=0.5).getpixel((5, 20)) == (127, 0, 0)
    assert len(set(cut(saturation=0.0).getpixel((5, 20)) or ())) == 1
    flat = cut(contrast=0.1).convert("L").getextrema()
    assert flat[1] - flat[0] < 20


def test_the_same_reference_gives_the_same_pixels() -> None:
    settings = {"flip": True, "brightness": 1.1, "contrast": 0.9, "saturation": 1.2, "zoom": 1.25}
    assert cut(margin=0.1, **settings).tobytes() == cut(margin=0.1, **settings).tobytes()
    assert cut(margin=0.1, **settings).tobytes() != cut(margin=0.1).tobytes()


def test_grey_stays_grey() -> None:
    wanted = ObjectImage(region=0, augmentation=Augmentation(saturation=0.5, brightness=1.5, contrast=1.5))
    assert object_image(picture((60, 60), "L"), (5, 5, 40, 40), wanted).mode == "L"


def test_a_box_outside_the_picture_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="nothing inside the picture of 100x80"):
        object_image(scene(), (200, 200, 220, 220), ObjectImage(region=0))


@given(
    x=st.floats(0, 95),
    y=st.floats(0, 75),
    w=st.floats(0.02, 5),
    h=st.floats(0.02, 5),
    margin=st.floats(0, 3),
    zoom=st.floats(1, 4),
    size=st.integers(1, 64),
)
def test_any_box_inside_gives_a_picture_of_the_wanted_long_side(
    x: float, y: float, w: float, h: float, margin: float, zoom: float, size: int
) -> None:
    wanted = ObjectImage(region=0, margin=margin, size=size, augmentation=Augmentation(zoom=zoom))
    crop = crop_box((x, y, x + w, y + h), wanted, (100, 80))
    assert area(crop) > 0
    assert 0 <= center(crop)[0] <= 100 and 0 <= center(crop)[1] <= 80
    assert max(object_image(scene(), (x, y, x + w, y + h), wanted).size) == size
