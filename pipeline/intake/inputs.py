"""Inputs: the finished table of images, one Parquet part per bucket, rows in the order of their keys' hashes."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.intake.buckets import bucket_name, bucket_of
from pipeline.intake.input import Input, from_lines
from pipeline.ledger.part import read_part
from pipeline.store.damage import DamagedError
from pipeline.store.sealed import read_sealed, write_sealed
from pipeline.store.store import Store

INDEX = "inputs.json"
"""Beside the buckets: names their parts."""


@dataclass(frozen=True)
class Inputs:
    """`parts` ("" where there is no row) and `counts` by bucket.

    `limit` takes the first records by key hash: buckets are ranges of that hash.
    """

    parts: tuple[str, ...]
    counts: tuple[int, ...]
    digest: str
    limit: int | None = None

    @property
    def num_buckets(self) -> int:
        return len(self.parts)

    def quota(self, bucket: int) -> int:
        """How many of the bucket's rows belong to this run."""
        if self.limit is None:
            return self.counts[bucket]
        return max(0, min(self.counts[bucket], self.limit - sum(self.counts[:bucket])))

    def total(self) -> int:
        return sum(self.counts) if self.limit is None else min(self.limit, sum(self.counts))

    def slices(self) -> Iterator["Slice"]:
        """The buckets with anything in them."""
        for bucket, part in enumerate(self.parts):
            quota = self.quota(bucket)
            if quota:
                yield Slice(bucket, part, 0, quota)

    def slice_of(self, key: str) -> "Slice":
        bucket = bucket_of(key, self.num_buckets)
        return Slice(bucket, self.parts[bucket], 0, self.quota(bucket))


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows `start` to `stop` of one bucket: what travels to workers instead of records."""

    bucket: int
    part: str
    start: int
    stop: int

    @property
    def name(self) -> str:
        return bucket_name(self.bucket)

    def pieces(self, most_rows: int) -> Iterator["Slice"]:
        """The same rows in runs of at most `most_rows`."""
        for start in range(self.start, self.stop, most_rows):
            yield replace(self, start=start, stop=min(start + most_rows, self.stop))


NO_ROWS = Slice(0, "", 0, 0)


def read_slice(store: Store, part: Slice) -> list[Input]:
    """Raises DamagedError, also for a part that is gone."""
    if part.start == part.stop:
        return []
    try:
        table = read_part(store, part.part)
    except FileNotFoundError as error:
        raise DamagedError(part.part, "is gone; run again to make it anew") from error
    return from_lines(table.slice(part.start, part.stop - part.start).to_pylist())


def set_aside(store: Store, part: str) -> None:
    """A damaged part goes to damaged/. The import it belongs to is no longer whole and is done again."""
    store.delete(f"{part.rsplit('/', 2)[0]}/{INDEX}")
    with contextlib.suppress(FileNotFoundError):
        store.move(part, f"damaged/{part}")


def hash_order(rows: Sequence[Input]) -> list[Input]:
    return sorted(rows, key=lambda row: hashlib.sha256(row.key.encode()).digest())


def save(store: Store, folder: str, parts: Sequence[tuple[str, int]], digest: str) -> Inputs:
    """Written last: its presence says the import is whole."""
    body = {"digest": digest, "parts": [path for path, _ in parts], "counts": [count for _, count in parts]}
    write_sealed(store, f"{folder}/{INDEX}", body)
    return _from_json(body)


def find(store: Store, folder: str) -> Inputs | None:
    """None for an import that is not whole. Raises DamagedError."""
    path = f"{folder}/{INDEX}"
    return _from_json(read_sealed(store, path)) if store.exists(path) else None


def find_buckets(store: Store) -> int | None:
    """How many buckets the imports of this folder have; None when there is no whole one."""
    for digest in store.names("inputs"):
        with contextlib.suppress(DamagedError):
            if (found := find(store, f"inputs/{digest}")) is not None:
                return found.num_buckets
    return None


def _from_json(body: Mapping[str, object]) -> Inputs:
    parts, counts, digest = body["parts"], body["counts"], body["digest"]
    assert isinstance(parts, list) and isinstance(counts, list) and isinstance(digest, str)
    return Inputs(tuple(parts), tuple(counts), digest)


def reopen(store: Store, named: Mapping[str, object] | None) -> Inputs:
    """The inputs a run.json names; none at all for a run that stopped before its import was whole.

    Raises DamagedError.
    """
    found = find(store, f"inputs/{named['digest']}") if named else None
    if found is None or named is None:
        return Inputs((), (), "")
    limit = named["limit"]
    assert limit is None or isinstance(limit, int)
    return replace(found, limit=limit)
