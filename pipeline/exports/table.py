"""A Parquet file written in row groups, so that what waits in memory is bounded."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.exports.tally import Tally

ROWS = 1024
"""Of a row group, at most; rows of segments take about 5 kB, so 5 MB wait in memory."""


class TableRows:
    """The file is there even when no row comes: its schema is."""

    def __init__(self, root: Path, name: str, schema: pa.Schema, tally: Tally) -> None:
        self._name, self._schema, self._tally = name, schema, tally
        self._writer = pq.ParquetWriter(root / name, schema, compression="zstd")
        self._waiting: list[Mapping[str, Any]] = []
        tally.rows[name] += 0

    def add(self, row: Mapping[str, Any]) -> None:
        self._waiting.append(row)
        self._tally.rows[self._name] += 1
        if len(self._waiting) == ROWS:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self._waiting = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None and self._waiting:
            self._flush()
        self._writer.close()
