"""The stage `ground`: boxes for each label (S1 of TinyGroundingGPT). Its rules hold for every backend alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.protocols.backend import Grounder
from pipeline.protocols.stage import Outcome
from pipeline.stages.crowding import thin
from pipeline.stages.tally import Tally
from schemas.geometry import Box, Size, area, clip, is_finite, round_box
from schemas.record import Record, Region
from schemas.stages import GroundSpec

Fault = tuple[str, float | None, float | None]
"""The rule that refuses a region, the value that met it, the threshold."""


class Ground:
    """A later backend is asked only for labels that have no box yet. A label that finds no box stays a label."""

    name = "ground"
    version = 1
    reads = frozenset({"given", "labels"})
    adds = frozenset({"regions"})

    def __init__(self, spec: GroundSpec, backends: Sequence[Grounder]) -> None:
        self._spec, self._backends = spec, tuple(backends)

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(b.identity()) for b in self._backends]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("region")
        regions: list[Region] = []
        open_labels = record.labels
        for backend in self._backends:
            asked = record if open_labels is record.labels else record.model_copy(update={"labels": open_labels})
            proposed = tally.take(await backend.ground(asked))
            regions += self._sound(proposed, asked, tally)
            found = frozenset(region.label for region in regions)
            open_labels = tuple(label for label in record.labels if label.name not in found)
        return tally.kept("regions", thin(regions, self._spec, tally))

    def _sound(self, proposed: Sequence[Region], asked: Record, tally: Tally) -> list[Region]:
        """Those no rule refuses by themselves, clipped to the image and rounded to 0.01 px."""
        names = frozenset(label.name for label in asked.labels)
        sound = []
        for region in proposed:
            box = _inside(region.box, asked.image.size)
            if (fault := self._fault(region, box, names)) is not None:
                rule, value, threshold = fault
                tally.drop(rule, region.label or region.phrase, value, threshold)
            else:
                sound.append(region if box == region.box else region.model_copy(update={"box": box}))
        return sound

    def _fault(self, region: Region, box: Box, names: frozenset[str]) -> Fault | None:
        """`box` is the region's, clipped; a region without a label must be a described place."""
        if region.label not in names and (region.label or not region.phrase):
            return "label_not_asked", None, None
        if not is_finite(region.box) or area(region.box) <= 0:
            return "empty_box", None, None
        if area(box) <= 0:
            return "outside_image", None, None
        side = round(min(box[2] - box[0], box[3] - box[1]), 2)
        if side < self._spec.min_side_px:
            return "min_side_px", side, self._spec.min_side_px
        if region.score < self._spec.box_threshold:
            return "box_threshold", region.score, self._spec.box_threshold
        return None


def _inside(box: Box, size: Size) -> Box:
    """The part inside the image to 0.01 px; an empty box where there is none."""
    return round_box(clip(box, size)) if is_finite(box) else (0.0, 0.0, 0.0, 0.0)
