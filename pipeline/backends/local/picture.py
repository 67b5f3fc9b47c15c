"""A record's picture for a model: read and decoded once for all that is asked about it, and only if something is."""

import asyncio

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.backends.openai.prompting.picture import ReadPicture
from pipeline.pixels.upright import upright
from schemas.record import Record

Pixels = npt.NDArray[np.uint8]
"""Height, width, 3: RGB, 0 to 255."""


class RecordPicture:
    """Lives for one record. Decoding runs in a thread; Pillow lets other work go on meanwhile."""

    def __init__(self, read: ReadPicture, record: Record) -> None:
        self._read, self._record = read, record
        self._reading: asyncio.Task[Image.Image] | None = None

    async def rgb(self) -> Image.Image:
        """Upright. Raises ImageError and what `read` raises."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._decode())
        return await self._reading

    async def _decode(self) -> Image.Image:
        data = await self._read(self._record)
        return await asyncio.to_thread(lambda: upright(data).convert("RGB"))


def shrink(image: Image.Image, size: tuple[int, int]) -> Pixels:
    """Resized to width, height in pixels, bilinear with antialiasing (Pillow's, as torchvision's on pictures)."""
    same = image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)
    return np.asarray(same, dtype=np.uint8)
