"""Writes one shard: a USTAR file whose every byte follows from its samples, hashed while it is written."""

import hashlib
import tarfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pipeline.store.naming import naming

END: Final = 2 * tarfile.BLOCKSIZE
"""Two blocks of zeros; the file is then filled up to whole records of 10,240 bytes, as tar does."""


def member_bytes(size: int) -> int:
    """What a member of this size takes: header and content, both in whole blocks."""
    return tarfile.BLOCKSIZE + -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def closed_bytes(size: int) -> int:
    """What a tar whose members take `size` will be when closed."""
    return -(-(size + END) // tarfile.RECORDSIZE) * tarfile.RECORDSIZE


class ShardWriter:
    """Two members a sample, KEY.json then KEY.jpg, times 0, owner 0, mode 0644. Leaves no file behind on an error."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.documents = 0
        self.size = 0
        self._sha = hashlib.sha256()
        self._file = path.open("wb", buffering=1 << 20)

    def room_for(self, json: bytes, jpg: bytes, max_bytes: int) -> bool:
        """Whether the closed shard stays within `max_bytes`; an empty shard takes a sample of any size."""
        more = member_bytes(len(json)) + member_bytes(len(jpg))
        return self.documents == 0 or closed_bytes(self.size + more) <= max_bytes

    def add(self, key: str, json: bytes, jpg: bytes) -> None:
        """Raises ValueError for a key that USTAR cannot hold."""
        self._member(f"{key}.json", json)
        self._member(f"{key}.jpg", jpg)
        self.documents += 1

    def _member(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        header = info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
        self._write(header)
        self._write(data)
        self._write(bytes(-len(data) % tarfile.BLOCKSIZE))

    def _write(self, data: bytes) -> None:
        with naming(self.path):
            self._file.write(data)
        self._sha.update(data)
        self.size += len(data)

    def close(self) -> str:
        """Ends the tar; returns its sha256. `size` is then the file's."""
        self._write(bytes(closed_bytes(self.size) - self.size))
        with naming(self.path):
            self._file.close()
        return self._sha.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            with naming(self.path):
                self._file.close()
        finally:
            if kind is not None:
                self.path.unlink(missing_ok=True)
