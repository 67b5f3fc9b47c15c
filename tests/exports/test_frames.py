"""Frames: boxes go there and come back within the stated tolerance, for every picture and box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.frames import (
    Frame,
    KosmosGrid,
    PaddedSquare,
    PatchGrid,
    Pixels,
    SmartResized,
    Thousandths,
    Unit,
    UnresizableError,
)
from schemas.geometry import Box, Size, round_box

FRAMES: list[Frame] = [
    Pixels(),
    Unit(),
    PaddedSquare(),
    SmartResized(),
    SmartResized(min_pixels=16 * 28 * 28, max_pixels=576 * 28 * 28),
    Thousandths(),
    KosmosGrid(),
    PatchGrid(24, 24),
    PatchGrid(24, 24, PaddedSquare(None)),
    PatchGrid(37, 21),
]
EXACT: list[Frame] = [Pixels(), Unit(None), PaddedSquare(None), SmartResized(decimals=None), Thousandths(None)]


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Size, Box]:
    """A size that Qwen takes too, and a box of at least 0.05 px in it."""
    size = draw(st.integers(8, 5000)), draw(st.integers(8, 5000))
    if max(size) > 200 * min(size):
        size = size[0], size[0]

    def span(side: int) -> tuple[float, float]:
        low = draw(st.floats(0, side - 0.05))
        return low, draw(st.floats(low + 0.05, side))

    (x0, x1), (y0, y1) = span(size[0]), span(size[1])
    return size, round_box((x0, y0, x1, y1))


def moved(frame: Frame, size: Size, box: Box) -> tuple[float, float]:
    """By how much a corner moves at most, in x and in y."""
    back = frame.to_pixels(frame.from_pixels(box, size), size)
    off = [abs(a - b) for a, b in zip(back, box, strict=True)]
    return max(off[0], off[2]), max(off[1], off[3])


@pytest.mark.parametrize("frame", FRAMES, ids=repr)
@given(pictures())
def test_a_box_comes_back_within_the_stated_tolerance(frame: Frame, picture: tuple[Size, Box]) -> None:
    size, box = picture
    x, y = moved(frame, size, box)
    tolerance = frame.tolerance(size)
    assert x <= tolerance[0] + 1e-6 and y <= tolerance[1] + 1e-6


@pytest.mark.parametrize("frame", EXACT, ids=repr)
@given(pictures())
def test_an_unrounded_frame_loses_nothing(frame: Frame, picture: tuple[Size, Box]) -> None:
    size, box = picture
    assert frame.tolerance(size) == (0.0, 0.0)
    assert max(moved(frame, size, box)) <= 1e-9 * max(size) * 4


@given(pictures())
def test_a_patch_outline_holds_its_box(picture: tuple[Size, Box]) -> None:
    size, box = picture
    x0, y0, x1, y1 = PatchGrid(24, 24).to_pixels(PatchGrid(24, 24).from_pixels(box, size), size)
    assert x0 <= box[0] + 1e-3 and y0 <= box[1] + 1e-3 and x1 >= box[2] - 1e-3 and y1 >= box[3] - 1e-3


@given(pictures())
def test_kosmos_cells_are_on_the_grid_and_in_order(picture: tuple[Size, Box]) -> None:
    size, box = picture
    first, last = KosmosGrid().from_pixels(box, size)
    assert 0 <= first <= last <= 1023


@given(st.integers(28, 5000), st.integers(28, 5000))
def test_smart_resize_keeps_to_multiples_and_limits(w: int, h: int) -> None:
    frame = SmartResized(max_pixels=1280 * 28 * 28)
    if max(w, h) > 20 * min(w, h):
        return
    wide, high = frame.resized((w, h))
    assert wide % 28 == 0 and high % 28 == 0
    assert frame.min_pixels <= wide * high <= frame.max_pixels


@pytest.mark.parametrize(
    ("size", "resized"),
    [
        ((640, 480), (644, 476)),
        ((640, 427), (644, 420)),
        ((28, 28), (56, 56)),  # fewer than 4 blocks: grown
        ((20, 20), (56, 56)),
        ((70, 700), (56, 700)),  # 2.5 blocks round to the even 2
        ((8192, 8192), (3584, 3584)),  # more than 16,384 blocks: shrunk
        ((1, 200), (28, 812)),
    ],
)
def test_smart_resize_gives_the_sizes_of_qwens_processor(size: Size, resized: Size) -> None:
    assert SmartResized().resized(size) == resized


def test_smart_resize_is_that_of_transformers() -> None:
    module = pytest.importorskip(
        "transformers.models.qwen2_vl.image_processing_qwen2_vl", reason="transformers is not installed here"
    )
    frame = SmartResized()
    for w in range(28, 3000, 97):
        for h in range(28, 3000, 89):
            theirs = module.smart_resize(h, w, 28, frame.min_pixels, frame.max_pixels)
            assert frame.resized((w, h)) == (theirs[1], theirs[0])


def test_smart_resize_refuses_what_qwens_processor_refuses() -> None:
    with pytest.raises(UnresizableError, match="2010x10"):
        SmartResized().resized((2010, 10))


def test_known_places_in_every_frame() -> None:
    wide, tall = (640, 480), (480, 640)
    assert Unit().from_pixels((64, 48, 640, 480), wide) == (0.1, 0.1, 1.0, 1.0)
    assert PaddedSquare().from_pixels((0, 0, 640, 480), wide) == (0.0, 0.125, 1.0, 0.875)
    assert PaddedSquare().from_pixels((0, 0, 480, 640), tall) == (0.125, 0.0, 0.875, 1.0)
    assert PaddedSquare(None).from_pixels((0, 0, 5, 2), (5, 2)) == (0.0, 0.2, 1.0, 0.6)  # 3 // 2 px before
    assert SmartResized().from_pixels((0, 0, 640, 480), wide) == (0, 0, 644, 476)
    assert Thousandths().from_pixels((0, 120, 640, 480), wide) == (0, 250, 1000, 1000)
    assert KosmosGrid().from_pixels((320, 240, 480, 360), wide) == (16 * 32 + 16, 23 * 32 + 23)
    assert KosmosGrid().to_pixels((528, 759), (32, 32)) == (16.5, 16.5, 23.5, 23.5)
    assert KosmosGrid().to_pixels((528, 535), (32, 32)) == (16.0, 16.0, 24.0, 17.0)  # one row: edges
    assert PatchGrid(24, 24).from_pixels((14, 0, 28, 15), (336, 336)) == (1, 0, 2, 2)


def test_kosmos_grid_is_that_of_transformers() -> None:
    module = pytest.importorskip(
        "transformers.models.kosmos2.processing_kosmos2", reason="transformers is not installed here"
    )
    size = (320, 200)
    for x in range(0, 300, 7):
        for y in range(0, 180, 11):
            box = float(x), float(y), float(x + 19), float(y + 13)
            cells = module.coordinate_to_patch_index(Unit(None).from_pixels(box, size), 32)
            assert KosmosGrid().from_pixels(box, size) == cells
            there = module.patch_index_to_coordinate(*cells, 32)
            assert KosmosGrid().to_pixels(cells, size) == pytest.approx(Unit(None).to_pixels(there, size))
