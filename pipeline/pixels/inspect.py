"""What must be known of a picture before anything is spent on it: does it decode whole, how large, which way up."""

from dataclasses import dataclass

from pipeline.pixels.flatten import flatten
from pipeline.pixels.phash import phash
from pipeline.pixels.picture import MAX_PIXELS, load, orientation_of, turned
from schemas.geometry import Size


@dataclass(frozen=True, slots=True)
class Facts:
    """`stored`: the matrix in the file. `upright`: after EXIF rotation. `is_verbatim`: can be published as it is.

    `phash`: of the upright picture, as pipeline.pixels.phash makes it.
    """

    upright: Size
    stored: Size
    orientation: int
    is_verbatim: bool
    phash: str


def inspect(data: bytes, max_pixels: int = MAX_PIXELS) -> Facts:
    """Decodes the picture fully. Raises ImageError and nothing else.

    Verbatim is a plain JPEG (no multi-picture file) that is upright, RGB or grey and has its end mark, so no reader
    has to turn, convert, choose or forgive. Junk in its place is forgiven by Pillow, not by all.
    """
    image = load(data, max_pixels)
    orientation = orientation_of(image)
    is_plain = image.mode in ("RGB", "L")
    flat = image if is_plain else flatten(image)
    return Facts(
        upright=turned(image.size, orientation),
        stored=image.size,
        orientation=orientation,
        is_verbatim=image.format == "JPEG" and is_plain and orientation == 1 and _is_ended(data),
        phash=phash(flat, orientation),
    )


def _is_ended(jpeg: bytes) -> bool:
    """An end mark (FFD9) after the last scan (FFDA); neither can stand within coded pixels."""
    return jpeg.rfind(b"\xff\xd9") > jpeg.rfind(b"\xff\xda")
