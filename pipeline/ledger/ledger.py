"""Reading and writing the ledger: `ledger/<stage>/<bucket>/<part>.parquet`, doubles dropped by (key, fingerprint)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ledger.part import read_parts, write_part
from pipeline.ledger.row import SCHEMA, Row, from_table, to_table
from pipeline.store.store import Store

Fated = dict[tuple[str, str], Row]
"""(key, fingerprint) -> its row."""


@dataclass(frozen=True)
class Ledger:
    """One run's ledger. Rows are only ever added; which of them hold is decided by the fingerprint.

    `guard` is called before each write.
    """

    store: Store
    guard: Callable[[], None] = lambda: None

    def write(self, stage: str, bucket: str, rows: Sequence[Row]) -> None:
        """Durable once it returns. Raises what `guard` raises for a run that lost its folder."""
        if rows:
            self.guard()
            write_part(self.store, f"ledger/{stage}/{bucket}", to_table(rows))

    def read(self, stage: str, bucket: str, keys: Sequence[str] | None = None) -> Fated:
        """Rows of the bucket, of `keys` only when given. A row that did not fail goes before one that did."""
        table = read_parts(self.store, f"ledger/{stage}/{bucket}", SCHEMA)
        if keys is not None:
            table = table.filter(pc.is_in(table["key"], pa.array(keys, pa.string())))
        fated: Fated = {}
        for row in from_table(table):
            known = fated.get((row.key, row.fingerprint))
            if known is None or (known.fate == "failed" and row.fate != "failed"):
                fated[row.key, row.fingerprint] = row
        return fated

    def compact(self, stage: str, bucket: str, most_parts: int) -> None:
        """More parts than that become one. Killed in the middle it leaves doubles, which readers drop."""
        folder = f"ledger/{stage}/{bucket}"
        names = self.store.names(folder)
        if len(names) <= most_parts:
            return
        self.guard()
        rows = list(self.read(stage, bucket).values())
        whole = write_part(self.store, folder, to_table(rows)).rsplit("/", 1)[-1]
        for name in names:
            if name != whole:
                self.store.delete(f"{folder}/{name}")
