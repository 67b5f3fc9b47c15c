"""What a user may choose about an export, beside its format."""

from typing import Literal

from pydantic import Field, model_validator

from pipeline.exports.refusal import ExportError
from schemas.frames import Frame, PaddedSquare, Pixels, SmartResized, Thousandths, Unit
from schemas.manifest import Split
from schemas.model import Model
from schemas.question import Task

FrameName = Literal["unit", "padded", "smart_resized", "thousandths", "pixels"]


class ExportOptions(Model):
    """Everything else follows from the format. Raises pydantic's ValidationError for values that make no sense."""

    frame: FrameName | None = Field(None, description="of coordinates in text; None: the format's own")
    tasks: tuple[Task, ...] = Field((), description="only conversations of these tasks; empty: all")
    splits: tuple[Split, ...] = Field(("train", "val"), min_length=1)
    min_pixels: int = Field(SmartResized().min_pixels, gt=0, description="of the consumer's processor; smart_resized")
    max_pixels: int = Field(SmartResized().max_pixels, gt=0, description="of the consumer's processor; smart_resized")

    @model_validator(mode="after")
    def _leaves_room(self) -> "ExportOptions":
        if self.min_pixels > self.max_pixels:
            raise ValueError(f"min_pixels {self.min_pixels} is more than max_pixels {self.max_pixels}")
        return self


def frame_of(format_name: str, allowed: tuple[FrameName, ...], options: ExportOptions) -> Frame:
    """The chosen frame, else the format's first. Raises ExportError for one its consumer would misread."""
    name = options.frame or allowed[0]
    if name not in allowed:
        raise ExportError(f"frame {name!r}: format {format_name} takes {' or '.join(allowed)}; leave --frame out")
    frames: dict[FrameName, Frame] = {
        "unit": Unit(),
        "padded": PaddedSquare(),
        "smart_resized": SmartResized(options.min_pixels, options.max_pixels),
        "thousandths": Thousandths(),
        "pixels": Pixels(),
    }
    return frames[name]
