"""The stage `relate`: triples over the regions (L2 of TinyGroundingGPT)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.language.wording import squeeze
from pipeline.protocols.backend import Relator
from pipeline.protocols.stage import Outcome
from pipeline.stages.tally import Tally
from schemas.record import Record, Relation
from schemas.stages import RelateSpec

Triple = tuple[int, str, int]


class Relate:
    """The backends' triples are joined in their order; the same rules hold for all."""

    name = "relate"
    version = 1
    reads = frozenset({"given", "regions"})
    adds = frozenset({"relations"})

    def __init__(self, spec: RelateSpec, backends: Sequence[Relator]) -> None:
        self._spec, self._backends = spec, tuple(backends)

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(b.identity()) for b in self._backends]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("relation")
        triples: dict[Triple, Relation] = {}
        for backend in self._backends:
            for relation in tally.take(await backend.relate(record)):
                _add(relation, triples, record, tally)
        return tally.kept("relations", tuple(triples.values()))


def _add(relation: Relation, triples: dict[Triple, Relation], record: Record, tally: Tally) -> None:
    predicate = squeeze(relation.predicate).lower()
    triple = relation.subject, predicate, relation.object
    if max(relation.subject, relation.object) >= len(record.regions):
        tally.drop("no_such_region", f"{triple}", max(relation.subject, relation.object), len(record.regions))
    elif not predicate:
        tally.drop("no_predicate", _words(triple, record))
    elif relation.subject == relation.object:
        tally.drop("self_relation", _words(triple, record))
    elif triple in triples:
        tally.drop("duplicate", _words(triple, record))
    else:
        same = predicate == relation.predicate
        triples[triple] = relation if same else relation.model_copy(update={"predicate": predicate})


def _words(triple: Triple, record: Record) -> str:
    """`man on street`, for people reading the drops."""
    subject, predicate, object_ = triple
    return " ".join((record.regions[subject].label, predicate, record.regions[object_].label))
