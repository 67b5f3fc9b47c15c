"""The roles: who does a stage's work. A stage is handed backends and never names a concrete one.

A backend proposes; the stage validates what any backend says by the same rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pipeline.protocols.stage import Dropped, Spend
from schemas.question import Conversation
from schemas.record import Caption, Description, Label, Record, Region, Relation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """What a backend proposes for one record. `dropped`: items it had to refuse itself (an ungrounded answer)."""

    items: tuple[T, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    answers: tuple[str, ...] = ()
    spend: Spend = Spend()


class Backend(Protocol):
    """`name` as in the job spec."""

    name: str

    def identity(self) -> Mapping[str, Any]:
        """What decides its words beside the record, as JSON: version, model, prompt digest; never a credential."""


class Captioner(Backend, Protocol):
    async def caption(self, record: Record) -> Said[Caption]: ...


class Recognizer(Backend, Protocol):
    async def recognize(self, record: Record) -> Said[Label]: ...


class Grounder(Backend, Protocol):
    async def ground(self, record: Record) -> Said[Region]: ...


class Describer(Backend, Protocol):
    async def describe(self, record: Record) -> Said[Description]: ...


class Relator(Backend, Protocol):
    async def relate(self, record: Record) -> Said[Relation]: ...


class Asker(Backend, Protocol):
    async def ask(self, record: Record) -> Said[Conversation]: ...


class Judge(Backend, Protocol):
    async def judge(self, record: Record) -> Said[Conversation]:
        """Those of the record's conversations that pass; the others are dropped."""
