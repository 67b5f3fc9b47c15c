"""A data set: each of its archives fetched, checked, unpacked and recorded; what is there already is left alone."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.download.catalogue import Archive, DataSet
from pipeline.download.fetch import fetch
from pipeline.download.refusal import DownloadError
from pipeline.download.unpack import unpack

DOWNLOADS = "downloads"
"""Below the data set's folder: archives, and for each that is unpacked a JSON file that says what it was."""

Show = Callable[[str, int, int | None], None]
"""What is done, and megabytes done and in all."""

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class DownloadWishes:
    """`mirror`: a folder's address that holds the archives by their names. `unchecked`: known sizes and digests do not
    count. `keep`: archives stay after they are unpacked."""

    mirror: str | None = None
    unchecked: bool = False
    keep: bool = False


def download(data_set: DataSet, folder: Path, wishes: DownloadWishes, show: Show) -> list[dict[str, Any]]:
    """What became of each archive. Done again after a stop it goes on. Raises DownloadError, OSError."""
    with _alone(folder):
        return [_obtain(archive, folder, wishes, show) for archive in data_set.archives]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two at once would write into one file."""
    downloads = folder / DOWNLOADS
    downloads.mkdir(parents=True, exist_ok=True)
    with (downloads / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DownloadError(
                f"{folder}: another download into it is running; wait for it, or name another"
            ) from None
        yield


def _obtain(archive: Archive, folder: Path, wishes: DownloadWishes, show: Show) -> dict[str, Any]:
    target = folder / DOWNLOADS / archive.name
    record = target.with_name(f"{target.name}.json")
    known = _read(record)
    if known is not None and not _missing(archive, folder):
        return known | {"state": "already there"}
    url = f"{wishes.mirror.rstrip('/')}/{archive.name}" if wishes.mirror else archive.url
    if not target.exists():
        line = f"{archive.name} (MB)"
        wanted = 0 if wishes.unchecked else archive.bytes
        fetch(url, target, wanted, lambda done, total: show(line, done // 10**6, total and total // 10**6))
    checked = _check(archive, target, wishes.unchecked, known, show)
    found = {"name": archive.name, "url": url, "bytes": target.stat().st_size, **checked}
    unpacked = unpack(
        target,
        folder / archive.into,
        archive.sole,
        lambda done, total: show(f"unpack {archive.name} (MB)", done // 10**6, total // 10**6),
    )
    os.sync()  # the record must not outlive what it says
    if missing := _missing(archive, folder):
        raise DownloadError(
            f"{target} is unpacked, yet {missing[0]!r} is not in {folder}: it is not laid out as it used to be; look "
            "into it"
        )
    found |= {"files": unpacked.files, "unpacked_bytes": unpacked.bytes}
    _write(record, found)
    if not wishes.keep:
        target.unlink()
    return found | {"state": "downloaded"}


def _missing(archive: Archive, folder: Path) -> list[str]:
    return [name for name in archive.holds if not (folder / name).exists()]


def _check(archive: Archive, target: Path, unchecked: bool, known: dict[str, Any] | None, show: Show) -> dict[str, str]:
    """Its sha256, and by what it was checked ("": nothing is known of it).

    A file that is not the one expected is deleted. Raises DownloadError.
    """
    algorithm, _, wanted = archive.digest.partition(":")
    digests = _digests(target, {"sha256", algorithm} - {""}, show)
    if wanted and not unchecked and digests[algorithm] != wanted:
        target.unlink()
        raise DownloadError(
            f"{target}: its {algorithm} is {digests[algorithm]}, {archive.digest_by} says {wanted}: it was changed on "
            "the way or at its source. It is deleted; run again, or with --unchecked if you know that it changed"
        )
    if known is not None and known["sha256"] != digests["sha256"]:
        target.unlink()
        raise DownloadError(
            f"{target}: its sha256 is {digests['sha256']}, the one downloaded first had {known['sha256']} (recorded in "
            f"{target.name}.json). It is deleted; delete the record too if the new one is right"
        )
    if wanted and not unchecked:
        by = f"{archive.digest} ({archive.digest_by})"
    else:
        by = "size" if archive.bytes and not unchecked else ""
    return {"sha256": digests["sha256"], "checked_by": by}


def _digests(path: Path, algorithms: set[str], show: Show) -> dict[str, str]:
    running = {name: hashlib.new(name, usedforsecurity=False) for name in sorted(algorithms)}
    done, total = 0, path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for digest in running.values():
                digest.update(chunk)
            done += len(chunk)
            show(f"check {path.name} (MB)", done // 10**6, total // 10**6)
    return {name: digest.hexdigest() for name, digest in running.items()}


def _read(path: Path) -> dict[str, Any] | None:
    """None also for one that a crash left half written."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) and {"sha256", "bytes", "checked_by"} <= set(found) else None
    except (FileNotFoundError, ValueError):
        return None


def _write(path: Path, body: dict[str, Any]) -> None:
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
