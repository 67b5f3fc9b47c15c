"""The books of one stage over one record: what was proposed, what was dropped, so that made = kept + dropped."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped, ItemKind, Kept, Spend
from schemas.model import Model

T = TypeVar("T", bound=Model)


@dataclass(slots=True)
class Tally:
    """`kind` is what the stage makes. Lives for one record only."""

    kind: ItemKind
    made: Counter[ItemKind] = field(default_factory=Counter)
    dropped: list[Dropped] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    spend: Spend = Spend()

    def take(self, said: Said[T]) -> tuple[T, ...]:
        """Books what a backend said and hands on its items; what it refused itself counts as made and dropped."""
        self.made[self.kind] += len(said.items)
        self.made.update(drop.kind for drop in said.dropped)
        self.dropped += said.dropped
        self.answers += said.answers
        if said.spend != Spend():
            self.spend = _sum(self.spend, said.spend)
        return said.items

    def drop(self, rule: str, item: str, value: float | None = None, threshold: float | None = None) -> None:
        self.dropped.append(Dropped(self.kind, rule, item, value, threshold))

    def kept(self, field_name: str, items: tuple[T, ...]) -> Kept:
        return Kept({field_name: items}, dict(self.made), tuple(self.dropped), tuple(self.answers), self.spend)


def _sum(a: Spend, b: Spend) -> Spend:
    return Spend(
        a.calls + b.calls,
        a.input_tokens + b.input_tokens,
        a.output_tokens + b.output_tokens,
        a.cost_usd + b.cost_usd,
    )
