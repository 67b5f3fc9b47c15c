"""A 64-bit perceptual hash: the signs of a picture's slowest waves, alike for copies that were resized or re-encoded.

The DCT hash of C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions (2010), section 3.2.1:
32x32 grey values, the 8x8 lowest frequencies without the constant ones, each above the median or not. In whole
numbers, so that every machine makes the same one.
"""

import math
from typing import Any

import numpy as np
from PIL import Image

from pipeline.pixels.upright import TURN

SIDE, WAVES = 32, 8
FLAT = 4
"""Grey levels of 256 between the darkest and the brightest of the 32x32 cells: with less, only noise would be hashed.
Ours."""

_ONE = 1 << 12
_DCT = np.array(
    [
        [round(math.cos(math.pi * (2 * x + 1) * wave / (2 * SIDE)) * _ONE) for x in range(SIDE)]
        for wave in range(1, WAVES + 1)
    ],
    np.int64,
)


def phash(image: Image.Image, orientation: int) -> str:
    """16 hex digits; empty for a flat picture. `image`: RGB or L as stored, to be turned by its EXIF orientation."""
    small = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    low, high = small.getextrema()
    assert isinstance(low, int) and isinstance(high, int)
    if high - low < FLAT:
        return ""
    upright = small.transpose(TURN[orientation]) if orientation > 1 else small
    waves: np.ndarray[Any, np.dtype[np.int64]] = (_DCT @ np.asarray(upright, np.int64) @ _DCT.T).ravel()
    middle = np.sort(waves)[WAVES * WAVES // 2 - 1 : WAVES * WAVES // 2 + 1].sum()  # twice the median
    return np.packbits(2 * waves > middle).tobytes().hex()
