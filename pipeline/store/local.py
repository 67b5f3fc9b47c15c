"""A store on a POSIX file system: temp file, fsync, rename, fsync of the folder.

Temp files lie together in one folder and not beside their targets: what a killed writer left is found at once, and no
reader of a published folder ever meets it.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.store.naming import naming
from pipeline.store.store import UNFINISHED


@dataclass(frozen=True)
class LocalStore:
    """`root` is an absolute folder; it is made on the first write."""

    root: str

    def _path(self, path: str) -> Path:
        parts = path.split("/")
        if path.startswith("/") or ".." in parts:
            raise ValueError(f"{path!r} leaves the store {self.root!r}")
        return Path(self.root, *parts)

    def read(self, path: str) -> bytes:
        return self._path(path).read_bytes()

    def open(self, path: str) -> BinaryIO:
        return self._path(path).open("rb")

    def write(self, path: str, data: bytes) -> None:
        target = self._path(path)
        with naming(target):
            _make(target.parent)
            unfinished = self._path(UNFINISHED)
            unfinished.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=unfinished)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                self._settle(Path(name), target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def put(self, path: str, local: Path) -> None:
        target = self._path(path)
        with naming(target):
            _make(target.parent)
            self._settle(local, target)

    def move(self, source: str, target: str) -> None:
        place = self._path(target)
        _make(place.parent)
        os.replace(self._path(source), place)  # noqa: PTH105 - one name for every commit point, so tests can kill at each
        _sync(place.parent)

    def _settle(self, finished: Path, target: Path) -> None:
        _sync(finished)
        finished.chmod(0o644)
        os.replace(finished, target)  # noqa: PTH105
        _sync(target.parent)

    def delete(self, path: str) -> None:
        self._path(path).unlink(missing_ok=True)

    def clear(self, folder: str) -> None:
        shutil.rmtree(self._path(folder), ignore_errors=True)

    def exists(self, path: str) -> bool:
        return self._path(path).exists()

    def size(self, path: str) -> int:
        return self._path(path).stat().st_size

    def names(self, folder: str) -> list[str]:
        try:
            found = os.listdir(self._path(folder))
        except FileNotFoundError:
            return []
        return sorted(name for name in found if name != UNFINISHED)


def _make(folder: Path) -> None:
    """With its parents, each entry synced: a file outlives a loss of power only if the way to it does."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
