"""Answers at rest: Parquet parts sorted by request, in row groups small enough to fetch one answer from."""

import io
import logging
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.answers.answer import Answer, Reply
from pipeline.ledger.part import name_of
from pipeline.store.store import Store

PARTS = "answers/parts"
ROW_GROUP = 64
"""About 100 kB of replies: one answer is fetched in about a millisecond."""

SCHEMA = pa.schema(
    [
        ("request", pa.string()),
        ("role", pa.string()),
        ("model", pa.string()),
        ("text", pa.string()),
        ("finish_reason", pa.string()),
        ("input_tokens", pa.int64()),
        ("output_tokens", pa.int64()),
        ("cost_usd", pa.float64()),
    ]
)

_log = logging.getLogger(__name__)
Index = npt.NDArray[np.bytes_]
"""Sorted request hashes, 32 bytes each."""


def write_answers(store: Store, answers: Iterable[Answer]) -> str:
    """One part, doubles dropped; returns its path."""
    ordered = sorted({answer.request: answer for answer in answers}.values(), key=lambda answer: answer.request)
    lines = [{"request": a.request, "role": a.role, "model": a.model, **a.reply.model_dump()} for a in ordered]
    buffer = io.BytesIO()
    table = pa.Table.from_pylist(lines, schema=SCHEMA)
    pq.write_table(table, buffer, compression="zstd", row_group_size=ROW_GROUP, write_statistics=False)
    data = buffer.getvalue()
    path = f"{PARTS}/{name_of(data)}"
    store.write(path, data)
    return path


def index_part(store: Store, path: str) -> Index | None:
    """The part's requests; None for a damaged part, which is named and set aside: its answers are asked again."""
    data = store.read(path)
    if name_of(data) != path.rsplit("/", 1)[-1]:
        _log.warning("%s is damaged; set aside as damaged/%s, its answers are asked again", path, path)
        store.move(path, f"damaged/{path}")
        return None
    requests = pq.ParquetFile(pa.BufferReader(data)).read(columns=["request"])["request"].to_pylist()
    return np.array([request.encode() for request in requests], dtype="S32")


def fetch(store: Store, path: str, row: int) -> Answer:
    """One answer, reading one row group."""
    with store.open(path) as file:
        group = pq.ParquetFile(file).read_row_group(row // ROW_GROUP)
    return from_line(group.slice(row % ROW_GROUP, 1).to_pylist()[0])


def read_answers(store: Store, path: str) -> list[Answer]:
    """Raises what pyarrow raises for a file that is no Parquet; the name is checked by `index_part`."""
    return [from_line(line) for line in pq.ParquetFile(pa.BufferReader(store.read(path))).read().to_pylist()]


def from_line(line: dict[str, Any]) -> Answer:
    reply = {name: line[name] for name in Reply.model_fields}
    return Answer(request=line["request"], role=line["role"], model=line["model"], reply=Reply(**reply))


def find_in(index: Index, request: str) -> int | None:
    wanted = np.bytes_(request.encode())
    row = int(np.searchsorted(index, wanted))
    return row if row < len(index) and index[row] == wanted else None


def all_parts(store: Store) -> Sequence[str]:
    return [f"{PARTS}/{name}" for name in store.names(PARTS)]
