"""Labels of the objects the source annotated, the one met most often first."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.language.wording import fold, squeeze
from pipeline.protocols.backend import Said
from schemas.geometry import area
from schemas.given import GivenObject
from schemas.provenance import Provenance
from schemas.record import Label, Record


class AnnotationsRecognizer:
    """A crowd is present like any object and counts once: how many it holds is not known."""

    name = "annotations"

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1}

    async def recognize(self, record: Record) -> Said[Label]:
        groups: defaultdict[str, list[GivenObject]] = defaultdict(list)
        for one in record.given.objects:
            groups[fold(one.label)].append(one)
        ranked = sorted(groups, key=lambda word: (-len(groups[word]), -sum(area(o.box) for o in groups[word]), word))
        return Said(tuple(self._label(groups[word]) for word in ranked))

    def _label(self, objects: Sequence[GivenObject]) -> Label:
        return Label(
            name=_most_common([squeeze(one.label) for one in objects]),
            synset=_most_common([one.synset for one in objects if one.synset]),
            by=Provenance(stage="recognize", backend=self.name, source=objects[0].source),
        )


def _most_common(words: Sequence[str]) -> str:
    """Among equals the first met; empty when there is none."""
    return Counter(words).most_common(1)[0][0] if words else ""
