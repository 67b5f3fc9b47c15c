"""Opens a picture's bytes whole and safely: what comes back is decoded to the last row, or there is an ImageError."""

import warnings
from io import BytesIO

from PIL import Image, ImageFile, UnidentifiedImageError

from schemas.geometry import Size

MAX_PIXELS = 1024**3 // 4 // 3
"""89,478,485: Pillow's own limit for a warning (a quarter of a GiB of 24-bit pixels); here it is an error."""

MIN_SIDE = 8
"""Pixels; one JPEG block. Ours: nothing can be told, or cut out, from less."""

Image.init()
FORMATS = tuple(
    name for name in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "JPEG2000", "AVIF") if name in Image.OPEN
)
"""Raster formats only: Pillow would start Ghostscript for an EPS. Some builds of Pillow lack one of the last."""

_ORIENTATION_TAG = 0x0112


class ImageError(Exception):
    """These bytes are no usable picture. `rule` is a stable word to count by, `detail` what the decoder said."""

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(rule, detail)
        self.rule = rule
        self.detail = detail


def load(data: bytes, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """The stored pixel matrix, not yet upright; of an animation the first frame. Raises ImageError and nothing else.

    A file that ends early is refused, never padded with grey.
    """
    if not data:
        raise ImageError("empty_file", "0 bytes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # process-wide, and popular recipes switch it on
        try:
            image = Image.open(BytesIO(data), formats=FORMATS)
            _check_size(image.size, max_pixels)
            image.load()
        except ImageError:
            raise
        except Exception as error:  # decoders raise SyntaxError, ValueError, struct.error and more on crafted bytes
            raise _named(error) from error
    return image


def _check_size(size: Size, max_pixels: int) -> None:
    w, h = size
    if w <= 0 or h <= 0:
        raise ImageError("zero_size", f"{w}x{h} pixels")
    if w * h > max_pixels:
        raise ImageError("bomb", f"{w}x{h} pixels are more than {max_pixels}")
    if min(w, h) < MIN_SIDE:
        raise ImageError("too_small", f"{w}x{h} pixels, a side under {MIN_SIDE}")


def _named(error: Exception) -> ImageError:
    said = " ".join(str(error).split())[:200]
    if isinstance(error, Image.DecompressionBombError) or "too large" in said:
        return ImageError("bomb", said)
    if isinstance(error, UnidentifiedImageError):
        return ImageError("unreadable", "no picture in a known format")
    if "truncated" in said.lower():
        return ImageError("truncated", said)
    return ImageError("broken", f"{type(error).__name__}: {said}")


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation 1 to 8; 1 where there is none, or the EXIF block is damaged, as every viewer takes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = image.getexif().get(_ORIENTATION_TAG, 1)
        except Exception:  # a damaged block raises nearly anything; the pixels were decoded before
            return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def turned(size: Size, orientation: int) -> Size:
    """The upright size of a stored matrix: orientations 5 to 8 swap width and height."""
    return (size[1], size[0]) if orientation >= 5 else size


def upright_size(data: bytes) -> Size:
    """Raises ImageError."""
    image = load(data)
    return turned(image.size, orientation_of(image))
