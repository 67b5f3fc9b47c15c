"""Boxes of the annotated objects whose label was recognized, and of the places the source describes in words."""

from collections.abc import Mapping
from typing import Any

from pipeline.language.wording import fold, squeeze
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.given import GivenObject
from schemas.record import Record, Region


class AnnotationsGrounder:
    """Objects first, then described places (no label, the words as `phrase`), each in the source's order."""

    name = "annotations"

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1}

    async def ground(self, record: Record) -> Said[Region]:
        names = {fold(label.name): label.name for label in record.labels}
        regions, dropped = [], []
        for index, one in enumerate(record.given.objects):
            if (name := names.get(fold(one.label))) is None:
                dropped.append(Dropped("region", "label_not_asked", one.label))
            else:
                regions.append(_region(one, name, index))
        phrases = (
            Region(label="", phrase=squeeze(given.text), box=given.box, origin=given.source)
            for given in record.given.phrases
        )
        return Said((*regions, *phrases), tuple(dropped))


def _region(one: GivenObject, label: str, index: int) -> Region:
    attributes = (squeeze(attribute) for attribute in one.attributes)
    return Region(
        label=label,
        box=one.box,
        origin=one.source,
        attributes=tuple(dict.fromkeys(attribute for attribute in attributes if attribute)),
        is_crowd=one.is_crowd,
        given=index,
    )
