"""Everything geometry may say about the regions of one picture: at most one fact per pair and family."""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from pipeline.backends.rules.geometry_pairs import Kind, contact, gap, height, measure, side
from schemas.geometry import Size, area
from schemas.record import Region

Family = Literal["contact", "side", "height", "nearest", "size"]
"""Kinds that answer one question. Of a pair each family says one thing, in one direction."""

NEAREST_RATIO = 2.0
"""The next nearest thing is at least this many times as far: boxes blur a distance by about their objects' own size."""


class Fact(NamedTuple):
    """`subject` and `object` index into the record's regions."""

    family: Family
    kind: Kind
    subject: int
    object: int


def facts(regions: Sequence[Region], eligible: Sequence[int], size: Size) -> list[Fact]:
    """Of the `eligible` regions only, but `nearest` looks at every labelled one: a thing left out can be nearer."""
    found = []
    for i, j in combinations(sorted(eligible), 2):
        found += _of_pair(i, j, regions, size)
    return found + _nearest(regions, eligible)


def _of_pair(i: int, j: int, regions: Sequence[Region], size: Size) -> list[Fact]:
    """The smaller is the subject: a cup is placed by the table, not the table by the cup. `size` goes by order."""
    small, large = _smaller_first(i, j, regions)
    a, b = regions[small].box, regions[large].box
    found: list[Fact] = []
    if (kind := contact(a, b)) is not None:
        found.append(Fact("contact", kind, small, large))
    if (kind := side(a, b, size)) is not None:
        found.append(Fact("side", kind, small, large))
    if (kind := height(a, b, size)) is not None:
        found.append(Fact("height", kind, small, large))
    if (kind := measure(regions[i].box, regions[j].box)) is not None:
        found.append(Fact("size", kind, i, j))
    return found


def _nearest(regions: Sequence[Region], eligible: Sequence[int]) -> list[Fact]:
    """Pairs that are each other's nearest, apart, the next twice as far or more: true whichever way it is read."""
    everything = [i for i, region in enumerate(regions) if region.label]
    if len(everything) < 3:
        return []
    clear = {i: _clearly_nearest(i, everything, regions) for i in eligible}
    pairs = [(i, j) for i, j in sorted(clear.items()) if j is not None and clear.get(j) == i and i < j]
    return [Fact("nearest", "nearest", *_smaller_first(i, j, regions)) for i, j in pairs]


def _smaller_first(i: int, j: int, regions: Sequence[Region]) -> tuple[int, int]:
    return (j, i) if area(regions[j].box) < area(regions[i].box) else (i, j)


def _clearly_nearest(i: int, everything: Sequence[int], regions: Sequence[Region]) -> int | None:
    distances = sorted((gap(regions[i].box, regions[j].box), j) for j in everything if j != i)
    (first, nearest), (second, _) = distances[:2]
    return nearest if first > 0 and second >= NEAREST_RATIO * first else None
