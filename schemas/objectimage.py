"""An object image: a region cut out, kept as a reference. One function makes its pixels (`pipeline.pixels`)."""

from pydantic import Field

from schemas.model import Model


class Augmentation(Model):
    """Recorded numbers, not a seed: the same picture comes out of every version of the random generator."""

    flip: bool = Field(False, description="mirrored left to right")
    brightness: float = Field(1.0, gt=0)
    contrast: float = Field(1.0, gt=0)
    saturation: float = Field(1.0, ge=0)
    zoom: float = Field(1.0, ge=1.0, description="1.25: the middle 1/1.25 of the crop, enlarged")


class ObjectImage(Model):
    """`region` cut out with `margin` (share of the box's own width and height on each side), long side `size` px."""

    region: int = Field(ge=0, description="index into the regions")
    margin: float = Field(0.1, ge=0)
    size: int = Field(224, gt=0, description="long side in pixels")
    augmentation: Augmentation = Augmentation()
