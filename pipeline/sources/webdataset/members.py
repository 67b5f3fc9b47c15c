"""Reads the table of contents of a tar, and of one that is not whole says so."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.sources.files import Place
from pipeline.sources.source import SourceError

IMAGE_EXTENSIONS = ("jpg", "jpeg", "png", "webp")
BLOCK = 512


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a tar: `key` up to the first dot of its name, `extension` after it, and where its bytes lie."""

    key: str
    extension: str
    offset: int
    length: int


def members(path: Place) -> Iterator[Member]:
    """Regular files in the tar's order; those without extension belong to no sample. Raises SourceError.

    A tar that was cut off just between two files reads clean for most programs: the end mark is asked for.
    """
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            while (entry := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]  # 1 kB a member would be kept for the whole tar
                folder, _, name = entry.name.rpartition("/")
                stem, dot, extension = name.partition(".")
                if entry.isreg() and stem and dot:
                    key = f"{folder}/{stem}" if folder else stem
                    yield Member(key, extension.lower(), entry.offset_data, entry.size)
            end = tar.offset
    except (tarfile.TarError, EOFError) as error:
        raise SourceError(f"{path}: no whole, uncompressed tar ({error}); download or write it again") from error
    _check_end(path, end)


def _check_end(path: Place, end: int) -> None:
    with path.open("rb") as file:
        file.seek(end)
        mark = file.read(BLOCK)
    if mark != bytes(BLOCK):
        what = "is cut off" if len(mark) < BLOCK else "has a damaged header"
        raise SourceError(f"{path}: {what} at byte {end} (no end mark there); download or write it again")
