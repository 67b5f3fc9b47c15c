"""Grades conversations by quality, richness and accuracy, 1 to 5 each, and keeps those that reach a minimum."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import JudgeAnswer, ScoreAnswer
from pipeline.backends.openai.prompting.interview import Interview
from pipeline.backends.openai.prompting.listing import number_of, regions
from pipeline.backends.openai.prompting.markup import marked
from pipeline.backends.openai.prompting.picture import ReadPicture, RecordPixels
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.turns import Picture
from pipeline.backends.openai.verifier import CROP_PX, MARGIN
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.question import Conversation
from schemas.record import Record
from schemas.stages import JudgeSpec

AXES = ("quality", "richness", "accuracy")
"""TinyGroundingGPT's Table 9; in this order the first that is too low names the rule."""
MOST_CROPS = 8
"""Object images shown beside the picture; ours: a request stays under ten pictures."""


class OpenAIJudge:
    """One request per picture for all its conversations. What got no grade is not kept: nothing says it is good.

    Raises PromptError for a prompt that does not fit.
    """

    name = "openai"

    def __init__(self, spec: JudgeSpec, client: Client, read: ReadPicture) -> None:
        self._spec, self._read = spec, read
        prompt = load_prompt("judge", spec.prompt, JudgeAnswer, {"regions", "conversations"})
        self._interview = Interview(spec, client, prompt)

    def identity(self) -> Mapping[str, Any]:
        return {**self._interview.identity(), "minimum": self._spec.minimum}

    async def judge(self, record: Record) -> Said[Conversation]:
        """Those of the record's conversations that pass; the others dropped with grade and minimum."""
        if not record.conversations:
            return Said()
        frame = self._interview.prompt.frame
        values = {"regions": regions(record, frame), "conversations": _listed(record)}
        told = await self._interview.ask(values, self._pictures(record), RecordPixels(self._read, record))
        if told.value is None:
            rule = f"judge_{told.fault.rule}" if told.fault is not None else "judge"
            dropped = tuple(Dropped("question", rule, _brief(one)) for one in record.conversations)
            return Said((), dropped, told.answers, told.spend)
        kept, dropped = self._sorted(record.conversations, told.value.scores)
        return Said(kept, dropped, told.answers, told.spend)

    def _sorted(
        self, conversations: Sequence[Conversation], scores: Sequence[ScoreAnswer]
    ) -> tuple[tuple[Conversation, ...], tuple[Dropped, ...]]:
        """A grade for a number that was never given grades nothing; of two for one number the first holds."""
        graded: dict[int, ScoreAnswer] = {}
        for score in scores:
            graded.setdefault(score.number, score)
        kept: list[Conversation] = []
        dropped: list[Dropped] = []
        for index, conversation in enumerate(conversations):
            fault = self._fault(graded.get(number_of(index)), _brief(conversation))
            if fault is None:
                kept.append(conversation)
            else:
                dropped.append(fault)
        return tuple(kept), tuple(dropped)

    def _fault(self, score: ScoreAnswer | None, item: str) -> Dropped | None:
        if score is None:
            return Dropped("question", "not_judged", item)
        for axis in AXES:
            if (grade := getattr(score, axis)) < self._spec.minimum:
                return Dropped("question", f"low_{axis}", item, float(grade), float(self._spec.minimum))
        return None

    def _pictures(self, record: Record) -> tuple[str | Picture, ...]:
        """The whole, then the object images spoken of, each under its number."""
        digest, frame = record.image.source_sha256, self._interview.prompt.frame
        shown = dict.fromkeys(crop.region for one in record.conversations for crop in one.object_images)
        parts: list[str | Picture] = [Picture(digest, self._spec.max_image_px)]
        for region in list(shown)[:MOST_CROPS]:
            size = min(CROP_PX, self._spec.max_image_px)
            parts += (frame.object_image.format(number=number_of(region)),)
            parts += (Picture(digest, size, record.regions[region].box, MARGIN),)
        return tuple(parts)


def _listed(record: Record) -> str:
    """`(1) Q: ... A: ...`, a conversation a line."""
    numbers = {i: number_of(i) for i in range(len(record.regions))}
    lines = []
    for index, one in enumerate(record.conversations):
        crops = {i: crop.region for i, crop in enumerate(one.object_images)}
        said = (f"{'QA'[turn.role == 'assistant']}: {marked(turn.parts, numbers, crops)}" for turn in one.turns)
        lines.append(f"({number_of(index)}) {' '.join(said)}")
    return "\n".join(lines)


def _brief(conversation: Conversation) -> str:
    words = " ".join(part.text for part in conversation.turns[0].parts if part.text)
    return f"{conversation.task}: {words}"[:200]
