"""The rejected gallery: for each rule what it took, how often, and examples with the value that met the threshold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.report.exhibit import picture_of
from pipeline.report.limits import PER_RULE, cut
from pipeline.report.met import RECORD, Drop, Met
from pipeline.report.picture import Shown, drawn

THUMBNAIL_PX = 160
_Rule = tuple[str, str, str, str]
"""Stage, kind, fate, rule."""


@dataclass(frozen=True, slots=True)
class Example:
    """`thumbnail` is None where the picture cannot be read, which may be what it was rejected for."""

    key: str
    drop: Drop
    thumbnail: Shown | None


@dataclass(frozen=True, slots=True)
class Loss:
    """`count`: in the whole run; `examples`: of the images surveyed, at most `limits.PER_RULE`."""

    stage: str
    kind: str
    fate: str
    rule: str
    count: int
    examples: tuple[Example, ...]


@dataclass
class Losses:
    """Examples by rule, of the first images that have one."""

    examples: dict[_Rule, list[Example]] = field(default_factory=dict)

    def add(self, met: Met) -> None:
        """One example of a rule from one image, so that one crowded picture does not stand for all."""
        wanted = {rule: drop for drop in reversed(met.drops) if self._has_room(rule := _rule(drop))}
        thumbnail = self._thumbnail(met) if wanted else None
        for rule, drop in wanted.items():
            short = Drop(drop.stage, drop.kind, drop.rule, cut(drop.item, 300), drop.fate, drop.value, drop.threshold)
            self.examples.setdefault(rule, []).append(Example(met.key, short, thumbnail))

    def _has_room(self, rule: _Rule) -> bool:
        return len(self.examples.get(rule, ())) < PER_RULE

    def _thumbnail(self, met: Met) -> Shown | None:
        picture, _ = picture_of(met)
        return drawn(picture, (), THUMBNAIL_PX) if picture else None

    def of(self, status: Mapping[str, Any]) -> list[Loss]:
        """Every rule the run's status names, in the order of the stages."""
        return [Loss(*rule, count, tuple(self.examples.get(rule, ()))) for rule, count in _counted(status)]


def _rule(drop: Drop) -> _Rule:
    return drop.stage, drop.kind, drop.fate, drop.rule


def _counted(status: Mapping[str, Any]) -> Iterator[tuple[_Rule, int]]:
    for stage in status["stages"]:
        name = stage["name"]
        for fate, by_stage in (("failed", status["failed_records"]), ("rejected", status["rejected_records"])):
            for rule, count in by_stage.get(name, {}).items():
                yield (name, RECORD, fate, rule), count
        for kind, rules in status["rejected_items"].get(name, {}).items():
            for rule, count in rules.items():
                yield (name, kind, "rejected", rule), count
