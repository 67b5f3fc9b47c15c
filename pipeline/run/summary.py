"""summary.json: the status as the last run left it, so that asking for it does not read the whole ledger again."""

from collections.abc import Mapping
from typing import Any

from pipeline.store.damage import DamagedError
from pipeline.store.sealed import read_sealed, write_sealed
from pipeline.store.store import Store

SUMMARY = "summary.json"


def save_summary(store: Store, found: Mapping[str, Any]) -> None:
    write_sealed(store, SUMMARY, found)


def read_summary(store: Store) -> dict[str, Any] | None:
    """None when there is none, or a damaged one: it is counted from the ledger then."""
    try:
        return read_sealed(store, SUMMARY)
    except (FileNotFoundError, DamagedError):
        return None
