"""The source's triples, moved from its objects to the regions they became."""

from collections.abc import Mapping
from typing import Any

from pipeline.language.wording import fold
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.geometry import Box
from schemas.given import GivenObject
from schemas.provenance import Provenance
from schemas.record import Record, Relation


class AnnotationsRelator:
    name = "annotations"

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1}

    async def relate(self, record: Record) -> Said[Relation]:
        """A triple with an end that has no region is dropped as `end_not_grounded`."""
        if not record.given.relations:
            return Said()
        ends = Ends(record)
        relations, dropped = [], []
        for given in record.given.relations:
            subject, object_ = ends.region(given.subject), ends.region(given.object)
            if subject is None or object_ is None:
                words = (ends.label(given.subject), given.predicate, ends.label(given.object))
                dropped.append(Dropped("relation", "end_not_grounded", " ".join(words)))
                continue
            by = Provenance(stage="relate", backend=self.name, source=given.source)
            relations.append(
                Relation(subject=subject, predicate=given.predicate, object=object_, origin=given.source, by=by)
            )
        return Said(tuple(relations), tuple(dropped))


class Ends:
    """Which region an annotated object became."""

    def __init__(self, record: Record) -> None:
        self._objects = record.given.objects
        self._by_given = {region.given: i for i, region in enumerate(record.regions) if region.given >= 0}
        self._by_place = {(fold(r.label), r.box): i for i, r in enumerate(record.regions) if r.given >= 0}

    def region(self, given: int) -> int | None:
        """Index into the regions, or None.

        An object dropped as a duplicate stands where its double stands: Visual Genome enters one thing several times.
        """
        if given in self._by_given or given >= len(self._objects):
            return self._by_given.get(given)
        one: GivenObject = self._objects[given]
        place: tuple[str, Box] = (fold(one.label), one.box)
        return self._by_place.get(place)

    def label(self, given: int) -> str:
        return self._objects[given].label if given < len(self._objects) else f"object {given}"
