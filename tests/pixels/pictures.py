"""Small pictures as bytes, good and bad."""

from io import BytesIO
from typing import Any

from PIL import Image

ORIENTATION = 0x0112


def picture(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> Image.Image:
    """Every row and column differs, so that no turn goes unseen."""
    image = Image.new("RGB", size)
    image.putdata(
        [
            (x * 255 // size[0], y * 255 // size[1], (x * 7 + y * 13) % 256)
            for y in range(size[1])
            for x in range(size[0])
        ]
    )
    return image.convert(mode)


def as_bytes(image: Image.Image, format: str = "JPEG", orientation: int | None = None, **settings: Any) -> bytes:
    if orientation is not None:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        settings["exif"] = exif
    buffer = BytesIO()
    image.save(buffer, format=format, **settings)
    return buffer.getvalue()


def reopened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
