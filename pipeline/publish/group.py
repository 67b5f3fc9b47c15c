"""Step 3, one task per group: its documents and pictures, in order, into one shard or several parts."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.publish.cut import Group
from pipeline.publish.sample import Read, sample
from pipeline.publish.tar import ShardWriter
from pipeline.publish.workfile import Line, read_lines
from pipeline.store.store import Store
from schemas.job import ShardSpec
from schemas.manifest import Split


@dataclass(frozen=True, slots=True)
class StagedPart:
    """A finished shard that has no number yet."""

    split: Split
    group: int
    part: int
    path: str
    documents: int
    bytes: int
    sha256: str


def write_group(
    store: Store, paths: Sequence[str], group: Group, shard: ShardSpec, read: Read, staging: str, scratch: Path
) -> tuple[StagedPart, ...]:
    """Reads its range from the work files `paths`, writes `staging`/<split>-<group>-<part>.tar. Idempotent.

    `scratch` is a local folder for unfinished tars, best on the store's device. Raises PictureChangedError, OSError.
    """
    lines = read_lines(store, paths, group.split, group.low, group.high)
    for one, other in pairwise(lines):
        if one.key == other.key:
            raise ValueError(f"the key {one.key!r} is in the work files twice")
    if not lines:
        return ()
    scratch.mkdir(parents=True, exist_ok=True)
    stem = f"{staging}/{group.split}-{group.number:05d}"
    return tuple(_parts(store, _samples(lines, read), group, shard, stem, scratch))


def _samples(lines: Iterable[Line], read: Read) -> Iterator[tuple[str, bytes, bytes]]:
    for line in lines:
        json, jpg = sample(line, read)
        yield line.key, json, jpg


def _parts(
    store: Store,
    samples: Iterable[tuple[str, bytes, bytes]],
    group: Group,
    shard: ShardSpec,
    stem: str,
    scratch: Path,
) -> Iterator[StagedPart]:
    number = 0
    with ExitStack() as stack:
        writer = stack.enter_context(_open(scratch))
        for key, json, jpg in samples:
            if writer.documents == shard.max_documents or not writer.room_for(json, jpg, shard.max_bytes):
                yield _stage(store, writer, group, number, stem)
                number += 1
                writer = stack.enter_context(_open(scratch))
            writer.add(key, json, jpg)
        yield _stage(store, writer, group, number, stem)


def _open(scratch: Path) -> ShardWriter:
    handle, name = tempfile.mkstemp(prefix="shard-", suffix=".tar", dir=scratch)
    os.close(handle)
    return ShardWriter(Path(name))


def _stage(store: Store, writer: ShardWriter, group: Group, number: int, stem: str) -> StagedPart:
    sha256 = writer.close()
    path = f"{stem}-{number:05d}.tar"
    store.put(path, writer.path)
    return StagedPart(group.split, group.number, number, path, writer.documents, writer.size, sha256)
