"""A record under way: import plus what each stage added, folded from the ledger without parsing what nobody reads."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from schemas.model import Model
from schemas.record import Record

GRAINS = ("captions", "labels", "regions", "descriptions", "relations", "conversations")
_ADAPTERS = {name: TypeAdapter[Any](Record.__annotations__[name]) for name in GRAINS}
_NOTHING = hashlib.sha256(b"[]").hexdigest()


class GrowingRecord:
    """`digest` answers from the JSON alone; `record` parses what was replayed only when a stage must run."""

    def __init__(self, record: Record) -> None:
        self.key = record.key
        self.content = record.content
        self._record = record
        self._replayed: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._digests = {"given": record.content}  # content digests the annotations already

    def digest(self, field: str) -> str:
        return self._digests.get(field, _NOTHING)

    def replay(self, adds: Iterable[tuple[str, str]]) -> None:
        """Fields as the ledger holds them."""
        for field, json in adds:
            self._replayed[field] = self._written[field] = json
            self._digests[field] = hashlib.sha256(json.encode()).hexdigest()

    def grow(self, adds: Mapping[str, tuple[Model, ...]]) -> tuple[tuple[str, str], ...]:
        """Fields as a stage made them; returns them as canonical JSON for the ledger."""
        before = self.record()
        for field, value in adds.items():
            if field not in self._written or value is not getattr(before, field):  # a filter often drops nothing
                json = _ADAPTERS[field].dump_json(value)
                self._digests[field] = hashlib.sha256(json).hexdigest()
                self._written[field] = json.decode()
        self._record = before.model_copy(update=dict(adds))
        return tuple((field, self._written[field]) for field in adds)

    def record(self) -> Record:
        if self._replayed:
            parsed = {field: _ADAPTERS[field].validate_json(json) for field, json in self._replayed.items()}
            self._record = self._record.model_copy(update=parsed)
            self._replayed = {}
        return self._record


def fingerprint(stage_digest: str, reads: Iterable[str], growing: GrowingRecord) -> str:
    """Stage (code version, settings, prompts), content, and what it reads from upstream, by value."""
    parts = [stage_digest, growing.content, *(f"{field}={growing.digest(field)}" for field in sorted(reads))]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]
