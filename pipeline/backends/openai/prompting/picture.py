"""From a reference to the picture's bytes as an endpoint takes them: read once per record, resized, a data URL."""

import asyncio
import base64
from collections.abc import Awaitable, Callable

from PIL.Image import Image

from pipeline.backends.openai.prompting.turns import Picture
from pipeline.pixels.encode import encode_jpeg
from pipeline.pixels.objectimage import object_image
from pipeline.pixels.upright import upright
from schemas.objectimage import ObjectImage
from schemas.record import Record

ReadPicture = Callable[[Record], Awaitable[bytes]]
"""The record's picture as a file: JPEG bytes, upright."""


class RecordPixels:
    """Lives for one record. Decoding and encoding run in a thread; Pillow lets other work go on meanwhile."""

    def __init__(self, read: ReadPicture, record: Record) -> None:
        self._read, self._record = read, record
        self._reading: asyncio.Task[bytes] | None = None
        self._image: Image | None = None

    async def data_url(self, picture: Picture) -> str:
        """A picture that needs no cutting or shrinking is sent as it is. Raises ImageError and what `read` raises."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read(self._record))
        data = await self._reading
        if picture.box is None and max(self._record.image.size) <= picture.max_px and data[:2] == b"\xff\xd8":
            return _url(data)
        return _url(await asyncio.to_thread(self._cut, data, picture))

    def _cut(self, data: bytes, picture: Picture) -> bytes:
        if self._image is None:
            self._image = upright(data)
        image = self._image
        box = picture.box or (0.0, 0.0, float(image.size[0]), float(image.size[1]))
        size = picture.max_px if picture.box is not None else min(picture.max_px, max(image.size))
        return encode_jpeg(object_image(image, box, ObjectImage(region=0, margin=picture.margin, size=size)))


def _url(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
