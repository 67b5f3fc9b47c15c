"""Is it really there? A yes or no question about a picture or an object image, as World-to-Code validates."""

from collections.abc import Mapping
from typing import Any

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import VerifyAnswer
from pipeline.backends.openai.prompting.interview import Interview, Told, total
from pipeline.backends.openai.prompting.picture import ReadPicture, RecordPixels
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.together import together
from pipeline.backends.openai.prompting.turns import Picture, Pixels
from pipeline.protocols.backend import Grounder, Said
from pipeline.protocols.stage import Dropped, ItemKind
from schemas.models import ModelSpec
from schemas.record import Record, Region

MARGIN = 0.15
"""On each side of the box: World-to-Code shows 1.3 times the box to check existence."""
CROP_PX = 448
"""Long side of an object image shown; ours."""


class Verifier:
    """Raises PromptError for a prompt that does not fit."""

    def __init__(self, spec: ModelSpec, client: Client) -> None:
        self._interview = Interview(spec, client, load_prompt("verify", spec.verify_prompt, VerifyAnswer, {"label"}))

    def identity(self) -> Mapping[str, Any]:
        return self._interview.identity()

    async def check(self, label: str, picture: Picture, pixels: Pixels) -> Told[VerifyAnswer]:
        return await self._interview.ask({"label": label}, (picture,), pixels)


def refused(kind: ItemKind, label: str, told: Told[VerifyAnswer]) -> tuple[Dropped, ...]:
    """Empty for a yes; an answer that cannot be used confirms nothing."""
    if told.value is None:
        rule = told.fault.rule if told.fault is not None else ""
        return (Dropped(kind, f"unverified_{rule}", label),)
    return () if told.value.answer == "yes" else (Dropped(kind, "not_confirmed", label),)


class VerifiedGrounder:
    """Another backend's boxes, each confirmed on its object image; crowds and unlabelled places pass as they are."""

    def __init__(self, inner: Grounder, spec: ModelSpec, client: Client, read: ReadPicture) -> None:
        self.name = inner.name
        self._inner, self._spec, self._read = inner, spec, read
        self._verifier = Verifier(spec, client)

    def identity(self) -> Mapping[str, Any]:
        return {**self._inner.identity(), "verified_by": dict(self._verifier.identity())}

    async def ground(self, record: Record) -> Said[Region]:
        said, pixels = await self._inner.ground(record), RecordPixels(self._read, record)
        told = await together(self._check(region, record, pixels) for region in said.items)
        kept: list[Region] = []
        dropped = list(said.dropped)
        for region, one in zip(said.items, told, strict=True):
            refusals = refused("region", region.label, one) if one is not None else ()
            dropped += refusals
            kept += () if refusals else (region,)
        asked = [one for one in told if one is not None]
        answers = (*said.answers, *(answer for one in asked for answer in one.answers))
        return Said(tuple(kept), tuple(dropped), answers, total((said.spend, *(one.spend for one in asked))))

    async def _check(self, region: Region, record: Record, pixels: Pixels) -> Told[VerifyAnswer] | None:
        if not region.label or region.is_crowd:
            return None
        size = min(CROP_PX, self._spec.max_image_px)
        picture = Picture(record.image.source_sha256, size, region.box, MARGIN)
        return await self._verifier.check(region.label, picture, pixels)
