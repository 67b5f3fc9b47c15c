"""The pictures on the page as data URIs: the picture itself, a thumbnail with its boxes drawn, object images.

The one door to supervision's annotators.
"""

import base64
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from pipeline.pixels.objectimage import object_image
from pipeline.pixels.upright import upright
from pipeline.report.palette import COLOURS, hues
from schemas.geometry import Box, Size, scale
from schemas.objectimage import ObjectImage
from schemas.record import Region

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it advises to install OpenCV; without it, it draws by numpy and Pillow
    import supervision as sv

SHOWN_PX, THUMBNAIL_PX, OBJECT_PX = 640, 360, 128
"""Long sides. At 640 px and quality 78 a COCO picture takes 60 kB, and there is one for each exhibit."""
_QUALITY = 78
_LABEL = 24
"""Characters of a label on a thumbnail."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture ready for the page; `width` and `height` in its own pixels."""

    uri: str
    width: int
    height: int


def shown(picture: Image.Image, long_side: int = SHOWN_PX) -> Shown:
    """Made smaller where it is larger."""
    small = _reduced(picture, long_side)
    return Shown(_uri(small), *small.size)


def drawn(picture: Image.Image, regions: Sequence[Region], long_side: int = THUMBNAIL_PX) -> Shown:
    """With the boxes and names of `regions` drawn in."""
    small = _reduced(picture, long_side).convert("RGB")
    return Shown(_uri(_annotated(small, regions, picture.size) if regions else small), *small.size)


def _annotated(small: Image.Image, regions: Sequence[Region], size: Size) -> Image.Image:
    found = sv.Detections(
        xyxy=np.array([scale(region.box, size, small.size) for region in regions], dtype=float),
        class_id=np.array(hues([region.label for region in regions])),
    )
    palette = sv.ColorPalette.from_hex(list(COLOURS))
    boxes = sv.BoxAnnotator(color=palette, thickness=2)
    names = sv.LabelAnnotator(color=palette, text_scale=0.35, text_padding=2, smart_position=True)
    named: Image.Image = names.annotate(
        boxes.annotate(small.copy(), found), found, labels=[_one_line(region.label) for region in regions]
    )
    return named


def _one_line(label: str) -> str:
    return " ".join(label.split())[:_LABEL] or " "


def object_picture(picture: Image.Image, box: Box, wanted: ObjectImage) -> Shown:
    """The object image's own pixels, as trainers get them, made smaller for the page."""
    return shown(object_image(picture, box, wanted), OBJECT_PX)


def opened(data: bytes) -> Image.Image:
    """Upright. Raises ImageError."""
    return upright(data)


def _reduced(picture: Image.Image, long_side: int) -> Image.Image:
    factor = min(1.0, long_side / max(picture.size))
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture if factor == 1 else picture.resize(size, Image.Resampling.LANCZOS)


def _uri(picture: Image.Image) -> str:
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"
