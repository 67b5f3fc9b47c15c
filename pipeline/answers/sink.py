"""Where a worker's log of answers goes: one file that grows, or, in a bucket, one object per group commit."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.store.local import LocalStore
from pipeline.store.store import Store

LOGS = "answers/log"
LONGEST = 64 * 2**20
"""Bytes of one file: folding reads it whole."""
MERGE = 100
"""Objects of one worker that become one: a look into the store lists them all, a thousand to a request of 50 ms."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line, or several: `length` bytes from `start` of the file or object at `path`, relative to the store."""

    path: str
    start: int
    length: int


class Sink(Protocol):
    """Used by one worker alone."""

    def open(self) -> None: ...

    def append(self, data: bytes) -> Place:
        """Whole lines, durable once it returns. Raises OSError; nothing of them is there then, or all."""

    def close(self) -> None: ...


def sink_for(store: Store, worker: str) -> Sink:
    if isinstance(store, LocalStore):
        return FileSink(Path(store.root), worker)
    return ObjectSink(store, f"{LOGS}/{worker}")


class FileSink:
    """Appended to and synced; a file that is long enough is followed by another one."""

    def __init__(self, root: Path, worker: str) -> None:
        self._root, self._worker = root, worker
        self._number = 0

    def open(self) -> None:
        (self._root / LOGS).mkdir(parents=True, exist_ok=True)
        self._path = f"{LOGS}/{self._worker}-{self._number:05d}.log"
        self._file = os.open(self._root / self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def append(self, data: bytes) -> Place:
        """A torn write is cut off again, so that the next group starts on a line of its own."""
        start = os.lseek(self._file, 0, os.SEEK_END)
        if start > LONGEST:
            self.close()
            self._number += 1
            self.open()
            start = 0
        try:
            written = os.write(self._file, data)
            if written != len(data):
                raise OSError(f"{self._path}: {written} of {len(data)} bytes written; is the disk full?")
            os.fdatasync(self._file)
        except OSError:
            os.ftruncate(self._file, start)
            raise
        return Place(self._path, start, len(data))

    def close(self) -> None:
        os.close(self._file)


class ObjectSink:
    """An object cannot grow: each group is one of its own, and MERGE of them are merged. One PUT of waiting: 30 ms."""

    def __init__(self, store: Store, stem: str) -> None:
        self._store, self._stem = store, stem
        self._number = 0
        self._small: dict[str, bytes] = {}

    def open(self) -> None:
        """Nothing to open."""

    def append(self, data: bytes) -> Place:
        path = self._write(data)
        self._small[path] = data
        if len(self._small) >= MERGE:
            with contextlib.suppress(OSError):  # the group is durable: merging is tried again with the next one
                self._merge()
        return Place(path, 0, len(data))

    def _merge(self) -> None:
        self._write(b"".join(self._small.values()))
        for path in self._small:  # killed here, both are there: the same answers under the same hashes
            self._store.delete(path)
        self._small.clear()

    def _write(self, data: bytes) -> str:
        """Under a name of its own, also after a failure: others may have read what failed only for us."""
        path = f"{self._stem}-{self._number:07d}.log"
        self._number += 1
        self._store.write(path, data)
        return path

    def close(self) -> None:
        """Nothing to close."""
