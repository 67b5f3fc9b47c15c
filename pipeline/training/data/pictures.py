"""Pictures as the model sees them: padded to a square in the middle, resized, three bytes a pixel."""

from io import BytesIO
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.pixels.objectimage import FILTER, object_image
from pipeline.pixels.picture import ImageError, load
from pipeline.training.data.coordinates import view_size
from pipeline.training.data.sequence import WHOLE
from schemas.document import Document
from schemas.geometry import Size

Pixels = NDArray[np.uint8]

PAD_COLOUR = (122, 116, 104)
"""CLIP's mean colour, with which GroundingGPT pads."""

_REACH = 2
"""Pixels on each side that a bicubic filter reads, of the larger of the two scales."""

_TURN = Image.Transpose.TRANSPOSE


class Pictures:
    """Of one document, each decoded when first asked for. Raises ImageError for bytes that are no picture.

    A large picture's view is decoded reduced, also where object images need all of it: its pixels must not depend on
    what else a sequence shows.
    """

    def __init__(self, document: Document, jpg: bytes, image_size: int, object_size: int) -> None:
        self._document, self._jpg = document, jpg
        self._image_size, self._object_size = image_size, object_size
        self._full: Image.Image | None = None

    def pixels(self, shown: int) -> Pixels:
        """[side, side, 3]. Object images are made at the model's size at once: one resize, not two."""
        if shown == WHOLE:
            return np.asarray(square(self._view(), self._image_size))
        wanted = self._document.object_images[shown].model_copy(update={"size": self._object_size})
        cut = object_image(self._whole(), self._document.regions[wanted.region].box, wanted)
        return np.asarray(square(cut, self._object_size))

    def _whole(self) -> Image.Image:
        if self._full is None:
            self._full = load(self._jpg).convert("RGB")
        return self._full

    def _view(self) -> Image.Image:
        """A picture decoded smaller keeps its view's place to half a pixel of the smaller one."""
        document = self._document
        shrink = max(view_size(document)) / self._image_size
        picture = self._whole() if shrink < 2 else _reduced(self._jpg, shrink)
        if document.view == (0.0, 0.0, float(document.image.width), float(document.image.height)):
            return picture
        sx, sy = picture.width / document.image.width, picture.height / document.image.height
        x0, y0, x1, y1 = document.view
        return picture.crop((round(x0 * sx), round(y0 * sy), round(x1 * sx), round(y1 * sy)))


def square(picture: Image.Image, side: int) -> Image.Image:
    """Padded as `schemas.frames.PaddedSquare` says it (margins rounded down), then resized to `side` pixels.

    Only a strip around the picture is resized: what lies further out is padding before and after.
    """
    width, height = picture.size
    if width == height:
        return picture if width == side else picture.resize((side, side), FILTER)
    if width < height:
        return square(picture.transpose(_TURN), side).transpose(_TURN)
    margin = (width - height) // 2
    if width == side:
        return _pasted(picture, (side, side), margin)
    scale = width / side
    near = ceil(_REACH * max(1, 1 / scale))
    first, last = max(0, floor(margin / scale) - near), min(side, ceil((margin + height) / scale) + near)
    top = max(0, floor(first * scale) - ceil(_REACH * max(1, scale)))
    bottom = min(width, ceil(last * scale) + ceil(_REACH * max(1, scale)))
    strip = _pasted(picture, (width, bottom - top), margin - top)
    part = (0.0, first * scale - top, float(width), last * scale - top)
    return _pasted(strip.resize((side, last - first), FILTER, box=part), (side, side), first)


def _pasted(picture: Image.Image, size: Size, top: int) -> Image.Image:
    canvas = Image.new("RGB", size, PAD_COLOUR)
    canvas.paste(picture, (0, top))
    return canvas


def _reduced(jpg: bytes, shrink: float) -> Image.Image:
    """Decoded at a half, a quarter or an eighth, the smallest that is not below the size wanted."""
    try:
        picture = Image.open(BytesIO(jpg), formats=("JPEG",))
        picture.draft("RGB", (int(picture.width / shrink), int(picture.height / shrink)))
        return picture.convert("RGB")
    except Exception as error:  # decoders raise SyntaxError, ValueError and more on damaged bytes
        raise ImageError("broken", f"{type(error).__name__}: {error}") from error
