"""The perceptual hash: alike for copies, apart for other pictures, and the same on every machine."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.pixels.inspect import inspect
from pipeline.pixels.phash import phash

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "coco" / "val2017"


def drawn(shift: int = 0, size: tuple[int, int] = (320, 240)) -> Image.Image:
    image = Image.new("RGB", size, (200, 220, 240))
    drawing = ImageDraw.Draw(image)
    w, h = size
    drawing.rectangle((w * 0.1, h * 0.2 + shift, w * 0.5, h * 0.7), fill=(120, 40, 40))
    drawing.ellipse((w * 0.6 - shift, h * 0.1, w * 0.9, h * 0.5), fill=(30, 90, 60))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", orientation: int = 1, **settings: int) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(buffer, kind, exif=exif, **settings)
    return buffer.getvalue()


def far(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_copies_resized_and_encoded_anew_are_within_four_bits() -> None:
    original = inspect(encoded(drawn(), quality=95)).phash
    copies = [encoded(drawn(), quality=30), encoded(drawn(), "PNG"), encoded(drawn().resize((160, 120)), quality=90)]
    assert len(original) == 16 and all(far(original, inspect(copy).phash) <= 4 for copy in copies)


def test_a_picture_stored_lying_has_the_hash_of_the_upright_one() -> None:
    stored = drawn().transpose(Image.Transpose.ROTATE_90)
    assert far(inspect(encoded(stored, orientation=6)).phash, inspect(encoded(drawn())).phash) <= 4
    assert far(inspect(encoded(stored)).phash, inspect(encoded(drawn())).phash) > 16


def test_grey_palette_and_transparent_pictures_have_one() -> None:
    original = phash(drawn(), 1)
    for image in (drawn().convert("L"), drawn().convert("P"), drawn().convert("RGBA")):
        assert far(original, inspect(encoded(image, "PNG")).phash) <= 4


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (90, 30, 200)])
def test_a_flat_picture_has_none(colour: tuple[int, int, int]) -> None:
    assert phash(Image.new("RGB", (64, 48), colour), 1) == ""


def test_the_hash_of_a_known_picture_stays() -> None:
    """Kept in every import: another value means that IMPORT_VERSION must be raised."""
    gradient = Image.new("L", (64, 64))
    gradient.putdata([(x * x + 3 * y * x + 7 * y) % 256 for y in range(64) for x in range(64)])
    assert phash(gradient, 1) == "0a49040f275bbaff"


@pytest.mark.shared
def test_different_photographs_are_far_apart() -> None:
    if not DATA.is_dir():
        pytest.skip(f"the real data is not there: {DATA}")
    hashes = [inspect(path.read_bytes()).phash for path in sorted(DATA.glob("*.jpg"))[:60]]
    assert min(far(a, b) for i, a in enumerate(hashes) for b in hashes[:i]) > 12
