"""A folder of pictures that nothing is read outside of, whatever names the annotation files hold."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.protocols.stage import Rejected
from pipeline.sources.source import SourceError


def check_folder(path: str, key: str) -> None:
    """Raises SourceError; `key` is where in the job spec the path was named."""
    check_local(path, key)
    if not Path(path).is_dir():
        raise SourceError(f"{key}: {path!r} is no folder; give the folder the pictures lie in")


def check_file(path: str, key: str) -> None:
    """Raises SourceError."""
    check_local(path, key)
    if not Path(path).is_file():
        raise SourceError(f"{key}: there is no file {path!r}; check the path, or leave the key out")
    if not os.access(path, os.R_OK):
        raise SourceError(f"{key}: {path!r} may not be read; change its permissions")


def check_local(path: str, key: str) -> None:
    """Raises SourceError."""
    if "://" in path:
        raise SourceError(
            f"{key}: {path!r} is a URL; sources are read from a mounted folder, so mount or copy it first"
        )


def find_picture(root: Path, name: str) -> Path | Rejected:
    """The picture called `name` below the root: `unsafe_path` when it would leave the root, also by a symbolic link."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\0" in name:
        return Rejected("unsafe_path", f"{name!r} is not a plain path below the images folder")
    path = root / pure
    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()):
            return Rejected("unsafe_path", f"{name!r} is a link that leaves the images folder")
        is_there = real.is_file()
    except (OSError, RuntimeError):  # a name longer than the file system takes, links in a circle
        is_there = False
    return path if is_there else Rejected("missing_image", f"{name!r} is not in the images folder")


def read_picture(root: Path, name: str, offset: int = -1, length: int = -1) -> bytes:
    """Raises OSError; PermissionError for a name that leaves the root."""
    found = find_picture(root, name)
    if isinstance(found, Rejected):
        error = PermissionError if found.rule == "unsafe_path" else FileNotFoundError
        raise error(f"{root / name}: {found.detail}")
    if offset < 0:
        return found.read_bytes()
    with found.open("rb") as file:
        file.seek(offset)
        data = file.read(length)
    if len(data) != length:
        raise OSError(f"{root / name}: ends before byte {offset + length}; it is not the file that was imported")
    return data


def walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below, as (`/`-separated path, entry), in a fixed order. Linked folders are not entered."""
    yield from _walk(str(root), "")


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif not (entry.is_symlink() and entry.is_dir()):
            yield f"{prefix}{entry.name}", entry


def digest_folder(root: Path) -> str:
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


def digest_file(path: Path) -> str:
    """sha256 of the bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
