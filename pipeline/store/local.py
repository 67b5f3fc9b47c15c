"""A store on a POSIX file system: temp file, fsync, rename, fsync of the folder."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_UNFINISHED = ".unfinished-"


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
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            self._settle(Path(name), target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def put(self, path: str, local: Path) -> None:
        target = self._path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._settle(local, target)

    def move(self, source: str, target: str) -> None:
        place = self._path(target)
        place.parent.mkdir(parents=True, exist_ok=True)
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
        return sorted(name for name in found if not name.startswith(_UNFINISHED))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
