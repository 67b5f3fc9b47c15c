"""Durable files under one root: a write is all or nothing, and lasting once it returns."""

from pathlib import Path
from typing import BinaryIO, Final, Protocol

UNFINISHED: Final = ".unfinished"
"""Right below the root: what is being written, and what killed writers left. Cleared by whoever starts a run."""


class Store(Protocol):
    """Paths are relative, `/`-separated and never leave the root. Picklable: it travels to workers."""

    @property
    def root(self) -> str:
        """Where it lies: a path or URL."""

    def read(self, path: str) -> bytes:
        """Raises FileNotFoundError."""

    def open(self, path: str) -> BinaryIO:
        """For seeking reads. Raises FileNotFoundError."""

    def write(self, path: str, data: bytes) -> None:
        """Atomically and durably; replaces what was there."""

    def put(self, path: str, local: Path) -> None:
        """Publishes a finished local file under `path`, atomically and durably; the local one is consumed."""

    def move(self, source: str, target: str) -> None:
        """Atomically on a file system; replaces what was there."""

    def delete(self, path: str) -> None:
        """No error when it is not there."""

    def clear(self, folder: str) -> None:
        """Deletes all below the folder; no error when it is not there."""

    def exists(self, path: str) -> bool: ...

    def size(self, path: str) -> int:
        """Raises FileNotFoundError."""

    def names(self, folder: str) -> list[str]:
        """Names of files and folders right in `folder`, sorted, without unfinished writes; [] when there is none."""
