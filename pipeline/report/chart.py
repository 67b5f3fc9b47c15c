"""A chart's data: amounts by name or by range, ready to be drawn as bars and to be read as a table."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.report.limits import BARS

_LINE = 22
"""Letters of 11 px that fit the chart's left side."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` of all that was counted, `length` of the longest bar; both 0 to 1."""

    name: str
    count: int
    share: float
    length: float

    @property
    def lines(self) -> list[str]:
        """The name as it stands beside the bar."""
        return textwrap.wrap(self.name.replace("_", " "), _LINE, max_lines=2, placeholder="…") or [""]


@dataclass(frozen=True, slots=True)
class Chart:
    """`is_ordered`: ranges in their order, drawn as columns; else names, the most frequent first.

    `rest`: how many further names there are, and their amount together.
    """

    title: str
    about: str
    unit: str
    total: int
    bars: tuple[Bar, ...]
    is_ordered: bool = False
    rest: tuple[int, int] = (0, 0)


def by_name(title: str, about: str, unit: str, counts: Mapping[str, int]) -> Chart:
    """The most frequent names; equal ones in the order of the alphabet."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown, rest = ranked[:BARS], ranked[BARS:]
    total = sum(counts.values())
    left = len(rest), sum(count for _, count in rest)
    return Chart(title, about, unit, total, _bars(shown, total), rest=left)


def by_range(title: str, about: str, unit: str, names: Sequence[str], counts: Mapping[int, int]) -> Chart:
    """`counts` by the place of the range in `names`."""
    pairs = [(name, counts.get(place, 0)) for place, name in enumerate(names)]
    total = sum(counts.values())
    return Chart(title, about, unit, total, _bars(pairs, total), is_ordered=True)


def _bars(pairs: Sequence[tuple[str, int]], total: int) -> tuple[Bar, ...]:
    longest = max((count for _, count in pairs), default=0)
    return tuple(Bar(name, count, count / max(1, total), count / max(1, longest)) for name, count in pairs)


def place_of(value: float, edges: Sequence[float]) -> int:
    """The number of edges at or below the value: which range it falls into."""
    return sum(edge <= value for edge in edges)


def fill(counts: Counter[int], values: Sequence[float], edges: Sequence[float]) -> None:
    counts.update(place_of(value, edges) for value in values)
