"""Opening pictures: what is refused and why, and that nothing but ImageError ever comes out."""

import random
import warnings
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from pipeline.pixels.inspect import inspect
from pipeline.pixels.picture import ImageError
from tests.pixels.pictures import as_bytes, picture

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "nasty"

REFUSED = {
    "broken.png": "unreadable",
    "broken_data_stream.png": "broken",
    "decompression_bomb.gif": "bomb",
    "made_here_truncated_coco_000000006818.jpg": "truncated",
    "made_here_zero_byte.jpg": "empty_file",
    "png_decompression_dos.png": "bomb",
    "reallybig.bmp": "bomb",
    "tRNS_null_1x1.png": "too_small",
    "truncated_end_chunk.png": "truncated",
    "truncated_image.png": "truncated",
    "truncated_jpeg.jpg": "truncated",
    "ultrahdr.jpg": "truncated",
    "zero_width.gif": "unreadable",
}
VERBATIM = {
    "exif-dpi-zerodivision.jpg": (200, 200),
    "hopper_bad_exif.jpg": (500, 500),
    "hopper_gray.jpg": (128, 128),
    "icc_profile_big.jpg": (425, 250),
    "invalid-exif.jpg": (200, 200),
    "jpeg_ff00_header.jpg": (300, 225),
    "junk_jpeg_header.jpg": (1024, 768),
    "truncated_app14.jpg": (100, 100),
}
ENCODED_ONCE = {
    "16bit.r.tif": (64, 64),
    "1_trns.png": (64, 64),
    "apng_mode_16bit.png": (128, 64),
    "chi.gif": (320, 240),
    "hopper-XYZ.png": (128, 128),
    "hopper.webp": (128, 128),
    "hopper_16bit.pgm": (128, 128),
    "hopper_orientation_2.jpg": (128, 128),
    "hopper_orientation_3.jpg": (128, 128),
    "hopper_orientation_6.jpg": (128, 128),
    "hopper_orientation_8.jpg": (128, 128),
    "made_here_hopper_16bit_gray.png": (128, 128),
    "p_trns_single.png": (64, 64),
    "pil123p.png": (162, 150),
    "pil_sample_cmyk.jpg": (100, 100),
    "transparent.png": (200, 150),
    "uncompressed_la.png": (128, 128),
    "xmp_tags_orientation_exiftool.png": (10, 10),
}
NASTY = sorted({**REFUSED, **VERBATIM, **ENCODED_ONCE})


