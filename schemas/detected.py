"""A stage that may have a model of its own process look: the expert detector's settings stand under `detector`."""

from typing import Self

from pydantic import model_validator

from schemas.asked import AskedSpec
from schemas.detection import DetectorSpec


class DetectedSpec(AskedSpec):
    """`recognize` and `ground` may share one detector: the same settings in both, and it looks once at a picture."""

    detector: DetectorSpec | None = None

    def idle(self) -> frozenset[str]:
        return super().idle() | (frozenset() if "detector" in self.backend else {"detector"})

    @model_validator(mode="after")
    def _has_its_detector(self) -> Self:
        if ("detector" in self.backend) != (self.detector is not None):
            raise ValueError(
                "`backend: detector` and its settings go together: detector: {model: FILE.onnx, classes: FILE.txt}"
            )
        return self
