"""Every kind of object paints exactly the pixels of its silhouette, and outlines give the mask back."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from pycocotools import mask as rle

from pipeline.scenes import looks, paint
from pipeline.scenes.catalogue import KINDS
from pipeline.scenes.contours import polygons, run_lengths
from pipeline.scenes.masks import Mask
from pipeline.scenes.palette import NAMED
from pipeline.scenes.placed import Frame, Placed

BACK = (255, 0, 255)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_paint_stays_in_the_silhouette(name: str) -> None:
    kind = KINDS[name]
    for seed in range(4):
        rng = Random(seed)
        tilt = rng.uniform(-kind.tilt, kind.tilt)
        frame = Frame(30, 30, 30 + 90 * sum(kind.aspect) / 2, 120, tilt, seed % 2 == 0)
        thing = Placed(kind, looks.choose(kind, False, rng), [frame], "", "", "", 0, seed)
        canvas = Image.new("RGB", (600, 300), BACK)
        paint.paint(canvas, thing)
        painted = (np.asarray(canvas) != BACK).any(axis=2)
        silhouette = Image.new("L", canvas.size)
        silhouette.paste(255, thing.corner, thing.silhouette)
        truth = np.asarray(silhouette) > 0
        assert (painted & truth).sum() / (painted | truth).sum() > 0.99


def test_named_colours_are_far_apart() -> None:
    names = sorted(NAMED)
    for i, first in enumerate(names):
        for second in names[:i]:
            assert np.linalg.norm(np.subtract(NAMED[first], NAMED[second])) > 60, (first, second)


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(np.bool_, st.tuples(st.integers(4, 24), st.integers(4, 24))))
def test_run_lengths_give_the_mask_back(mask: Mask) -> None:
    runs = run_lengths(mask)
    assert sum(runs) == mask.size
    encoded = rle.frPyObjects({"counts": runs, "size": list(mask.shape)}, *mask.shape)
    assert np.array_equal(rle.decode(encoded).astype(bool), mask)


places = st.integers(0, 60)
sides = st.integers(9, 40)
ovals = st.tuples(places, places, sides, sides)


@settings(max_examples=80, deadline=None)
@given(st.lists(ovals, min_size=1, max_size=4), ovals)
def test_outlines_give_the_mask_back(solid: list[tuple[int, ...]], hole: tuple[int, ...]) -> None:
    mask = np.zeros((100, 100), dtype=bool)
    for one in solid:
        mask |= oval(*one)
    mask &= ~oval(*hole)
    if mask.sum() < 70:
        return
    flat = [[value for point in outline for value in point] for outline in polygons(mask)]
    drawn = rle.decode(rle.merge(rle.frPyObjects(flat, 100, 100))).astype(bool)
    assert (drawn & mask).sum() / (drawn | mask).sum() > 0.9


def oval(left: int, top: int, wide: int, high: int) -> Mask:
    y, x = np.mgrid[0:100, 0:100]
    inside: Mask = ((x - left - wide / 2) / wide * 2) ** 2 + ((y - top - high / 2) / high * 2) ** 2 < 1
    return inside
