"""summary.json: the status as the last run left it, so that asking for it does not read the whole ledger again."""

import json
from collections.abc import Mapping
from typing import Any

from pipeline.store.store import Store

SUMMARY = "summary.json"


def save_summary(store: Store, found: Mapping[str, Any]) -> None:
    store.write(SUMMARY, (json.dumps(found, indent=1) + "\n").encode())


def read_summary(store: Store) -> dict[str, Any] | None:
    """None when there is none, or one that cannot be read: it is counted from the ledger then."""
    try:
        body = json.loads(store.read(SUMMARY))
    except (FileNotFoundError, ValueError):
        return None
    return body if isinstance(body, dict) else None
