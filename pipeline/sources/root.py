"""A folder of pictures that nothing is read outside of, whatever names the annotation files hold."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.protocols.stage import Rejected
from pipeline.sources.files import FoundObject, ObjectPath, Place
from pipeline.sources.source import SourceError


def check_folder(place: Place, key: str) -> None:
    """Raises SourceError; `key` is where in the job spec the place was named."""
    if not place.is_dir():
        raise SourceError(f"{key}: {str(place)!r} is no folder; give the folder the pictures lie in")


def check_file(place: Place, key: str) -> None:
    """Raises SourceError."""
    if not place.is_file():
        raise SourceError(f"{key}: there is no file {str(place)!r}; check the path, or leave the key out")
    if isinstance(place, Path) and not os.access(place, os.R_OK):
        raise SourceError(f"{key}: {str(place)!r} may not be read; change its permissions")


def load_picture(root: Place, name: str) -> bytes | Rejected:
    """The picture called `name` below the root: `missing_image`, or `unsafe_path` when it would leave the root.

    Raises OSError for a store that is down.
    """
    found = _inside(root, name)
    if isinstance(found, Rejected):
        return found
    try:
        return found.read_bytes()
    except FileNotFoundError:
        return _missing(name)


def read_picture(root: Place, name: str, offset: int = -1, length: int = -1) -> bytes:
    """Raises OSError; PermissionError for a name that leaves the root."""
    found = _inside(root, name)
    if isinstance(found, Rejected):
        error = PermissionError if found.rule == "unsafe_path" else FileNotFoundError
        raise error(f"{root / name}: {found.detail}")
    data = found.read_bytes() if offset < 0 else _range(found, offset, length)
    if offset >= 0 and len(data) != length:
        raise OSError(f"{root / name}: ends before byte {offset + length}; it is not the file that was imported")
    return data


def _inside(root: Place, name: str) -> Place | Rejected:
    """A local file that is there, also not by a symbolic link outside; an object that may or may not be there."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\0" in name:
        return Rejected("unsafe_path", f"{name!r} is not a plain path below the images folder")
    if isinstance(root, ObjectPath):
        return root / pure if pure.parts else _missing(name)
    path = root / pure
    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()):
            return Rejected(
                "unsafe_path",
                f"{name!r} is a link that leaves the images folder, not followed: name the files' own folder",
            )
        is_there = real.is_file()
    except (OSError, RuntimeError):  # a name longer than the file system takes, links in a circle
        is_there = False
    return path if is_there else _missing(name)


def _missing(name: str) -> Rejected:
    return Rejected("missing_image", f"{name!r} is not in the images folder")


def _range(place: Place, offset: int, length: int) -> bytes:
    if isinstance(place, ObjectPath):
        return place.read_range(offset, length)
    with place.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def walk(root: Place) -> Iterator[tuple[str, os.DirEntry[str] | FoundObject]]:
    """Every file below, as (`/`-separated path, entry), in a fixed order. Linked folders are not entered."""
    yield from root.walk() if isinstance(root, ObjectPath) else _walk(str(root), "")


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif not (entry.is_symlink() and entry.is_dir()):
            yield f"{prefix}{entry.name}", entry


def count_files(root: Place) -> int:
    return sum(1 for _ in walk(root))


def digest_folder(root: Place) -> str:
    """Of names, sizes and times of change of all files below; of nothing of where the folder lies."""
    digest = hashlib.sha256()
    for name, entry in walk(root):
        try:
            found = entry.stat()
            line = f"{found.st_size} {found.st_mtime_ns}"
        except OSError:
            line = "unreadable"
        digest.update(os.fsencode(name) + f"\0{line}\n".encode())
    return digest.hexdigest()


def digest_file(path: Place) -> str:
    """sha256 of the bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
