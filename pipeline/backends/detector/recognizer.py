"""The list of what is in a picture (L1) by the detector: classes of which it found at least one."""

from collections.abc import Mapping
from typing import Any

from pipeline.backends.detector.detector import Detector
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.provenance import Provenance
from schemas.record import Label, Record


class DetectorRecognizer:
    """The class with the best detection first."""

    name = "detector"

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def identity(self) -> Mapping[str, Any]:
        return {**self._detector.identity(), "label_threshold": self._detector.spec.label_threshold}

    async def recognize(self, record: Record) -> Said[Label]:
        detector, threshold = self._detector, self._detector.spec.label_threshold
        detected = await detector.detect(record)
        by = Provenance(stage="recognize", backend=self.name, model=detector.model, answer=detected.answer)
        best: dict[int, float] = {}
        for one in detected.detections:
            best.setdefault(one.index, one.score)
        names = detector.classes.names
        labels = tuple(Label(name=names[index], by=by) for index, score in best.items() if score >= threshold)
        dropped = tuple(
            Dropped("label", "label_threshold", names[index], score, threshold)
            for index, score in best.items()
            if score < threshold
        )
        return Said(labels, dropped, (detected.answer,), detected.spend)
