"""Boxes for a record's labels by the detector, whoever recognized them."""

from collections.abc import Mapping
from typing import Any

from pipeline.backends.detector.detector import Detector
from pipeline.language.wording import fold
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.record import Record, Region


class DetectorGrounder:
    """Proposes every detection of the labels asked for, best first: thresholds are the stage's. Classes nobody asked

    for are not proposed; a label outside the detector's vocabulary is a counted drop.
    """

    name = "detector"

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def identity(self) -> Mapping[str, Any]:
        return self._detector.identity()

    async def ground(self, record: Record) -> Said[Region]:
        detector = self._detector
        asked, dropped = self._asked(record)
        if not asked:
            return Said((), dropped)
        detected = await detector.detect(record)
        regions = tuple(
            Region(label=asked[one.index], box=one.box, score=min(one.score, 1.0), origin=detector.model)
            for one in detected.detections
            if one.index in asked
        )
        return Said(regions, dropped, (detected.answer,), detected.spend)

    def _asked(self, record: Record) -> tuple[dict[int, str], tuple[Dropped, ...]]:
        """Label by class. Of two words for one class (`sofa`, `couch`) the first gets the boxes."""
        asked: dict[int, str] = {}
        dropped = []
        for label in record.labels:
            index = self._detector.classes.indices.get(fold(label.name))
            if index is None:
                dropped.append(Dropped("region", "not_in_vocabulary", label.name))
            elif index in asked:
                dropped.append(Dropped("region", "same_class", label.name))
            else:
                asked[index] = label.name
        return asked, tuple(dropped)
