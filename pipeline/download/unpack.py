"""A zip onto the disk: every member is looked at before the first is written."""

import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.download.refusal import DownloadError

MAX_RATIO = 40
"""Bytes unpacked per byte of the archive: pictures hardly shrink, JSON of boxes 3 to 12 times; deflate allows 1,032."""
MAX_MEMBERS = 1_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Unpacked:
    files: int
    bytes: int


def unpack(archive: Path, folder: Path, sole: str, show: Callable[[int, int], None]) -> Unpacked:
    """Files only, below `folder`; `sole`: the one file it must hold gets this name. Each file appears whole.

    Raises DownloadError for a member that would leave the folder, is a link or no file, comes twice, or is too much;
    nothing was written then. OSError for a full disk.
    """
    try:
        with zipfile.ZipFile(archive) as zip_file:
            members = _checked(archive, zip_file, sole)
            total = sum(info.file_size for info, _ in members)
            _check_room(archive, folder, total)
            done = 0
            for info, name in members:
                _write(zip_file, info, folder / name)
                done += info.file_size
                show(done, total)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        archive.unlink()
        raise DownloadError(f"{archive}: is damaged, encrypted or no zip: {error}. It is deleted; run again") from error
    return Unpacked(len(members), total)


def _checked(archive: Path, zip_file: zipfile.ZipFile, sole: str) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    found: dict[PurePosixPath, zipfile.ZipInfo] = {}
    infos = zip_file.infolist()
    if len(infos) > MAX_MEMBERS:
        raise DownloadError(f"{archive}: holds {len(infos):,} members, more than {MAX_MEMBERS:,}; it is not unpacked")
    for info in infos:
        name = _name(archive, info)
        if info.is_dir():
            continue
        if name in found:
            raise DownloadError(f"{archive}: holds {str(name)!r} twice; it is not unpacked")
        found[name] = info
    total, size = sum(info.file_size for info in found.values()), archive.stat().st_size
    if total > MAX_RATIO * size:
        raise DownloadError(
            f"{archive}: {size:,} bytes would become {total:,}, more than {MAX_RATIO} times as many; it is not unpacked"
        )
    if not sole:
        return [(info, name) for name, info in found.items()]
    if len(found) != 1:
        raise DownloadError(f"{archive}: holds {len(found)} files, expected {sole!r} alone; it is not unpacked")
    return [(info, PurePosixPath(sole)) for info in found.values()]


def _name(archive: Path, info: zipfile.ZipInfo) -> PurePosixPath:
    name = PurePosixPath(info.filename)
    is_odd = "\\" in info.filename or "\0" in info.orig_filename or ":" in info.filename.split("/", 1)[0]
    if is_odd or name.is_absolute() or ".." in name.parts or not name.parts:
        raise DownloadError(f"{archive}: {info.filename!r} would leave the folder; nothing of it is unpacked")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise DownloadError(f"{archive}: {info.filename!r} is a link or a device; nothing of it is unpacked")
    return name


def _check_room(archive: Path, folder: Path, needed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise DownloadError(f"{folder}: {archive.name} needs {needed:,} bytes, {free:,} are free; make room, run again")


def _write(zip_file: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    """zipfile writes no more than the size it states and checks the CRC."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with zip_file.open(info) as source, unfinished.open("wb") as file:
            shutil.copyfileobj(source, file, _CHUNK)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
