"""Parts: what documents, questions and answers are made of, each exactly one of text, image, region, object image."""

from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.model import Model
from schemas.provenance import Provenance


class Part(Model):
    """One piece of an interleaved sequence. Coordinates stay references until a trainer or exporter renders them."""

    text: str | None = None
    image: Literal[True] | None = Field(None, description="the whole picture (the document's view)")
    region: int | None = Field(None, ge=0, description="its coordinates are wanted here")
    object_image: int | None = Field(None, ge=0, description="index into the object images beside it")
    about: tuple[int, ...] = Field((), description="the regions a text speaks of")
    by: Provenance

    @model_validator(mode="after")
    def _is_exactly_one(self) -> Self:
        unset = (self.text is None) + (self.image is None) + (self.region is None) + (self.object_image is None)
        if unset != 3:
            said = [name for name in ("text", "image", "region", "object_image") if getattr(self, name) is not None]
            raise ValueError(f"a part is exactly one of text, image, region, object_image; this one has {said}")
        return self


class Turn(Model):
    role: Literal["user", "assistant"]
    parts: tuple[Part, ...]
