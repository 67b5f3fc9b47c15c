"""The funnel of a run: for each stage and each recipe, what came in, what went on, and what was lost to which rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["kept", "merged", "rejected", "failed", "waiting", "unpublished"]

STAGE_KINDS: tuple[Kind, ...] = ("kept", "merged", "rejected", "failed", "waiting")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: from `start`, `length` long, in thousandths of all records, of all source entries for import."""

    kind: Kind
    count: int
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Step:
    """`losses`: kind, rule, count; a rule is empty where a kind has none."""

    name: str
    by: str
    met: int
    shares: tuple[Share, ...]
    losses: tuple[tuple[Kind, str, int], ...]

    @property
    def kept(self) -> int:
        return sum(share.count for share in self.shares if share.kind == "kept")

    def has(self, kind: Kind) -> bool:
        return any(share.kind == kind for share in self.shares)


def stages_of(status: Mapping[str, Any]) -> list[Step]:
    """One step per stage, import first: it alone is about source entries, of which several may make one record."""
    scales = [status["inputs"], *[records_of(status)] * (len(status["stages"]) - 1)]
    return [_stage(status, stage, scale) for stage, scale in zip(status["stages"], scales, strict=True)]


def records_of(status: Mapping[str, Any]) -> int:
    """What import made of all source entries."""
    return int(status["stages"][0]["out"])


def _stage(status: Mapping[str, Any], stage: Mapping[str, Any], scale: int) -> Step:
    counts: dict[Kind, int] = {"kept": stage["out"]}
    for kind in STAGE_KINDS[1:]:
        counts[kind] = stage[kind]
    rules = {
        "rejected": status["rejected_records"].get(stage["name"], {}),
        "failed": status["failed_records"].get(stage["name"], {}),
    }
    return Step(
        stage["name"],
        stage["backend"],
        stage["in"] + stage["waiting"],
        _shares(counts, scale),
        tuple(_losses(counts, rules)),
    )


def _losses(counts: Mapping[Kind, int], rules: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[Kind, str, int]]:
    for kind in STAGE_KINDS[1:]:
        named = rules.get(kind, {})
        yield from ((kind, rule, count) for rule, count in named.items())
        if counts[kind] and not named:
            yield kind, "", counts[kind]


def recipes_of(status: Mapping[str, Any]) -> list[Step]:
    """One step per published recipe, with what it could not use by reason."""
    return [
        _recipe(recipe, documents, status["unpublished"][recipe], records_of(status))
        for recipe, documents in status["published"].items()
    ]


def _recipe(name: str, documents: int, unpublished: Mapping[str, int], records: int) -> Step:
    counts: dict[Kind, int] = {"kept": documents, "unpublished": sum(unpublished.values())}
    losses: list[tuple[Kind, str, int]] = [("unpublished", rule, count) for rule, count in unpublished.items()]
    return Step(name, "", sum(counts.values()), _shares(counts, records), tuple(losses))


def _shares(counts: Mapping[Kind, int], scale: int) -> tuple[Share, ...]:
    shares, start = [], 0.0
    for kind, count in counts.items():
        if count:
            length = 1000 * count / max(1, scale)
            shares.append(Share(kind, count, round(start, 2), round(length, 2)))
            start += length
    return tuple(shares)
