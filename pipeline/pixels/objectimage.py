"""The one function that makes the pixels of an object image: trainer, exports and report all call it."""

from PIL import Image, ImageEnhance

from schemas.geometry import Box, Size, area, center, clip
from schemas.objectimage import Augmentation, ObjectImage

FILTER = Image.Resampling.BICUBIC
"""What CLIP's and DINOv2's own preprocessing resize with."""


def object_image(picture: Image.Image, box: Box, wanted: ObjectImage) -> Image.Image:
    """Cut out of the upright picture, long side `wanted.size` px, mode kept.

    margin, clip, zoom, resize, flip, then brightness, contrast, saturation. Raises ValueError for a box outside.
    """
    crop = crop_box(box, wanted, picture.size)
    if area(crop) <= 0:
        raise ValueError(f"box {box!r} has nothing inside the picture of {picture.size[0]}x{picture.size[1]} px")
    cut = picture.crop(_whole_pixels(crop, picture.size))  # resizing with a box lets pixels around it bleed in
    return _coloured(cut.resize(_target(cut.size, wanted.size), FILTER), wanted.augmentation)


def crop_box(box: Box, wanted: ObjectImage, size: Size) -> Box:
    """The part of the picture that is shown, in its pixels: the box with its margin, clipped, then zoomed into."""
    mx, my = wanted.margin * (box[2] - box[0]), wanted.margin * (box[3] - box[1])
    wide = clip((box[0] - mx, box[1] - my, box[2] + mx, box[3] + my), size)
    (cx, cy), zoom = center(wide), wanted.augmentation.zoom
    rx, ry = (wide[2] - wide[0]) / 2 / zoom, (wide[3] - wide[1]) / 2 / zoom
    return clip((cx - rx, cy - ry, cx + rx, cy + ry), size)


def _whole_pixels(crop: Box, size: Size) -> tuple[int, int, int, int]:
    """To the nearest pixel, one at least."""
    x0, y0 = min(round(crop[0]), size[0] - 1), min(round(crop[1]), size[1] - 1)
    return x0, y0, max(x0 + 1, round(crop[2])), max(y0 + 1, round(crop[3]))


def _target(size: Size, long_side: int) -> Size:
    factor = long_side / max(size)
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _coloured(image: Image.Image, wanted: Augmentation) -> Image.Image:
    if wanted.flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if wanted.brightness != 1:
        image = ImageEnhance.Brightness(image).enhance(wanted.brightness)
    if wanted.contrast != 1:
        image = ImageEnhance.Contrast(image).enhance(wanted.contrast)
    if wanted.saturation != 1 and image.mode == "RGB":
        image = ImageEnhance.Color(image).enhance(wanted.saturation)
    return image
