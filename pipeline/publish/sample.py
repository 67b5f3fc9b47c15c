"""The two members of one sample: its document, completed, and its picture as published."""

import hashlib
from collections.abc import Callable

from pipeline.pixels.encode import publish_bytes
from pipeline.publish.workfile import Line
from pipeline.sources.source import Locator

Read = Callable[[Locator], bytes]
"""A picture's bytes as its source holds them. Raises OSError."""

_UNKNOWN = '"sha256":""'


class PictureChangedError(Exception):
    """A picture is no longer the one that was imported: its annotations may not fit it."""


def sample(line: Line, read: Read) -> tuple[bytes, bytes]:
    """JSON and JPEG. Raises PictureChangedError, OSError naming the picture."""
    data = read(line.locator)
    met = hashlib.sha256(data).hexdigest()
    if met != line.source_sha256:
        raise PictureChangedError(
            f"{line.locator.path} of source {line.locator.source!r} ({line.key}) changed since it was imported: its "
            f"sha256 is {met}, was {line.source_sha256}; put the old file back, or run again into a new `out`"
        )
    if line.is_verbatim:
        return line.document.encode(), data
    jpg = publish_bytes(data, False)
    # image is the first field that has a sha256, and no JSON string can hold an unescaped quote: this is that field
    return line.document.replace(_UNKNOWN, f'"sha256":"{hashlib.sha256(jpg).hexdigest()}"', 1).encode(), jpg
