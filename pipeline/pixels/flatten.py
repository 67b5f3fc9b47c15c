"""Brings a decoded picture of any mode to 8-bit RGB or grey (L), without alpha, palette or metadata."""

import warnings

from PIL import Image

from pipeline.pixels.picture import ImageError

WHITE = (255, 255, 255, 255)
"""What shows through transparent pixels: the paper most transparent drawings were made for."""

_DEEP_GREY = ("I", "I;16", "I;16L", "I;16B", "I;16N")
_GREY = ("1", "L", "LA", "La")


def flatten(image: Image.Image) -> Image.Image:
    """RGB, or L for what holds no colour. Colour profiles are not applied. Raises ImageError(unsupported_mode)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            flat = _flatten(image)
        except ImageError:
            raise
        except Exception as error:
            raise ImageError("unsupported_mode", f"{image.mode}: {error}") from error
    flat.info = {}
    return flat


def _flatten(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP_GREY:
        return _from_16_bit(image)
    if image.mode == "F":
        raise ImageError("unsupported_mode", "F: the range of floating point pixels is not known")
    wanted = "L" if image.mode in _GREY else "RGB"
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA")).convert(wanted)
    return image.copy() if image.mode == wanted else image.convert(wanted)


def _from_16_bit(image: Image.Image) -> Image.Image:
    """0..65535 to 0..255, rounded; a plain convert would clip all above 255 to white."""
    deep = image.convert("I")
    low, high = deep.getextrema()
    if isinstance(low, tuple) or isinstance(high, tuple) or low < 0 or high > 65535:
        raise ImageError("unsupported_mode", f"I: pixels from {low} to {high} are not 16-bit grey")
    return deep.point(lambda v: v * (1 / 257) + 0.5).convert("L")


def _on_white(image: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image)
