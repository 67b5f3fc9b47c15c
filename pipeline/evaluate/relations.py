"""How often a run's relation is the one that the source's annotators saw between the same two objects."""

from dataclasses import dataclass

from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.truth import name_of
from schemas.geometry import iou
from schemas.record import Record, Region

MIN_IOU = 0.5
"""From which a region and an annotated object of the same label are the same thing; scene graph generation's usual."""


@dataclass(frozen=True, slots=True)
class RelationEvaluation:
    """Only pairs that the source relates are `judged`: annotators name few of all relations that hold.

    Several predicates can be true of a pair (`on` and `above`), so `precision` = agreeing / judged is a lower bound.
    """

    source: str
    relations: int
    judged: int
    agreeing: int

    @property
    def precision(self) -> float | None:
        return self.agreeing / self.judged if self.judged else None


class Relations:
    """Takes records one by one; looks at relations of other origin than `source`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._relations = self._judged = self._agreeing = self._related = 0

    def add(self, record: Record) -> None:
        known = _known(record, self._source)
        self._related += len(known)
        for relation in record.relations:
            if relation.origin == self._source:
                continue
            self._relations += 1
            ends = _thing(record, record.regions[relation.subject]), _thing(record, record.regions[relation.object])
            said = known.get(ends, frozenset())
            self._judged += bool(said)
            self._agreeing += name_of(relation.predicate) in said

    def result(self) -> RelationEvaluation:
        """Raises EvaluationError when the source relates nothing."""
        if not self._related:
            raise EvaluationError(f"{self._source!r} has no relations: there is nothing to measure the run's by")
        return RelationEvaluation(self._source, self._relations, self._judged, self._agreeing)


def _known(record: Record, source: str) -> dict[tuple[int, int], frozenset[str]]:
    """Pair of the source's objects -> its predicates."""
    known: dict[tuple[int, int], frozenset[str]] = {}
    for relation in record.given.relations:
        if relation.source == source:
            ends = relation.subject, relation.object
            known[ends] = known.get(ends, frozenset()) | {name_of(relation.predicate)}
    return known


def _thing(record: Record, region: Region) -> int:
    """The annotated object that the region is or covers best; -1: none."""
    if region.given >= 0:
        return region.given
    same = [i for i, o in enumerate(record.given.objects) if name_of(o.label) == name_of(region.label)]
    best = max(same, key=lambda i: iou(region.box, record.given.objects[i].box), default=-1)
    return best if best >= 0 and iou(region.box, record.given.objects[best].box) >= MIN_IOU else -1
