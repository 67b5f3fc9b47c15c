"""Captions by a vision-language model, for pictures that have none."""

from collections.abc import Mapping
from typing import Any

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import CaptionAnswer
from pipeline.backends.openai.prompting.interview import Interview
from pipeline.backends.openai.prompting.picture import ReadPicture, RecordPixels
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.turns import Picture
from pipeline.protocols.backend import Said
from schemas.models import ModelSpec
from schemas.record import Caption, Record


class OpenAICaptioner:
    """Raises PromptError for a prompt that does not fit."""

    name = "openai"

    def __init__(self, spec: ModelSpec, client: Client, read: ReadPicture) -> None:
        self._spec, self._read = spec, read
        self._interview = Interview(spec, client, load_prompt("caption", spec.prompt, CaptionAnswer, set()))

    def identity(self) -> Mapping[str, Any]:
        return self._interview.identity()

    async def caption(self, record: Record) -> Said[Caption]:
        whole = Picture(record.image.source_sha256, self._spec.max_image_px)
        told = await self._interview.ask({}, (whole,), RecordPixels(self._read, record))
        if told.value is None:
            return Said((), told.dropped("caption"), told.answers, told.spend)
        caption = Caption(text=told.value.caption, by=self._interview.by("caption", told))
        return Said((caption,), (), told.answers, told.spend)
