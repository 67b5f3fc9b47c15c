"""From bytes to the picture everyone works on: upright, 8-bit RGB or grey."""

from PIL import Image

from pipeline.pixels.flatten import flatten
from pipeline.pixels.picture import MAX_PIXELS, load, orientation_of

TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation; the same mapping as schemas.geometry.orient for boxes."""


def upright(data: bytes, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """RGB or L, without metadata. Raises ImageError."""
    image = load(data, max_pixels)
    orientation = orientation_of(image)
    flat = flatten(image)
    return flat.transpose(TURN[orientation]) if orientation > 1 else flat
