"""Relations read off boxes, said only where the geometry leaves no doubt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.backends.rules.geometry_facts import Fact, Family, facts
from pipeline.backends.rules.geometry_pairs import Kind, gap
from pipeline.protocols.backend import Said
from prompts.loader import load
from schemas.geometry import area
from schemas.model import Model
from schemas.provenance import Provenance
from schemas.record import Record, Region, Relation
from schemas.stages import RelateSpec

MOST_REGIONS = 30
"""The largest are compared: 435 pairs, about 2 ms. With min_area 0.01 hardly a picture has more."""
MOST_PER_PAIR = 2
"""Facts about one pair, so that two large things do not take all the room."""
FAMILIES: tuple[Family, ...] = ("contact", "side", "height", "nearest", "size")
"""The order of turns: what says most of the picture first."""


class GeometryWords(Model):
    """What each kind is called in a triple; a kind left out is never said."""

    predicates: Mapping[Kind, str]


class GeometryRelator:
    """Never for crowds (no single thing), described places (no label), or boxes under `min_area` of the image.

    What is left unsaid beyond `max_relations` was never proposed and is not counted as dropped.
    """

    name = "rules"

    def __init__(self, spec: RelateSpec) -> None:
        self._spec = spec
        self._words = load("geometry", GeometryWords)
        self._by = Provenance(stage="relate", backend=self.name, prompt=self._words.name)

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1, "prompt": self._words.name, "prompt_digest": self._words.digest}

    async def relate(self, record: Record) -> Said[Relation]:
        eligible = self._eligible(record)
        found = [f for f in facts(record.regions, eligible, record.image.size) if f.kind in self._words.body.predicates]
        return Said(tuple(self._relation(fact) for fact in choose(found, record, self._spec.max_relations)))

    def _eligible(self, record: Record) -> list[int]:
        least = self._spec.min_area * record.image.area
        sizes = {i: area(region.box) for i, region in enumerate(record.regions) if region.label and not region.is_crowd}
        large = [i for i, own in sizes.items() if own >= least]
        return sorted(large, key=lambda i: (-sizes[i], i))[:MOST_REGIONS]

    def _relation(self, fact: Fact) -> Relation:
        return Relation(
            subject=fact.subject,
            predicate=self._words.body.predicates[fact.kind],
            object=fact.object,
            origin="geometry",
            by=self._by,
        )


def choose(found: Sequence[Fact], record: Record, most: int) -> list[Fact]:
    """The families take turns, each with its best pair left: labels met once first, then large and close pairs."""
    times = Counter(region.label for region in record.regions)
    diagonal = (record.image.width**2 + record.image.height**2) ** 0.5

    def rank(fact: Fact) -> tuple[int, float, int, int]:
        a: Region = record.regions[fact.subject]
        b: Region = record.regions[fact.object]
        closeness = 1 - gap(a.box, b.box) / diagonal
        ambiguous = (times[a.label] > 1) + (times[b.label] > 1)
        return ambiguous, -min(area(a.box), area(b.box)) * closeness, fact.subject, fact.object

    queues = {family: sorted((f for f in found if f.family == family), key=rank, reverse=True) for family in FAMILIES}
    chosen: list[Fact] = []
    said: Counter[frozenset[int]] = Counter()
    while len(chosen) < most and any(queues.values()):
        for queue in queues.values():
            while queue:
                fact = queue.pop()
                pair = frozenset((fact.subject, fact.object))
                if said[pair] < MOST_PER_PAIR:
                    said[pair] += 1
                    chosen.append(fact)
                    break
    return chosen[:most]
