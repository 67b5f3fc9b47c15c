"""Where a source's files lie: a local path, or an object of a bucket that is asked the same questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.sources.source import SourceError
from pipeline.store import bucket
from pipeline.store.bucket import SCHEME, PlaceError
from pipeline.store.object_file import open_object

MAX_KEY = 1024
"""Bytes of an object's key, S3's limit; a longer name means no object."""


class Stat(NamedTuple):
    """The part of os.stat_result that sources read."""

    st_size: int
    st_mtime_ns: int


@dataclass(frozen=True)
class FoundObject:
    """An object as a listing told of it."""

    found: Stat

    def stat(self) -> Stat:
        return self.found


@dataclass(frozen=True)
class ObjectPath:
    """`path` is bucket/key. Its methods are those of pathlib.Path; all of them raise OSError when the store is down."""

    path: str

    def __str__(self) -> str:
        return f"{SCHEME}{self.path}"

    def __truediv__(self, name: str | PurePosixPath) -> "ObjectPath":
        return ObjectPath(f"{self.path}/{PurePosixPath(name)}")

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> "ObjectPath":
        return ObjectPath(self.path.rpartition("/")[0])

    def open(self, mode: str = "rb") -> BufferedReader:
        assert mode == "rb", "sources are only read"
        return open_object(self.path)

    def read_bytes(self) -> bytes:
        return self.read_range(0, None)

    def read_range(self, offset: int, length: int | None) -> bytes:
        """Fewer bytes where the object ends before. Raises FileNotFoundError."""
        if not self._is_name():
            raise FileNotFoundError(f"{self!r} cannot be an object's name")
        return bucket.read(self.path, offset, length)

    def is_file(self) -> bool:
        found = self._look()
        return found is not None and not found.is_folder

    def is_dir(self) -> bool:
        found = self._look()
        return found is not None and found.is_folder

    def stat(self) -> Stat:
        found = self._look()
        if found is None:
            raise FileNotFoundError(f"there is no {self}")
        return Stat(found.size, found.mtime_ns)

    def walk(self) -> Iterator[tuple[str, FoundObject]]:
        """Every object below, as (relative path, what is known of it), folder by folder."""
        for entry in bucket.listing(self.path, recursive=True):
            if not entry.is_folder:
                yield entry.name, FoundObject(Stat(entry.size, entry.mtime_ns))

    def _look(self) -> bucket.Entry | None:
        return bucket.look(self.path) if self._is_name() else None

    def _is_name(self) -> bool:
        try:
            return len(self.path.encode()) <= MAX_KEY
        except UnicodeEncodeError:  # half a surrogate pair, from a JSON escape
            return False


Place = Path | ObjectPath


def place_of(text: str, key: str) -> Place:
    """Opens nothing. `key` is where in the job spec the place was named. Raises SourceError."""
    if text.startswith(SCHEME):
        try:
            return ObjectPath(bucket.parse(text))
        except PlaceError as error:
            raise SourceError(f"{key}: {error}") from error
    if "://" in text:
        scheme = text.partition("://")[0]
        raise SourceError(
            f"{key}: sources are read from local paths and s3://bucket/folder, not from {scheme}://...; copy them there"
        )
    return Path(text)


def names_in(folder: Place) -> list[str]:
    """Of the files right in it, sorted."""
    if isinstance(folder, ObjectPath):
        return sorted(entry.name for entry in bucket.listing(folder.path) if not entry.is_folder)
    return sorted(path.name for path in folder.iterdir() if path.is_file())