def fate(data: bytes) -> str:
    """The rule it is refused by; a warning would be an error here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return f"verbatim {inspect(data).is_verbatim}"
        except ImageError as error:
            return error.rule


@pytest.mark.shared
@pytest.mark.parametrize("name", NASTY)
def test_each_nasty_file_meets_its_fate(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("needs the nasty pictures in ../shared/data/nasty")
    if name in REFUSED:
        assert fate(path.read_bytes()) == REFUSED[name]
        return
    facts = inspect(path.read_bytes())
    assert facts.is_verbatim == (name in VERBATIM)
    assert facts.upright == {**VERBATIM, **ENCODED_ONCE}[name]


@pytest.mark.shared
def test_no_nasty_file_is_left_out_of_the_table() -> None:
    if not SHARED.exists():
        pytest.skip("needs the nasty pictures in ../shared/data/nasty")
    found = {path.name for path in SHARED.iterdir() if path.suffix not in (".txt", ".json")}
    assert found == set(NASTY) and len(found) == 39


@pytest.mark.parametrize(
    ("format", "saved"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("BMP", {}), ("TIFF", {}), ("GIF", {})],
)
def test_a_file_that_ends_early_is_refused_wherever_it_is_cut(format: str, saved: dict[str, bool]) -> None:
    data = as_bytes(picture((64, 48)), format, **saved)
    end_mark = {"PNG": 21, "GIF": 4}.get(format, 0)  # bytes at the end that carry no pixel
    for end in range(0, len(data) - end_mark, max(1, len(data) // 150)):
        assert not fate(data[:end]).startswith("verbatim"), f"cut at {end} of {len(data)}"


def test_a_truncated_picture_stays_refused_when_another_library_switched_padding_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = as_bytes(picture((200, 200)))
    assert fate(data[: len(data) // 2]) == "truncated"


def test_what_a_decoder_only_warns_of_stays_unsaid_and_the_picture_is_kept() -> None:
    whole = as_bytes(picture())
    segment = b"MPF\0" + b"no index of pictures"
    data = whole[:2] + b"\xff\xe2" + (len(segment) + 2).to_bytes(2) + segment + whole[2:]
    with pytest.warns(UserWarning, match="malformed MPO"):
        Image.open(BytesIO(data))
    assert fate(data).startswith("verbatim")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "PPM"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_damaged_bytes_give_a_picture_or_an_image_error_and_no_warning(format: str, seed: int) -> None:
    rng = random.Random(f"{format} {seed}")
    data = bytearray(as_bytes(picture((20, 16)), format))
    for _ in range(rng.randint(1, 12)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    assert fate(bytes(data))


@given(st.binary(max_size=200))
def test_any_bytes_at_all_give_an_image_error_or_a_picture(data: bytes) -> None:
    assert fate(data)


def test_a_picture_over_the_pixel_limit_is_a_bomb_and_at_the_limit_is_none() -> None:
    data = as_bytes(picture((40, 30)), "PNG")
    assert inspect(data, max_pixels=1200).upright == (40, 30)
    with pytest.raises(ImageError) as refused:
        inspect(data, max_pixels=1199)
    assert refused.value.rule == "bomb"


def test_a_side_under_eight_pixels_is_too_small() -> None:
    assert fate(as_bytes(picture((8, 8)), "PNG")) == "verbatim False"
    assert fate(as_bytes(picture((7, 900)), "PNG")) == "too_small"


def test_only_upright_rgb_or_grey_jpegs_are_verbatim() -> None:
    assert fate(as_bytes(picture())) == "verbatim True"
    assert fate(as_bytes(picture(mode="L"))) == "verbatim True"
    assert fate(as_bytes(picture(), orientation=1)) == "verbatim True"
    assert fate(as_bytes(picture(), orientation=6)) == "verbatim False"
    assert fate(as_bytes(picture(mode="CMYK"))) == "verbatim False"
    assert fate(as_bytes(picture(), "PNG")) == "verbatim False"


def test_a_jpeg_with_junk_for_its_end_mark_is_not_verbatim() -> None:
    data = as_bytes(picture())
    assert fate(data[:-2] + bytes(64)) == "verbatim False"
    assert fate(data[:-2]) == "truncated"
    assert fate(data + b"bytes after the end") == "verbatim True"


def test_a_multi_picture_jpeg_is_not_verbatim() -> None:
    data = as_bytes(picture(), "MPO", save_all=True, append_images=[picture((20, 20))])
    facts = inspect(data)
    assert (facts.upright, facts.is_verbatim) == ((40, 30), False)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_upright_size_swaps_for_the_four_sideways_orientations(orientation: int) -> None:
    facts = inspect(as_bytes(picture((40, 30)), orientation=orientation))
    assert facts.stored == (40, 30)
    assert facts.orientation == orientation
    assert facts.upright == ((40, 30) if orientation < 5 else (30, 40))


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_counts_as_upright(orientation: int) -> None:
    facts = inspect(as_bytes(picture(), orientation=orientation))
    assert (facts.orientation, facts.is_verbatim) == (1, True)


def test_floating_point_pixels_are_refused_because_their_range_is_unknown() -> None:
    assert fate(as_bytes(Image.new("F", (20, 20), 0.5), "TIFF")) == "unsupported_mode"
    assert fate(as_bytes(Image.new("I", (20, 20), 70000), "TIFF")) == "unsupported_mode"
