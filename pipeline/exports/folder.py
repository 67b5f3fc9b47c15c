"""The folder of an export: built beside its place under an unfinished name, moved there when all is written."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.exports.refusal import ExportError

CLAIM = ".multigrain-export"
"""Lies in an unfinished export, locked while somebody writes: only what holds it is ever cleared."""
SUFFIX = ".unfinished"


@contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """A folder to build in; it becomes `out` when the block ends well and is cleared when it does not.

    What a killed export left is cleared by the next into the same `out`. Raises ExportError for a place that is taken.
    """
    _check_free(out)
    building = out.with_name(out.name + SUFFIX)
    claim = _claim(building)
    try:
        _clear(building)
        yield building
        _sync(building)
        if out.is_dir():
            out.rmdir()  # empty, or it fails: somebody was faster
        building.rename(out)
        (out / CLAIM).unlink()
        _sync(out.parent)
    except BaseException:
        if building.exists():
            shutil.rmtree(building)
        raise
    finally:
        os.close(claim)


def _check_free(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ExportError(f"--out {out}: is no folder; name one that is new or empty")
    if out.is_dir() and (found := sorted(os.listdir(out))):
        raise ExportError(f"--out {out}: holds {found[0]!r} already; name a folder that is new or empty")


def _claim(building: Path) -> int:
    """A lock that ends with its process. Raises ExportError when the folder is a stranger's or in use."""
    if building.is_symlink() or (building.exists() and not (building / CLAIM).is_file()):
        raise ExportError(f"{building}: is in the way and no unfinished export; move it, or name another --out")
    building.mkdir(parents=True, exist_ok=True)
    handle = os.open(building / CLAIM, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise ExportError(f"{building}: another export is being written there; wait for it, or name another") from None
    return handle


def _clear(building: Path) -> None:
    for path in sorted(building.iterdir()):
        if path.name == CLAIM:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
