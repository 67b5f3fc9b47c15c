"""Triples over numbered regions (L2) by a vision-language model; numbers nobody gave it are refused by name."""

from collections.abc import Mapping
from typing import Any

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import RelateAnswer, RelationAnswer
from pipeline.backends.openai.prompting.interview import Interview
from pipeline.backends.openai.prompting.listing import citable, regions
from pipeline.backends.openai.prompting.markup import has_coordinates
from pipeline.backends.openai.prompting.picture import ReadPicture, RecordPixels
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.turns import Picture
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.models import ModelSpec
from schemas.record import Record, Relation


class OpenAIRelator:
    """`most`: relations asked for. Pictures with fewer than two regions cost nothing.

    Raises PromptError for a prompt that does not fit.
    """

    name = "openai"

    def __init__(self, spec: ModelSpec, client: Client, read: ReadPicture, most: int) -> None:
        self._spec, self._read, self._most = spec, read, most
        prompt = load_prompt("relate", spec.prompt, RelateAnswer, {"regions", "most"})
        self._interview = Interview(spec, client, prompt)

    def identity(self) -> Mapping[str, Any]:
        return {**self._interview.identity(), "most": self._most}

    async def relate(self, record: Record) -> Said[Relation]:
        known = citable(record)
        if len(known) < 2:
            return Said()
        values = {"regions": regions(record, self._interview.prompt.frame), "most": str(self._most)}
        whole = Picture(record.image.source_sha256, self._spec.max_image_px)
        told = await self._interview.ask(values, (whole,), RecordPixels(self._read, record))
        if told.value is None:
            return Said((), told.dropped("relation"), told.answers, told.spend)
        by = self._interview.by("relate", told)
        kept: list[Relation] = []
        dropped: list[Dropped] = []
        for one in told.value.relations:
            if (refused := _fault(one, known)) is not None:
                dropped.append(refused)
                continue
            subject, object_ = known[one.subject], known[one.object]
            kept.append(
                Relation(subject=subject, predicate=one.predicate, object=object_, origin=self._spec.model, by=by)
            )
        return Said(tuple(kept), tuple(dropped), told.answers, told.spend)


def _fault(one: RelationAnswer, known: Mapping[int, int]) -> Dropped | None:
    words = f"[{one.subject}] {one.predicate} [{one.object}]"
    unknown = next((number for number in (one.subject, one.object) if number not in known), None)
    if unknown is not None:
        return Dropped("relation", "no_such_region", words, float(unknown), float(max(known)))
    if has_coordinates(one.predicate):
        return Dropped("relation", "literal_coordinates", words)
    return None
