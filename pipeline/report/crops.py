"""The object images of one exhibit, each made and kept once however many documents and questions show it."""

from dataclasses import dataclass

from PIL import Image

from pipeline.report.picture import Shown, object_picture
from schemas.geometry import Box
from schemas.objectimage import Augmentation, ObjectImage


@dataclass(frozen=True, slots=True)
class Crop:
    """`region`: of the record."""

    region: int
    picture: Shown


class Crops:
    """`picture`: the upright one; None where it could not be read: nothing is shown then."""

    def __init__(self, picture: Image.Image | None) -> None:
        self._picture = picture
        self._numbers: dict[tuple[Box, float, int, Augmentation], int] = {}
        self.made: list[Crop] = []

    def number(self, box: Box, wanted: ObjectImage, region: int) -> int:
        """Its place in `made`; -1 without a picture."""
        if self._picture is None:
            return -1
        key = box, wanted.margin, wanted.size, wanted.augmentation
        if key not in self._numbers:
            self._numbers[key] = len(self.made)
            self.made.append(Crop(region, object_picture(self._picture, box, wanted)))
        return self._numbers[key]
