"""What a stage is: one record in, one outcome out. It knows nothing of Ray, files or retries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from schemas.model import Model
from schemas.record import Record

ItemKind = Literal["caption", "label", "region", "description", "relation", "question", "object", "mask"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """One item left out on purpose: which rule, and the value that met which threshold."""

    kind: ItemKind
    rule: str
    item: str = ""
    value: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """What asking models took."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """The record goes on with these fields set. `made` counts the items proposed: made = kept + dropped, by kind."""

    adds: Mapping[str, tuple[Model, ...]]
    made: Mapping[ItemKind, int] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    answers: tuple[str, ...] = ()
    spend: Spend = Spend()


@dataclass(frozen=True, slots=True)
class Rejected:
    """The record stops here, on purpose."""

    rule: str
    detail: str = ""
    value: float | None = None
    threshold: float | None = None


Outcome = Kept | Rejected


class StopError(Exception):
    """No record's fault: the run must stop, resumable, nothing newly published. The message names the remedy."""


class Stage(Protocol):
    """One node of the graph. `reads` and `adds` name fields of Record; `version` is raised when its code changes."""

    name: str
    version: int
    reads: frozenset[str]
    adds: frozenset[str]

    def settings(self) -> Mapping[str, Any]:
        """All that decides its outcome beside code and record, as JSON: settings, backends, prompt digests."""

    async def run(self, record: Record) -> Outcome:
        """An exception is the record's failure, counted and retryable; a StopError is nobody's and ends the run."""
