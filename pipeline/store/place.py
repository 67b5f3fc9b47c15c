"""From what the user calls a run folder to its store, and to the local folder beside it for unfinished work."""

import hashlib
import os
import tempfile
from pathlib import Path

from pipeline.store.bucket import SCHEME, PlaceError, parse
from pipeline.store.local import LocalStore
from pipeline.store.object import ObjectStore
from pipeline.store.store import Store

_JOB_FOLDER = "working_dir_files"
"""Where Ray unpacks the working directory of a job; deleted some time after it."""


def store_at(place: str) -> Store:
    """Raises PlaceError for a kind of place this version cannot write to."""
    if place.startswith(SCHEME):
        return ObjectStore(f"{SCHEME}{parse(place)}")
    if "://" in place:
        scheme = place.partition("://")[0]
        raise PlaceError(
            f"out: run folders are local paths or s3://bucket/folder, not {scheme}://...; name one of those"
        )
    path = Path(place).absolute()
    if _JOB_FOLDER in path.parts:
        raise PlaceError(
            f"out: {place!r} would lie in the submitted job's temporary folder; give an absolute path that all nodes "
            f"share, or s3://bucket/folder"
        )
    return LocalStore(str(path))


def scratch_at(place: str) -> Path:
    """Where rendered scenes and unfinished tars lie: in a local run folder, for a bucket in each machine's TMPDIR."""
    if "://" not in place:
        return Path(place).absolute() / "scratch"
    own = hashlib.sha256(store_at(place).root.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"multigrain-{os.getuid()}", own)
