"""The pictures of the records under way, for backends that look at them."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from pipeline.intake.input import Input
from pipeline.pixels.encode import publish_bytes
from pipeline.protocols.stage import StopError
from pipeline.sources.source import Locator, Source
from schemas.record import Record


class PictureGoneError(StopError):
    """A picture is not there any more, or is another one: what a model said of it would be of something else."""


class Pictures:
    """Knows where the pictures of the records lie that are under way, and of no others."""

    def __init__(self, sources: Callable[[], Mapping[str, Source]]) -> None:
        self._sources = sources
        self._locators: dict[str, Locator] = {}

    @contextmanager
    def of(self, rows: Sequence[Input]) -> Iterator[None]:
        self._locators.update((row.key, row.locator) for row in rows)
        try:
            yield
        finally:
            for row in rows:
                self._locators.pop(row.key, None)

    async def read(self, record: Record) -> bytes:
        """JPEG bytes, upright. Raises PictureGoneError, ImageError."""
        return await asyncio.to_thread(self._read, record)

    def _read(self, record: Record) -> bytes:
        locator = self._locators[record.key]
        try:
            data = self._sources()[locator.source].read(locator)
        except OSError as error:
            raise PictureGoneError(
                f"{record.key}: {locator.path} cannot be read: {error}; run again once it can"
            ) from error
        if hashlib.sha256(data).hexdigest() != record.image.source_sha256:
            raise PictureGoneError(
                f"{record.key}: {locator.path} of source {locator.source!r} changed since it was imported; put the old "
                f"file back, or run again into a new `out`"
            )
        return publish_bytes(data, record.image.is_verbatim)
