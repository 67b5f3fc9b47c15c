"""A store in an S3 bucket: a write is one object that appears whole; there are no folders and no rename."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from pipeline.store import bucket
from pipeline.store.object_file import open_object


@dataclass(frozen=True)
class ObjectStore:
    """`root` is `s3://bucket/prefix`; the bucket must exist. Credentials are each process's own and never travel."""

    root: str

    def _path(self, path: str) -> str:
        parts = path.split("/") if path else []
        if any(part in ("", ".", "..") for part in parts):
            raise ValueError(f"{path!r} leaves the store {self.root!r}")
        return "/".join([bucket.parse(self.root), *parts])

    def read(self, path: str) -> bytes:
        return bucket.read(self._path(path))

    def open(self, path: str) -> BinaryIO:
        return open_object(self._path(path))

    def write(self, path: str, data: bytes) -> None:
        bucket.write(self._path(path), data)

    def put(self, path: str, local: Path) -> None:
        with pa.memory_map(str(local)) as file:
            bucket.write(self._path(path), file.read_buffer())
        local.unlink()

    def move(self, source: str, target: str) -> None:
        """A copy, then a delete: killed between them, both are there."""
        bucket.copy(self._path(source), self._path(target))
        bucket.delete(self._path(source))

    def delete(self, path: str) -> None:
        bucket.delete(self._path(path))

    def clear(self, folder: str) -> None:
        bucket.delete_below(self._path(folder))

    def exists(self, path: str) -> bool:
        return bucket.look(self._path(path)) is not None

    def size(self, path: str) -> int:
        found = bucket.look(self._path(path))
        if found is None or found.is_folder:
            raise FileNotFoundError(f"there is no {self.root}/{path}")
        return found.size

    def names(self, folder: str) -> list[str]:
        return sorted(entry.name for entry in bucket.listing(self._path(folder)))
