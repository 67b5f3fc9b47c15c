"""Streams lists out of JSON files that may be larger than memory (ijson's one door); damage is named with its place."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from pipeline.sources.files import Place
from pipeline.sources.source import SourceError

_CHUNK = 256 * 1024


def stream_list(path: Place, key: str | None = None) -> Iterator[Any]:
    """The items of the list under the top-level `key`, or of a file that is one list; memory for one item.

    The whole file is lexed, so a cut-off file never passes. Raises SourceError.
    """
    prefix = "item" if key is None else f"{key}.item"
    with path.open("rb") as file:
        try:
            yield from ijson.items(file, prefix, use_float=True, buf_size=_CHUNK)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise _damaged(path, file, error) from error


def check_opening(path: Place, bracket: str, holds: str) -> None:
    """A first look: does the file open with this bracket? Raises SourceError."""
    with path.open("rb") as file:
        opening = file.read(4096).lstrip(b" \t\r\n")
    if not opening.startswith(bracket.encode()):
        found = opening[:20].decode(errors="replace")
        raise SourceError(
            f"{path}: begins with {found!r}, expected {bracket!r}: {holds}; check that this is the right file"
        )


def _damaged(path: Place, file: BinaryIO, error: Exception) -> SourceError:
    """The lexer reads in chunks: the fault lies at most one chunk before where the file stands."""
    what, *rest = [" ".join(line.split()) for line in str(error).splitlines()] or [""]
    near = f" near {rest[0][:80]!r}" if rest and rest[0] else ""
    end, size = file.tell(), path.stat().st_size
    place = "at its end" if "premature EOF" in what else f"between bytes {max(0, end - _CHUNK)} and {end} of {size}"
    return SourceError(
        f"{path}: damaged or cut off: {what} {place}{near}; download or write the file again "
        f"(it has {size} bytes; NaN and Infinity are not JSON)"
    )
