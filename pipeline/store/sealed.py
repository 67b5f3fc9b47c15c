"""Small JSON files that carry the digest of their own content, so that a flipped bit is told from a change."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pipeline.store.damage import DamagedError
from pipeline.store.store import Store

SEAL = "seal"
_BROKEN = "its content does not match its seal: it is damaged; run again to make it anew"


def write_sealed(store: Store, path: str, body: Mapping[str, Any]) -> None:
    store.write(path, _encode(body))


def read_sealed(store: Store, path: str) -> dict[str, Any]:
    """The body without its seal. Raises FileNotFoundError, DamagedError."""
    data = store.read(path)
    try:
        body: dict[str, Any] = json.loads(data)
        del body[SEAL]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(path, _BROKEN) from error
    if _encode(body) != data:
        raise DamagedError(path, _BROKEN)
    return body


def _encode(body: Mapping[str, Any]) -> bytes:
    """The only bytes that a body can have."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return (json.dumps({**body, SEAL: digest}, indent=1, sort_keys=True) + "\n").encode()
