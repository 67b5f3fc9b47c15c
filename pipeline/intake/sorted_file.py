"""A file of rows sorted by bucket: one Arrow batch per bucket, read one at a time without touching the others."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline.store.store import Store


def write_sorted(store: Store, path: str, schema: pa.Schema, buckets: Sequence[Mapping[str, list[Any]]]) -> None:
    """`buckets[i]` holds bucket i's columns; empty mapping: no rows. Atomic."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, schema, options=options) as writer:
        for columns in buckets:
            arrays = [pa.array(columns.get(field.name, []), field.type) for field in schema]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    store.write(path, sink.getvalue().to_pybytes())


def read_bucket(store: Store, paths: Sequence[str], bucket: int) -> Iterator[pa.RecordBatch]:
    """The bucket's rows from each file."""
    for path in paths:
        with store.open(path) as file:
            yield pa.ipc.open_file(file).get_batch(bucket)
